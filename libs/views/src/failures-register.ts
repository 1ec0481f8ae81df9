import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Person } from '#access';
import {
  asFirstSaid,
  asKnown,
  courseOf,
  type Clocks,
  type Day,
  type FailureEvent,
  type FailureId,
  type Instant,
  type Known,
  type PartyId,
  type ProductId,
  typesOf,
} from '#psti';
import { nextDay } from './days.ts';
import type { Matter } from './facts.ts';
import { type Clause, equals, type List, oneOf, pageOf, where } from './list.ts';
import type { Page, Paging } from './page.ts';
import { descriptionIn } from './product-list.ts';
import { readableBy, sourcesOf } from './readers.ts';
import { streamName } from './stream-name.ts';
import type { MatterView, Rows } from './view.ts';
import { type Serving, Views } from './views.ts';

/** Told of one, found one, found none, mended, or taken off the queue by the party. */
export const failureStates = ['reported', 'failure', 'no failure', 'remedied', 'closed', 'withdrawn'] as const;
export type FailureState = (typeof failureStates)[number];

/** One party's failure record, in a line. */
export interface RegisteredFailure {
  readonly party: PartyId;
  readonly failure: FailureId;
  readonly product: ProductId;
  /** Mark and model as the party's book has them; absent where it holds no description. */
  readonly mark?: string;
  readonly model?: string;
  readonly state: FailureState;
  readonly requirements: readonly string[];
  /** The day of the first thing on the record. */
  readonly openedOn: Day;
  readonly determinedOn?: Day;
  readonly firstNotifiedOn?: Day;
  /** Mended by the party, or said to be mended by whoever told it so. */
  readonly remediedOn?: Day;
  readonly closedOn?: Day;
  /** The other ids under which the party holds the same failure. */
  readonly sameAs: readonly FailureId[];
  readonly events: number;
  readonly lastRecordedAt: Instant;
}

export interface FailureFilter {
  readonly party?: PartyId;
  readonly product?: ProductId;
  readonly state?: readonly FailureState[];
  readonly requirement?: string;
}

/** Every failure record that the viewer may see, newest first. */
export class FailuresRegister extends Query<Page<RegisteredFailure>> {
  constructor(
    readonly viewer: Person,
    readonly filter: FailureFilter = {},
    readonly paging: Paging = {},
  ) {
    super();
  }
}

const ofProduct = ['ProductDescribed', 'SameProductAs'];
const isRead = (type: string): boolean => ofProduct.includes(type);

export const failuresRegister: MatterView = {
  name: 'failures_register',
  version: 3,
  kinds: ['failure', 'product'],
  types: [...typesOf('failure'), ...ofProduct],
  grain: 'matter',
  records: ['failure'],
  tables: [
    {
      name: 'failures',
      columns: { book: 'TEXT', product: 'TEXT', state: 'TEXT', requirements: 'TEXT', opened_on: 'TEXT' },
      indexes: ['', 'book, ', 'product, ', 'state, '].map((first) => `(${first}opened_on, record, key)`),
    },
  ],
  rowsFor: (matter): Rows => {
    const shows = registered(matter);
    const changesOn = nextDay(matter.clocks.asOf, [matter.book.failure, matter.book.product.filter(({ type }) => isRead(type))]);
    if (shows === undefined) return { tables: {}, changesOn };
    const { party, failure, product, state, requirements, openedOn } = shows;
    const columns = { book: party, product, state, requirements: ` ${requirements.join(' ')} `, opened_on: openedOn };
    return { tables: { failures: [{ key: failure, shows, columns }] }, changesOn };
  },
};

type Happening<T extends FailureEvent['type']> = Known<Extract<FailureEvent, { readonly type: T }>>;
const ofType = <T extends FailureEvent['type']>(
  events: readonly Known<FailureEvent>[],
  ...types: readonly T[]
): readonly Happening<T>[] => events.filter((event): event is Happening<T> => types.some((type) => type === event.type));

/**
 * A failure record in a line, at both clocks; nothing, where nothing of it had happened or was known. One of which all was withdrawn is a
 * record still.
 */
