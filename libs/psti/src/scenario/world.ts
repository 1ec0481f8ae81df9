import type { Clocks, Instant, PartyId, ProductId } from '../act.ts';
import type { Book } from '../book.ts';
import { dayOfMoment } from '../calendar.ts';
import { crossings, streamOf, usualStreamOf } from '../crossing.ts';
import type { Naming, SendersBook } from '../crossing.ts';
import { Refused } from '../decider.ts';
import { failureRecord } from '../failure-record.ts';
import type { FailureEvent, FailureRecord } from '../failure-record.ts';
import type { InstallationEvent } from '../installation.ts';
import type { Known } from '../known.ts';
import { fromDoor } from '../log.ts';
import type { NoticeEvent } from '../notice.ts';
import type { ProductEvent } from '../product-record.ts';
import type { ProfileEvent } from '../profile.ts';
import { deciderOf, kindOf, partiesIn, pastDaysIn, problemsIn } from '../streams.ts';
import type { AnyEvent } from '../streams.ts';
import type { Scenario, ToRecord } from './given.ts';
import { gathered } from './same.ts';

/** All streams of a scenario, held in memory: recorded by the streams' own deciders, with what crosses between books. */

/** All streams, in memory. */
export interface World {
  readonly streams: Map<string, Known<AnyEvent>[]>;
  readonly states: Map<string, unknown>;
  readonly parties: Set<PartyId>;
  readonly uuidOf: Naming;
  leaves: number;
}

/** Records an event as the door would, with what crosses; what stands in the way is answered as a sentence. */
export const take = (world: World, { stream, id, event, by, recordedAt }: ToRecord): string | undefined => {
  const kind = kindOf(stream);
  if (kind === undefined) return `There is no stream ${stream}`;
  const problems = problemsIn(kind, event);
  if (problems.length > 0) return problems.map(({ field, says }) => `${field}: ${says}`).join('; ');
  const strangers = partiesIn(event.type, event.data).filter(({ value }) => !world.parties.has(value));
  if (event.type !== 'PartyAdmitted' && strangers.length > 0)
    return `No party is called ${strangers.map(({ value }) => value).join(', ')}`;
  const days = [event.on, ...pastDaysIn(event.type, event.data).map(({ value }) => value)];
  const ahead = days.find((day) => day > dayOfMoment(recordedAt));
  if (ahead !== undefined) return `${ahead} has not come yet`;
  const offered = fromDoor({ id, ...event, data: JSON.parse(JSON.stringify(event.data)) });
  return admit(world, stream, offered, { by, recordedAt });
};

const admit = (
  world: World,
  stream: string,
  event: AnyEvent,
  envelope: { readonly by: PartyId; readonly recordedAt: Instant },
): string | undefined => {
  const decider = deciderOf(kindOf(stream) ?? 'failure');
  const state = world.states.get(stream) ?? decider.initial;
  try {
    decider.decide(event, state);
  } catch (error) {
    if (error instanceof Refused) return error.says;
    throw error;
  }
  const recorded = world.streams.get(stream) ?? [];
  const known: Known<AnyEvent> = { ...event, ...envelope, stream, revision: recorded.length, leaf: world.leaves };
  world.leaves += 1;
  world.streams.set(stream, [...recorded, known]);
  world.states.set(stream, decider.evolve(state, known));
  if (event.type === 'PartyAdmitted') world.parties.add(event.party);
  if (isFailureEvent(known)) deliver(world, known);
  return undefined;
};
const isFailureEvent = (event: Known<AnyEvent>): event is Known<FailureEvent> => kindOf(event.stream) === 'failure';

/** What crosses is recorded in the recipient's book at once, as the worker would. */
const deliver = (world: World, event: Known<FailureEvent>): void => {
  const party = event.stream.split('/')[0] ?? '';
  const failure = of<FailureEvent>(world, event.stream);
  const book: SendersBook = { party, failure, product: productEvents(world, party, productsNamed(failure)) };
  for (const crossing of crossings(event, book, world.uuidOf)) {
    const theirs = failureRecordOf(world, usualStreamOf(crossing));
    const stream = streamOf(crossing, theirs, world.uuidOf, sameProducts(world, crossing.to, crossing.product));
    admit(world, stream, crossing.event, { by: party, recordedAt: event.recordedAt });
  }
};
const failureRecordOf = (world: World, stream: string): FailureRecord =>
  of<FailureEvent>(world, stream).reduce(failureRecord.evolve, failureRecord.initial);

