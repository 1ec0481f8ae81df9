import type { Statement } from 'better-sqlite3';
import type { Position, Recorded } from '#event-store';
import { type PartyId, type ProductId, unknownIn } from '#psti';
import { factsSaid, namedBy, type Said, sameIn, saysOfProduct, senderIn, wordIn } from './said.ts';
import { type StreamName, streamName, streamOf } from './stream-name.ts';
import { atTheStart, type Checkpoint, type Sql } from './views-file.ts';

const VERSION = 4;
const TABLES = `
  CREATE TABLE IF NOT EXISTS shelf_place (version INTEGER NOT NULL, store TEXT NOT NULL, position TEXT NOT NULL, leaf INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS shelf_streams (party TEXT, kind TEXT, id TEXT, PRIMARY KEY (party, kind, id)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS shelf_about (party TEXT, product TEXT, stream TEXT, PRIMARY KEY (party, product, stream)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS shelf_named_product (stream TEXT, product TEXT, PRIMARY KEY (stream, product)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS shelf_same (stream TEXT, other TEXT, PRIMARY KEY (stream, other)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS shelf_appointed (representative TEXT, party TEXT, product TEXT, PRIMARY KEY (representative, party, product)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS shelf_noticed (target TEXT, notice TEXT, PRIMARY KEY (target, notice)) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS shelf_noticed_by ON shelf_noticed (notice, target);
  CREATE INDEX IF NOT EXISTS shelf_appointed_by ON shelf_appointed (party, product, representative);
  CREATE TABLE IF NOT EXISTS shelf_unknown (stream TEXT, type TEXT, version INTEGER, PRIMARY KEY (stream, type, version)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS shelf_delivered (stream TEXT, other TEXT, PRIMARY KEY (stream, other)) STRICT, WITHOUT ROWID;`;
const names = ['place', 'streams', 'about', 'named_product', 'same', 'appointed', 'noticed', 'unknown', 'delivered'] as const;
const mattersOfBook = ['product', 'failure', 'notice'] as const;
const matterKinds: ReadonlySet<string> = new Set(mattersOfBook);
/** What the installation records that can change an answer about duties; a correction may be of one of them. */
const shapesAnswers: ReadonlySet<string> = new Set(['RulebookPutInForce', 'SettingPutInForce', 'Correction']);
/**
 * Which streams there are and which may belong together: an index that only grows. It says where to look, never what is so:
 * whoever asks reads those streams and judges by their events, as far as its own position goes.
 */
export class Shelf {
  readonly #sql: Sql;
  #at: Checkpoint;
  /** What was noted last: events of one stream often come one after the other. */
  #noted = '';
  readonly #stream: Statement<[string, string, string]>;
  readonly #aboutRow: Statement<[string, string, string]>;
  readonly #namedProduct: Statement<[string, string]>;
  readonly #same: Statement<[string, string]>;
  readonly #appointed: Statement<[string, string, string]>;
  readonly #delivered: Statement<[string, string]>;
  readonly #noticed: Statement<[string, string]>;
  readonly #unknown: Statement<[string, string, number]>;
  readonly #move: Statement<[string, number]>;
  readonly #find: Finds;

  constructor(sql: Sql, store: string, head: Position) {
    this.#sql = sql;
    this.#at = placeIn(sql, store, head);
    this.#stream = sql.prepare('INSERT OR IGNORE INTO shelf_streams VALUES (?, ?, ?)');
    this.#aboutRow = sql.prepare('INSERT OR IGNORE INTO shelf_about VALUES (?, ?, ?)');
    this.#namedProduct = sql.prepare('INSERT OR IGNORE INTO shelf_named_product VALUES (?, ?)');
    this.#same = sql.prepare('INSERT OR IGNORE INTO shelf_same VALUES (?, ?)');
    this.#appointed = sql.prepare('INSERT OR IGNORE INTO shelf_appointed VALUES (?, ?, ?)');
    this.#delivered = sql.prepare('INSERT OR IGNORE INTO shelf_delivered VALUES (?, ?)');
    this.#noticed = sql.prepare('INSERT OR IGNORE INTO shelf_noticed VALUES (?, ?)');
    this.#unknown = sql.prepare('INSERT OR IGNORE INTO shelf_unknown VALUES (?, ?, ?)');
    this.#move = sql.prepare('UPDATE shelf_place SET position = ?, leaf = ?');
    this.#find = findsIn(sql);
  }

