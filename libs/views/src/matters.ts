import {
  askingOf,
  asKnown,
  isDay,
  londonDay,
  noticeAnswers,
  noticeDutyNotOwed,
  noticesChangeOn,
  obligations,
  whyNot,
  type AnyEvent,
  type Book,
  type Clocks,
  type Day,
  type DutyId,
  type FailureEvent,
  type InstallationEvent,
  type Known,
  type Law,
  type NoticeAnswers,
  type NoticeEvent,
  type NotOwed,
  type Obligation,
  type PartyId,
  type ProductEvent,
  type ProductId,
  type ProfileEvent,
} from '#psti';
import type { Recorded } from '#event-store';
import { daysOf, nextDay } from './days.ts';
import type { Entry, Facts, Matter } from './facts.ts';
import { type Group, Groups, nothing, type Within } from './groups.ts';
import type { Reading } from './reading.ts';
import { remembered } from './remembered.ts';
import { bearsOnDuties } from './said.ts';
import type { Shelf } from './shelf.ts';
import { type StreamName, streamName, streamOf } from './stream-name.ts';

/** A clock that has run out: everything recorded counts. */
export const EVER: Day = '9999-12-31';

type MatterName = StreamName & { readonly kind: Matter['kind'] };
const isMatter = (name: StreamName | undefined): name is MatterName =>
  name?.kind === 'product' || name?.kind === 'failure' || name?.kind === 'notice';

/** A record, how far to read for it, and at which clocks. */
interface Composing {
  readonly name: MatterName;
  readonly group: Group;
  readonly product: ProductId;
  readonly within: Within;
  readonly clocks: Clocks;
}

/** Puts together what belongs together: a record of a party, and all that bears on what is owed in it. */
export class Matters {
  readonly #groups: Groups;
  readonly #shelf: Shelf;
  readonly #law: Law | undefined;

  constructor(reading: Reading, shelf: Shelf, law?: Law) {
    this.#groups = new Groups(reading, shelf);
    this.#shelf = shelf;
    this.#law = law;
  }

  /** One stream, or what the installation holds of one party. */
  async ofRecord(record: string, within: Within): Promise<Facts | undefined> {
    const [stream = record, about] = record.split('#');
    const name = streamName(stream);
    const all = await this.#groups.read(stream, within);
    const events = about === undefined ? all : (byParty(all).get(about) ?? []);
    if (name === undefined || name.kind === 'papers' || events.length === 0) return undefined;
    const { party, kind, id } = name;
    return { record, streams: [record], party: about ?? party, kind, id, events };
  }

  /** The records of every party that was ever admitted. */
  async parties(within: Within): Promise<readonly string[]> {
    const admitted = await this.#groups.read('installation', within);
    return admitted.flatMap((event) => partiesAdmitted(event).map((party) => `installation#${party}`));
  }

  async ofMatter(stream: string, within: Within, clocks: Clocks): Promise<Matter | undefined> {
    const group = await this.#groups.of(stream, within, clocks);
    const [record = stream] = group.streams;
    const name = streamName(record);
    if (group.events.length === 0 || !isMatter(name)) return undefined;
    const product = name.kind === 'product' ? name.id : productNamed(group.events, clocks);
    return this.#compose({ name, group, product, within, clocks });
  }

  /** The record of a party that has none: for whoever asks why it owes nothing. */
  async emptyOf(party: PartyId, product: ProductId, clocks: Clocks): Promise<Matter> {
    const name: MatterName = { stream: streamOf(party, 'failure', ''), party, kind: 'failure', id: '' };
    const matter = await this.#compose({ name, group: nothing, product, within: 'now', clocks });
    return { ...matter, obligations: () => [] };
  }

  whyNot(
    { book, clocks, asking }: Matter,
    about: { duty: DutyId; to?: PartyId; notice?: string; item?: string },
  ): NotOwed | undefined {
    const ofNotice = noticeDutyNotOwed(book, clocks, asking ?? askingOf(book, [], clocks), about);
    return ofNotice ?? whyNot(book, about.duty, clocks, about.to);
  }

