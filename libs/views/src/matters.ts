import type {
  AnyEvent,
  Book,
  Clocks,
  DutyId,
  Day,
  FailureEvent,
  InstallationEvent,
  Known,
  Law,
  Moment,
  NotOwed,
  NoticeEvent,
  PartyId,
  Obligation,
  ProductEvent,
  ProductId,
  ProfileEvent,
} from '#psti';
import { asKnown, factsOf, isDay, londonDay, obligations, whyNot } from '#psti';
import type { Recorded } from '#event-store';
import { daysOf, nextDay } from './days.ts';
import type { Entry, Facts, Matter } from './facts.ts';
import type { Reading } from './reading.ts';
import { type Shelf, type StreamName, streamName, streamOf } from './shelf.ts';

/** How far to read: up to a leaf of the log, or all there is now. */
export type Within = number | 'now';

type Knowledge = ReturnType<typeof factsOf>['knowledge'];

/** A clock that has run out: everything recorded counts. */
export const EVER: Day = '9999-12-31';

type MatterName = StreamName & { readonly kind: Matter['kind'] };
const isMatter = (name: StreamName | undefined): name is MatterName =>
  name?.kind === 'product' || name?.kind === 'failure' || name?.kind === 'notice';

interface Composing {
  readonly name: MatterName;
  readonly group: Group;
  readonly product: ProductId;
  readonly within: Within;
  readonly clocks: Clocks;
}

interface Group {
  readonly streams: readonly string[];
  readonly events: readonly Entry[];
}

/**
 * Puts together what belongs together: the streams that a party holds to be one, and all that bears on what is owed in them. It
 * takes the candidates from the shelf and judges by the events themselves.
 */
export class Matters {
  readonly #reading: Reading;
  readonly #shelf: Shelf;
  readonly #law: Law | undefined;

  constructor(reading: Reading, shelf: Shelf, law?: Law) {
    this.#reading = reading;
    this.#shelf = shelf;
    this.#law = law;
  }

  /** One stream, or what the installation holds of one party. */
  async ofRecord(record: string, within: Within): Promise<Facts | undefined> {
    const [stream = record, about] = record.split('#');
    const name = streamName(stream);
    const all = await this.#read(stream, within);
    const events = about === undefined ? all : eventsAbout(about, all);
    if (name === undefined || name.kind === 'papers' || events.length === 0) return undefined;
    const { party, kind, id } = name;
    return { record, streams: [record], party: about ?? party, kind, id, events };
  }

  /** The records of every party that was ever admitted. */
  async parties(within: Within): Promise<readonly string[]> {
    const admitted = await this.#read('installation', within);
    return admitted.flatMap((event) => partiesAdmitted(event).map((party) => `installation#${party}`));
  }

  async ofMatter(stream: string, within: Within, clocks: Clocks): Promise<Matter | undefined> {
    const group = await this.#group(stream, within, clocks);
    const [record = stream] = group.streams;
    const name = streamName(record);
    if (group.events.length === 0 || !isMatter(name)) return undefined;
    const { party, kind, id } = name;
    const product = kind === 'product' ? id : productNamed(group.events, clocks);
    const book = await this.#book({ name, group, product, within, clocks });
    const rows = once(() => obligationsOf({ kind, id, book, clocks }));
    return {
      record,
      streams: group.streams,
      party,
      kind,
      id,
      product,
      events: group.events,
      clocks,
      book,
      obligations: rows,
      changesOn: once(() => nextDay(dayOf(clocks.asOf), daysOf(book, rows()))),
    };
  }

  /** The record of a party that has none: for whoever asks why it owes nothing. */
  async emptyOf(party: PartyId, product: ProductId, clocks: Clocks): Promise<Matter> {
    const record = streamOf(party, 'failure', '');
    const name: MatterName = { stream: record, party, kind: 'failure', id: '' };
    const book = await this.#book({ name, group: nothing, product, within: 'now', clocks });
    const about = { record, streams: [], party, kind: name.kind, id: '', product, events: [], clocks };
    return { ...about, book, obligations: () => [], changesOn: () => undefined };
  }

  whyNot({ book, clocks }: Matter, { duty, to }: { duty: DutyId; to?: PartyId }): NotOwed | undefined {
    return whyNot(book, duty, clocks, to);
  }

  /** What the party knew, by the Act's own predicates. */
  knowledgeOf({ book, clocks }: Matter): Knowledge {
    return factsOf(book, clocks).knowledge;
  }