/** The events of one stream: its own decider admitted them, and so they are of the kind that its name says. */
export const of = <E extends AnyEvent>(world: World, stream: string): readonly Known<E>[] =>
  (world.streams.get(stream) ?? []) as readonly unknown[] as readonly Known<E>[];

const streamsOf = (world: World, party: PartyId, kind: string): readonly string[] =>
  [...world.streams.keys()].filter((stream) => stream.startsWith(`${party}/${kind}/`));
export const idIn = (stream: string): string => stream.split('/')[2] ?? '';

/** A party that had an id of its own for a product or failure says which is the same; both fold as one. */
const groupsOf = (world: World, party: PartyId, kind: 'product' | 'failure', clocks?: Clocks): readonly (readonly string[])[] =>
  gathered(new Map(streamsOf(world, party, kind).map((stream) => [stream, world.streams.get(stream) ?? []])), clocks);
const sameProducts = (world: World, party: PartyId, product: ProductId, clocks?: Clocks): readonly ProductId[] =>
  groupsOf(world, party, 'product', clocks)
    .map((group) => group.map(idIn))
    .find((group) => group.includes(product)) ?? [product];
const productEvents = (
  world: World,
  party: PartyId,
  products: readonly ProductId[],
  clocks?: Clocks,
): readonly Known<ProductEvent>[] => {
  const all = new Set(products.flatMap((product) => sameProducts(world, party, product, clocks)));
  return inLogOrder([...all].flatMap((product) => of<ProductEvent>(world, `${party}/product/${product}`)));
};
const inLogOrder = <E>(events: readonly Known<E>[]): readonly Known<E>[] => [...events].sort((a, b) => a.leaf - b.leaf);
const productsNamed = (events: readonly Known<FailureEvent>[]): readonly ProductId[] =>
  events.flatMap((event) => ('product' in event && event.product !== undefined ? [event.product] : []));

/** Whose books, at which clocks. */
export interface Asked {
  readonly scenario: Scenario;
  readonly party: PartyId;
  readonly clocks: Clocks;
}
export const bookOf = (
  world: World,
  { scenario, party, clocks }: Asked,
  { products, failures }: { readonly products: readonly ProductId[]; readonly failures: readonly string[] },
): Book => ({
  party,
  product: productEvents(world, party, products, clocks),
  failure: inLogOrder(failures.flatMap((stream) => of<FailureEvent>(world, stream))),
  notices: streamsOf(world, party, 'notice').flatMap((stream) => of<NoticeEvent>(world, stream)),
  profile: of<ProfileEvent>(world, `${party}/profile`),
  installation: of<InstallationEvent>(world, 'installation'),
  law: scenario.law,
});

/** The party's records at the clocks asked about: each failure with its product, and each product alone. */
export const booksOf = (world: World, asked: Asked): readonly Book[] => {
  const { party, clocks } = asked;
  const failures = groupsOf(world, party, 'failure', clocks).map((group) => {
    const products = productsNamed(group.flatMap((stream) => of<FailureEvent>(world, stream)));
    return bookOf(world, asked, { products, failures: group });
  });
  const products = groupsOf(world, party, 'product', clocks).map((group): Book => {
    const ids = new Set(group.map(idIn));
    const records = failures.filter(({ failure }) => productsNamed(failure).some((product) => ids.has(product)));
    return { ...bookOf(world, asked, { products: [...ids], failures: [] }), records: records.map(({ failure }) => failure) };
  });
  const books = [...failures, ...products];
  return books.length > 0 ? books : [bookOf(world, asked, { products: [], failures: [] })];
};

export const emptyWorld = (uuidOf: Naming): World => ({
  streams: new Map(),
  states: new Map(),
  parties: new Set(),
  uuidOf,
  leaves: 0,
});
/** Whether the record would refuse an event, without recording it. */
export const refusalOf = (world: World, record: ToRecord | undefined): string | undefined =>
  record === undefined
    ? undefined
    : take({ ...world, streams: new Map(world.streams), states: new Map(world.states), parties: new Set(world.parties) }, record);