  async #compose(composing: Composing): Promise<Matter> {
    const { name, group, product, clocks } = composing;
    const { stream: record, party, kind, id } = name;
    const book = await this.#book(composing);
    const about = { record, streams: group.streams, party, kind, id, product, events: group.events, clocks, book };
    const today = isDay(clocks.asOf) ? clocks.asOf : londonDay(clocks.asOf);
    if (kind === 'failure') return this.#failure({ ...about, kind }, today);
    if (kind !== 'notice') {
      const rows = once(() => obligations(book, clocks).filter(isOf('product')));
      return { ...about, obligations: rows, changesOn: once(() => nextDay(today, daysOf(book, rows()))) };
    }
    const records = await this.#namedIn(composing);
    const asking = askingOf(book, records, clocks);
    const enforcement = once(() => onlyOf(id, noticeAnswers(book, clocks, asking)));
    const rows = () => enforcement().rows;
    const changesOn = once(() => nextDay(today, [noticesChangeOn(book, clocks, asking), ...daysOf(book, rows())]));
    return { ...about, records, asking, enforcement, obligations: rows, changesOn };
  }

  /** One that was put together just so before has its rows already. */
  #failure(about: Omit<Matter, 'obligations' | 'changesOn'>, today: Day): Matter {
    const { book, clocks, streams } = about;
    const known = lately(book.failure);
    const key = [about.record, clocks.asOf, clocks.knownAt, about.product, ...streams].join(' ');
    const before = known.get(key);
    if (before !== undefined && isOfTheSame(before.book, book)) return before;
    const rows = once(() => obligations(book, clocks).filter(isOf('failure')));
    const matter = { ...about, obligations: rows, changesOn: once(() => nextDay(today, daysOf(book, rows()))) };
    known.delete(key);
    known.set(key, matter);
    for (const oldest of known.keys()) if (known.size > FEW_CLOCKS) known.delete(oldest);
    return matter;
  }

  async #book({ name, group, product, within, clocks }: Composing): Promise<Book> {
    const { party, kind } = name;
    const read = (stream: string) => this.#groups.read(stream, within);
    const about = kind === 'failure' && product !== '' ? streamOf(party, 'product', product) : undefined;
    const held = kind === 'product' ? group : about === undefined ? nothing : await this.#groups.of(about, within, clocks);
    return {
      party,
      product: ofProduct(held.events),
      failure: ofFailure(group.events),
      records: kind === 'product' ? await this.#failuresOf(party, group, { within, clocks }) : [],
      notices: (kind === 'notice' ? await this.#noticesOf(party, within) : []).filter(isIn<NoticeEvent>('notice')),
      profile: ofProfile(await read(`${party}/profile`)),
      installation: ofInstallation(await read('installation')),
      law: this.#law,
    };
  }

  /** What the party's records of failures say of a product bears on what it owes of the product itself. */
  async #failuresOf(
    party: PartyId,
    { streams }: Group,
    { within, clocks }: Pick<Composing, 'within' | 'clocks'>,
  ): Promise<readonly (readonly Known<FailureEvent>[])[]> {
    const products = streams.map((stream) => streamName(stream)?.id ?? '');
    const about = products.flatMap((product) => this.#shelf.about(party, product));
    const found = new Map<string, readonly Known<FailureEvent>[]>();
    for (const stream of about.filter((each) => streamName(each)?.kind === 'failure')) {
      const record = await this.#groups.of(stream, within, clocks);
      const [name] = record.streams;
      if (name !== undefined && products.includes(productNamed(record.events, clocks)))
        found.set(name, record.events.filter(isIn<FailureEvent>('failure')));
    }
    // The one begun first, first: where two say the same, the earlier word is the reason.
    return [...found.values()].sort(([one], [other]) => (one?.leaf ?? 0) - (other?.leaf ?? 0));
  }

  /** A second notice for the same is measured by the first. */
  async #noticesOf(party: PartyId, within: Within): Promise<readonly Entry[]> {
    return (await Promise.all(this.#shelf.streams(party, 'notice').map((stream) => this.#groups.read(stream, within)))).flat();
  }

  /** The records whose duties a notice may name: the addressee's own, and those in which it represents a manufacturer. */
  async #namedIn({ name: { party, stream }, within, clocks }: Composing): Promise<readonly Matter[]> {
    const found = new Map<string, Matter>();
    for (const each of this.#shelf.recordsNamedBy(stream, party)) {
      const matter = await this.ofMatter(each, within, clocks);
      if (matter !== undefined) found.set(matter.record, matter);
    }
    return [...found.values()];
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
/** What the installation holds of each party: what admits it, and what corrects that. */
const byParty = remembered((events: readonly Entry[]): ReadonlyMap<PartyId, readonly Entry[]> => {
  const admittedBy = new Map<string, readonly PartyId[]>();
  for (const event of events) {
    const parties = partiesAdmitted(event);
    if (parties.length > 0) admittedBy.set(event.id, parties);
  }
  const found = new Map<PartyId, Entry[]>();
  for (const event of events) {
    const corrected = event.type === 'Correction' ? (admittedBy.get(event.supersedes) ?? []) : [];
    for (const party of new Set([...(admittedBy.get(event.id) ?? []), ...corrected]))
      found.set(party, [...(found.get(party) ?? []), event]);
  }
  return found;
});

const onlyOf = (id: string, { rows, notices, guards, dates, money }: NoticeAnswers): NoticeAnswers => ({
  rows: rows.filter(({ notice }) => notice === id),
  notices: notices.filter(({ notice }) => notice === id),
  guards: guards.filter(({ notice }) => notice === id),
  dates: dates.filter(({ of }) => of === id),
  money: money.filter(({ of }) => of === id),
});

/** Each kind of record has its own rows: what is owed in a failure's stands on no other. */
const isOf =
  (kind: 'product' | 'failure') =>
  ({ failure }: Obligation): boolean =>
    (failure === undefined) === (kind === 'product');

const isIn =
  <E extends AnyEvent>(kind: StreamName['kind']) =>
  (event: Entry): event is Known<E> & Entry =>
    streamName(event.stream)?.kind === kind;

/** A stream that was not added to is looked through once, however many records it bears on. */
const ofProduct = remembered((events: readonly Entry[]) => events.filter(isIn<ProductEvent>('product')));
const ofFailure = remembered((events: readonly Entry[]) => events.filter(isIn<FailureEvent>('failure')));
const ofProfile = remembered((events: readonly Entry[]) => events.filter(isIn<ProfileEvent>('profile')));
const ofInstallation = remembered((events: readonly Entry[]) =>
  events.filter(isIn<InstallationEvent>('installation')).filter(bearsOnDuties),
);

/** What was put together from the same streams at the same clocks: kept while the first of them is, for a few clocks. */
const lately = remembered((_: readonly Entry[]) => new Map<string, Matter>());
const FEW_CLOCKS = 4;
const isOfTheSame = (one: Book, other: Book): boolean =>
  one.product === other.product &&
  one.failure === other.failure &&
  one.profile === other.profile &&
  one.installation === other.installation &&
  one.law === other.law;

/** The first event of a record that names a product says what the record is about; before any is known, the first of all. */
const productNamed = (events: readonly Entry[], clocks: Clocks): ProductId => {
  for (const event of [...asKnown(events, clocks), ...events]) {
    const named = 'product' in event ? event.product : 'breach' in event ? event.breach?.product : undefined;
    if (named !== undefined) return named;
  }
  return '';
};

const once = <T>(work: () => T): (() => T) => {
  let done: { readonly value: T } | undefined;
  return () => (done ??= { value: work() }).value;
};