  async #read(stream: string, within: Within): Promise<readonly Entry[]> {
    return within === 'now' ? this.#reading.now(stream) : this.#reading.upTo(stream, within);
  }

  /** A stream and those that its party says are the same, directly or by way of others: the one begun first, first. */
  async #group(stream: string, within: Within, clocks: Clocks): Promise<Group> {
    const read = new Map<string, readonly Entry[]>();
    const edges = new Map<string, Set<string>>();
    const reach = async (each: string): Promise<void> => {
      if (read.has(each)) return;
      read.set(each, await this.#read(each, within));
      for (const other of namedSame(each, read.get(each) ?? [], clocks)) {
        link(edges, each, other);
        link(edges, other, each);
        await reach(other);
      }
    };
    for (const candidate of this.#shelf.sameAs(stream)) await reach(candidate);
    const members = connected(stream, edges).filter((member) => (read.get(member)?.length ?? 0) > 0);
    const begun = (member: string): number => read.get(member)?.[0]?.leaf ?? 0;
    const streams = members.sort((a, b) => begun(a) - begun(b));
    return { streams, events: inLogOrder(streams.map((member) => read.get(member) ?? [])) };
  }

  async #book({ name, group, product, within, clocks }: Composing): Promise<Book> {
    const { party, kind } = name;
    const ofProduct =
      kind === 'product'
        ? group
        : product === ''
          ? nothing
          : await this.#group(streamOf(party, 'product', product), within, clocks);
    const notices = await Promise.all(this.#noticesAbout(name, product).map((stream) => this.#read(stream, within)));
    return {
      party,
      product: ofProduct.events.filter(isOf<ProductEvent>('product')),
      failure: kind === 'failure' ? group.events.filter(isOf<FailureEvent>('failure')) : [],
      notices: inLogOrder(notices).filter(isOf<NoticeEvent>('notice')),
      profile: (await this.#read(`${party}/profile`, within)).filter(isOf<ProfileEvent>('profile')),
      installation: (await this.#read('installation', within))
        .filter(isOf<InstallationEvent>('installation'))
        .filter(bearsOnDuties),
      law: this.#law,
    };
  }

  #noticesAbout({ party, kind, stream }: MatterName, product: ProductId): readonly string[] {
    if (kind === 'notice') return [stream];
    return this.#shelf.about(party, product).filter((other) => streamName(other)?.kind === 'notice');
  }
}

/** A correction on the installation's stream may be about any party. */
export const EVERY_PARTY = 'installation#*';
export const partyRecord = ({ type, data }: Pick<Recorded, 'type' | 'data'>): string =>
  type === 'PartyAdmitted' && typeof data['party'] === 'string' ? `installation#${data['party']}` : EVERY_PARTY;

const partiesAdmitted = (event: Entry): readonly PartyId[] => {
  if (event.type === 'PartyAdmitted') return [event.party];
  const replacement = event.type === 'Correction' ? event.event : undefined;
  return replacement !== undefined && 'party' in replacement && typeof replacement.party === 'string' ? [replacement.party] : [];
};
const eventsAbout = (party: PartyId, events: readonly Entry[]): readonly Entry[] => {
  const admitted = new Set(events.filter((event) => partiesAdmitted(event).includes(party)).map(({ id }) => id));
  return events.filter((event) => admitted.has(event.id) || (event.type === 'Correction' && admitted.has(event.supersedes)));
};

const nothing: Group = { streams: [], events: [] };

/** Each kind of record has its own rows: what is owed in a failure's stands on no other. */
function obligationsOf({ kind, id, book, clocks }: Pick<Matter, 'kind' | 'id' | 'book' | 'clocks'>): readonly Obligation[] {
  const rows = obligations(book, clocks);
  switch (kind) {
    case 'product':
      return rows.filter(({ failure, notice }) => failure === undefined && notice === undefined);
    case 'failure':
      return rows.filter(({ failure, notice }) => failure !== undefined && notice === undefined);
    case 'notice':
      return rows.filter(({ notice }) => notice === id);
  }
}

const isOf =
  <E extends AnyEvent>(kind: StreamName['kind']) =>
  (event: Entry): event is Known<E> & Entry =>
    streamName(event.stream)?.kind === kind;
/** Thousands of parties may be admitted: that bears on nobody's duties. */
const bearsOnDuties = ({ type }: Entry): boolean => type !== 'PartyAdmitted' && type !== 'GrantGiven' && type !== 'GrantEnded';

/** The first event of a record that names a product says what the record is about; before any is known, the first of all. */
const productNamed = (events: readonly Entry[], clocks: Clocks): ProductId => {
  for (const event of [...asKnown(events, clocks), ...events]) {
    const named = 'product' in event ? event.product : 'breach' in event ? event.breach?.product : undefined;
    if (named !== undefined) return named;
  }
  return '';
};

const namedSame = (stream: string, events: readonly Entry[], clocks: Clocks): readonly string[] => {
  const name = streamName(stream);
  if (name === undefined || !events.some(({ type }) => type === 'SameProductAs' || type === 'SameFailureAs')) return [];
  return asKnown(events, clocks).flatMap((event) => {
    if (event.type === 'SameProductAs') return [streamOf(name.party, 'product', event.product)];
    return event.type === 'SameFailureAs' ? [streamOf(name.party, 'failure', event.failure)] : [];
  });
};

const link = (edges: Map<string, Set<string>>, from: string, to: string): void => {
  edges.set(from, (edges.get(from) ?? new Set()).add(to));
};
const connected = (from: string, edges: ReadonlyMap<string, ReadonlySet<string>>): string[] => {
  const reached = new Set([from]);
  for (const each of reached) for (const other of edges.get(each) ?? []) reached.add(other);
  return [...reached];
};
const dayOf = (moment: Moment): Day => (isDay(moment) ? moment : londonDay(moment));
const inLogOrder = (streams: readonly (readonly Entry[])[]): readonly Entry[] => {
  const [only, ...others] = streams.filter(({ length }) => length > 0);
  return others.length === 0 ? (only ?? []) : streams.flat().sort((a, b) => a.leaf - b.leaf);
};
const once = <T>(work: () => T): (() => T) => {
  let done: { readonly value: T } | undefined;
  return () => (done ??= { value: work() }).value;
};