export function registered({ party, id, product, streams, book, clocks }: Matter): RegisteredFailure | undefined {
  const known = asKnown(book.failure, clocks);
  const said = known.length > 0 ? known : asFirstSaid(book.failure, clocks);
  const [first] = said;
  if (first === undefined) return undefined;
  const failed = new Set(ofType(known, 'NotificationFailed').map(({ of }) => of));
  const notified = ofType(known, 'NotificationGiven').find((event) => !failed.has(event.id));
  const [determined] = ofType(known, 'FailureDetermined');
  const { mark, model } = calledIn(book, clocks);
  const course = courseOf(known);
  const remedy = remedyIn(known, course);
  return {
    party,
    failure: id,
    product,
    mark,
    model,
    state: stateOf(known, course, remedy),
    requirements: [...new Set(ofType(known, 'FailureDetermined').map(({ requirement }) => requirement))].sort(),
    openedOn: first.on,
    determinedOn: determined?.on,
    firstNotifiedOn: notified?.on,
    remediedOn: remedy?.on,
    closedOn: ofType(known, 'RecordClosed').at(-1)?.on,
    sameAs: streams.slice(1).map((stream) => streamName(stream)?.id ?? stream),
    events: known.length,
    lastRecordedAt: recordedLast(said),
  };
}

/** What the product is called: as the book describes it, else as whoever told of the failure calls it. */
export function calledIn(
  { product, failure }: Matter['book'],
  clocks: Clocks,
): { readonly mark?: string; readonly model?: string } {
  const { mark, model } = descriptionIn(product, clocks);
  if (mark !== undefined) return { mark, model };
  const told = ofType(asKnown(failure, clocks), 'NotificationReceived', 'ContactReceived').findLast(
    (event) => event.mark !== undefined,
  );
  return { mark: told?.mark, model: told?.model };
}

/** The cure in all batches, by its own hand or as it was told, since the failure last came back: the first word of it. */
export function remedyIn(
  events: readonly Known<FailureEvent>[],
  { standing: { remedied, recurrence } } = courseOf(events),
): Known<FailureEvent> | undefined {
  return events.find(
    (event) =>
      event === remedied ||
      (event.type === 'NotificationReceived' && event.remedy === 'successful' && event.on >= (recurrence?.on ?? event.on)),
  );
}

function stateOf(
  events: readonly Known<FailureEvent>[],
  { left }: ReturnType<typeof courseOf>,
  remedy: Known<FailureEvent> | undefined,
): FailureState {
  if (events.length === 0) return 'withdrawn';
  // Whoever takes such a record off its queue does not end the failure by it.
  if (remedy === undefined && left.some(({ requirement }) => requirement !== undefined)) return 'failure';
  if (ofType(events, 'RecordClosed').length > 0) return 'closed';
  if (remedy !== undefined) return 'remedied';
  return left.length === 0 ? 'no failure' : 'reported';
}

const recordedLast = (events: readonly Known<FailureEvent>[]): Instant =>
  events.reduce((last, { recordedAt }) => (recordedAt > last ? recordedAt : last), '');

const listOf = (serving: Serving, sources: readonly Clause[], { party, product, state, requirement }: FailureFilter): List => ({
  table: serving.table('failures'),
  sources,
  filter: [
    ...equals({ book: party, product }),
    ...oneOf('state', state),
    ...(requirement === undefined ? [] : [where('instr(requirements, ?) > 0', ` ${requirement} `)]),
  ],
  stretches: [{ holds: [], by: 'opened_on', order: 'DESC' }],
});

@QueryHandler(FailuresRegister)
export class FailuresRegisterHandler implements IQueryHandler<FailuresRegister> {
  constructor(private readonly views: Views) {}

  async execute({ viewer, filter, paging }: FailuresRegister): Promise<Page<RegisteredFailure>> {
    const serving = await this.views.serving(failuresRegister.name);
    const sources = sourcesOf(await readableBy(viewer, await this.views.books()));
    return pageOf(
      serving,
      () => listOf(serving, sources, filter),
      paging,
      (row): RegisteredFailure => JSON.parse(row),
    );
  }
}