  get at(): Checkpoint {
    return this.#at;
  }

  /** Notes a page, which may have been noted before. */
  note(page: readonly Recorded[], position: string): void {
    if (position <= this.#at.position) return;
    const leaf = Math.max(this.#at.leaf, page.at(-1)?.leaf ?? -1);
    this.#noted = '';
    this.#sql.transaction(() => {
      for (const event of page) this.#noteEvent(event);
      this.#move.run(position, leaf);
    })();
    this.#at = { ...this.#at, position, leaf };
  }

  /** Does what asks or writes much in one transaction: alone, each statement takes the file's locks and lets go of them. */
  together(work: () => void): void {
    this.#sql.transaction(work)();
  }

  /** What another connection has noted meanwhile. */
  reload(): void {
    this.#at = { ...this.#at, ...this.#find.place.get() };
  }

  #noteEvent(event: Recorded): void {
    const name = streamName(event.stream);
    if (name === undefined) return;
    if (event.revision === 0) this.#stream.run(name.party, name.kind, name.id);
    const unknown = unknownIn(event);
    if (unknown !== undefined) this.#unknown.run(event.stream, unknown.type, unknown.version);
    if (!matterKinds.has(name.kind)) return;
    for (const said of factsSaid(event)) this.#noteFact(name, said);
  }

  #noteFact(name: StreamName, said: Said): void {
    const { stream, party, kind, id } = name;
    const product = kind === 'product' ? id : wordIn(said.fields, 'product');
    if (product !== undefined && this.#noted !== `${stream} ${product}`) {
      this.#aboutRow.run(party, product, stream);
      this.#namedProduct.run(stream, product);
      this.#noted = `${stream} ${product}`;
    }
    if (kind === 'notice') for (const target of namedBy(name, said)) this.#noticed.run(target, stream);
    const same = sameIn(name, said);
    if (same !== undefined) both(this.#same, stream, same);
    const sender = senderIn(said);
    if (sender !== undefined) both(this.#delivered, stream, sender);
    const representative = said.type === 'ARAppointed' ? wordIn(said.fields, 'representative') : undefined;
    if (representative !== undefined) this.#appointed.run(representative, party, id);
  }

  /** Something in streams of these kinds that this version of Dutybook does not know; an older one may have noted what it now does. */
  unknownIn(kinds: readonly string[]): { readonly type: string; readonly version: number } | undefined {
    return this.#find.unknown
      .all()
      .find((event) => kinds.some((kind) => kind === streamName(event.stream)?.kind) && unknownIn(event) !== undefined);
  }

  /** Every stream of a party of one kind. */
  streams(party: PartyId, kind: StreamName['kind']): readonly string[] {
    return this.#find.streams.all(party, kind).map(({ id }) => fullName(party, kind, id));
  }

  /**
   * The products, failures and notices whose answers an event may change. What is held of a product bears on every record about it;
   * how a duty stands, on the notices that may name it; a notice, on a second one for the same; targets and readings on the whole
   * book; what the installation puts in force, on everybody's.
   */
  mattersTouchedBy({ stream, type }: Pick<Recorded, 'stream' | 'type'>): readonly string[] {
    const name = streamName(stream);
    switch (name?.kind) {
      case 'failure':
      case 'product':
        return this.#touchedBy(name, type);
      case 'notice':
        return this.streams(name.party, 'notice');
      case 'profile':
        return mattersOfBook.flatMap((kind) => this.streams(name.party, kind));
      case 'installation':
        return shapesAnswers.has(type) ? this.#everyStream(mattersOfBook) : [];
      case 'delivery':
      case 'papers':
      case undefined:
        return [];
    }
  }

  #touchedBy({ stream, party, kind }: StreamName, type: string): readonly string[] {
    const same = this.sameAs(stream);
    const products = same.flatMap((each) => this.#productsOf(each));
    const about = products.flatMap((product) => this.about(party, product)).flatMap((each) => this.sameAs(each));
    const ofProducts = products.map((product) => streamOf(party, 'product', product));
    const judged = saysOfProduct.has(type) ? ofProducts.flatMap((each) => this.sameAs(each)) : [];
    const records = new Set(kind === 'product' ? [...same, ...about] : [...same, ...judged]);
    const targets = new Set([party, ...records, ...ofProducts.flatMap((each) => this.sameAs(each))]);
    const notices = [...targets].flatMap((target) => this.#find.notices.all(target).map(({ notice }) => notice));
    return [...new Set([...records, ...notices, ...this.#noticesOfRepresentatives(party, products)])];
  }

  /** What a representative is to do stands in the manufacturer's book, and a notice to it may name that. */
  #noticesOfRepresentatives(party: PartyId, products: readonly ProductId[]): readonly string[] {
    const appointed = products.flatMap((product) => this.#find.representatives.all(party, product));
    return [...new Set(appointed.map(({ representative }) => representative))].flatMap((each) => this.streams(each, 'notice'));
  }

  /** Records whose duties a notice may name: of its addressee, and of those that the addressee represents. */
  recordsNamedBy(notice: string, addressee: PartyId): readonly string[] {
    const named = this.#find.targets.all(notice).map(({ target }) => target);
    const book = (['product', 'failure'] as const).flatMap((kind) => this.streams(addressee, kind));
    const targets = named.includes(addressee) ? book : named.flatMap((target) => this.sameAs(target));
    const products = targets.flatMap((target) => this.#productsOf(target));
    const own = products.flatMap((product) => this.about(addressee, product));
    const represented = this.appointmentsOf(addressee).flatMap(({ party, product }) => this.about(party, product));
    const isRecord = (stream: string): boolean => streamName(stream)?.kind !== 'notice';
    return [...new Set([...targets, ...own, ...represented])].filter(isRecord);
  }

  /** Every stream, some at a time, those about one product side by side: what is read for one serves the next. One may come twice. */
  *lots(): Generator<readonly string[]> {
    for (let [after, lot] = [BEFORE_ALL, this.#find.byProduct.all(...BEFORE_ALL)]; lot.length > 0;) {
      yield lot.map(({ stream }) => stream);
      after = lot.map(({ party, product, stream }) => [party, product, stream] as const).at(-1) ?? after;
      lot = this.#find.byProduct.all(...after);
    }
    for (let [after, lot] = [BEFORE_ALL, this.#find.others.all(...BEFORE_ALL)]; lot.length > 0;) {
      yield lot.map(({ party, kind, id }) => fullName(party, kind, id));
      after = lot.map(({ party, kind, id }) => [party, kind, id] as const).at(-1) ?? after;
      lot = this.#find.others.all(...after);
    }
  }

  /** Every stream of these kinds. */
  #everyStream(kinds: readonly StreamName['kind'][]): readonly string[] {
    return kinds.flatMap((kind) => this.#find.ofKind.all(kind).map(({ party, id }) => fullName(party, kind, id)));
  }

  /** A product that nothing was recorded about yet may be what others say is the same as theirs. */
  #productsOf(stream: string): readonly ProductId[] {
    const name = streamName(stream);
    if (name?.kind === 'product') return [name.id];
    return this.#find.products.all(stream).map(({ product }) => product);
  }

  /** The product, failure and notice streams of a book that name this product. */
  about(party: PartyId, product: ProductId): readonly string[] {
    return this.#find.about.all(party, product).map(({ stream }) => stream);
  }

  /** The stream and all that its party ever said are the same thing, directly or by way of others. */
  sameAs(stream: string): readonly string[] {
    const reached = new Set([stream]);
    for (const next of reached) for (const { other } of this.#find.same.all(next)) reached.add(other);
    return [...reached].sort();
  }

  /** The failure records, in other books, that notifications and contacts went to or came from. */
  deliveredWith(stream: string): readonly string[] {
    return this.#find.delivered.all(stream).map(({ other }) => other);
  }

  /** The books that ever appointed this party as representative, with the product. */
  appointmentsOf(representative: PartyId): readonly { readonly party: PartyId; readonly product: ProductId }[] {
    return this.#find.appointed.all(representative);
  }
}

const LOT = 500;
const BEFORE_ALL: readonly [string, string, string] = ['', '', ''];
const NOTICES = 'SELECT notice FROM shelf_noticed WHERE target = ?';
const TARGETS = 'SELECT target FROM shelf_noticed WHERE notice = ? ORDER BY target';
const REPRESENTATIVES = 'SELECT representative FROM shelf_appointed WHERE party = ? AND product = ?';

const fullName = (party: PartyId, kind: string, id: string): string => [party, kind, id].filter((part) => part !== '').join('/');

const findsIn = (sql: Sql) => ({
  place: sql.prepare<[], Pick<Checkpoint, 'position' | 'leaf'>>('SELECT position, leaf FROM shelf_place'),
  streams: sql.prepare<[string, string], { id: string }>('SELECT id FROM shelf_streams WHERE party = ? AND kind = ? ORDER BY id'),
  ofKind: sql.prepare<[string], { party: string; id: string }>('SELECT party, id FROM shelf_streams WHERE kind = ?'),
  byProduct: sql.prepare<[string, string, string], { party: string; product: string; stream: string }>(
    `SELECT party, product, stream FROM shelf_about WHERE (party, product, stream) > (?, ?, ?) ORDER BY party, product, stream LIMIT ${LOT}`,
  ),
  others: sql.prepare<[string, string, string], { party: string; kind: string; id: string }>(
    `SELECT party, kind, id FROM shelf_streams WHERE (party, kind, id) > (?, ?, ?)
     AND NOT EXISTS (SELECT 1 FROM shelf_named_product WHERE stream = party || '/' || kind || '/' || id) ORDER BY party, kind, id LIMIT ${LOT}`,
  ),
  about: sql.prepare<[string, string], { stream: string }>(
    'SELECT stream FROM shelf_about WHERE party = ? AND product = ? ORDER BY stream',
  ),
  products: sql.prepare<[string], { product: string }>(
    'SELECT product FROM shelf_named_product WHERE stream = ? ORDER BY product',
  ),
  same: sql.prepare<[string], { other: string }>('SELECT other FROM shelf_same WHERE stream = ?'),
  notices: sql.prepare<[string], { notice: string }>(NOTICES),
  targets: sql.prepare<[string], { target: string }>(TARGETS),
  representatives: sql.prepare<[string, string], { representative: string }>(REPRESENTATIVES),
  unknown: sql.prepare<[], { stream: string; type: string; version: number }>('SELECT stream, type, version FROM shelf_unknown'),
  delivered: sql.prepare<[string], { other: string }>('SELECT other FROM shelf_delivered WHERE stream = ? ORDER BY other'),
  appointed: sql.prepare<[string], { party: string; product: string }>(
    'SELECT party, product FROM shelf_appointed WHERE representative = ? ORDER BY party, product',
  ),
});
type Finds = ReturnType<typeof findsIn>;

const both = (statement: Statement<[string, string]>, one: string, other: string): void => {
  statement.run(one, other);
  statement.run(other, one);
};

/** Another log, a restored one, or another way of noting: what was noted goes, and the log is read again. */
function placeIn(sql: Sql, store: string, head: Position): Checkpoint {
  sql.exec(TABLES);
  const place = sql.prepare<[], Checkpoint & { version: number }>('SELECT version, store, position, leaf FROM shelf_place').get();
  if (place?.store === store && place.version === VERSION && place.position <= head)
    return { store, position: place.position, leaf: place.leaf };
  sql.transaction(() => {
    for (const name of names) sql.exec(`DELETE FROM shelf_${name}`);
    sql.prepare("INSERT INTO shelf_place VALUES (?, ?, '', -1)").run(VERSION, store);
  })();
  return atTheStart(store);
}
