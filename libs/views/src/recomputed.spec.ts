import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { uuidOf } from '#access';
import { HeldClock, MemoryStore, type EventStore } from '#event-store';
import {
  addDays,
  asKnown,
  askingOf,
  deciderOf,
  fromDoor,
  fromLog,
  kindOf,
  londonDay,
  noticeAnswers,
  obligations,
  problemsIn,
  Refused,
  type AnyEvent,
  type Book,
  type FailureEvent,
  type Known,
  type NoticeEvent,
  type Obligation,
} from '#psti';
import { Bench, dumpsOf, level, Recorder } from './given.ts';
import { outstandingDuties, outstandingStatuses } from './outstanding-duties.ts';
import type { View } from './view.ts';
import { allViews } from './views.module.ts';
import type { Views } from './views.ts';

/**
 * For any events that the records admit, on any days, with corrections, things that turn out to be the same, settings and targets:
 * the rows of the live view are what the Act makes of the whole log read afresh, and what a view built afterwards holds.
 */

let bench: Bench;
beforeEach(() => void (bench = new Bench()));
afterEach(() => bench.clear());

const parties = ['kestrel', 'tarn-beck', 'hollybush'] as const;
type Party = (typeof parties)[number];
const role = { kestrel: 'manufacturer', 'tarn-beck': 'importer', hollybush: 'distributor' } as const;

/** Something that might be recorded; `pick` chooses among the events that it could name. */
interface Draft {
  readonly stream: string;
  readonly type: string;
  readonly data: (pick: (stream: string) => string | undefined) => object;
}
const draft = (stream: string, type: string, data: object | Draft['data']): Draft => ({
  stream,
  type,
  data: typeof data === 'object' ? () => data : data,
});
const text = 'words';
const other = (party: Party, n: number): Party => parties[(parties.indexOf(party) + 1 + (n % 2)) % 3] ?? 'kestrel';

const ofProduct = (party: Party, n: number): readonly Draft[] => {
  const stream = `${party}/product/p${1 + (n % 2)}`;
  const supply = {
    from: party,
    to: other(party, n),
    toRole: role[other(party, n)],
    as: 'supply',
    place: 'GB',
    condition: 'new',
    reliesOn: 'statement',
  };
  return [
    draft(stream, 'RoleAsserted', {
      of: party,
      role: role[party],
      fromOn: '2026-02-01',
      ...(n % 3 === 0 && { untilOn: '2026-02-20' }),
    }),
    draft(stream, 'ScopeFinding', { test: 's.5(1)', answer: n % 4 === 0 ? 'no' : 'yes', foundBy: party, reasons: text }),
    draft(stream, 'ScopeFinding', { test: 's.54', answer: 'yes', foundBy: party, reasons: text }),
    draft(stream, 'MadeAvailable', supply),
    draft(stream, 'LabelAssigned', { scheme: 'JC-STAR', level: 'STAR-1', specification: 'x', lastValidOn: '2026-02-25' }),
    draft(stream, 'SameProductAs', { product: `p${2 - (n % 2)}` }),
  ];
};
const ofFailure = (party: Party, n: number): readonly Draft[] => {
  const stream = `${party}/failure/f${1 + (n % 2)}`;
  const told = { to: other(party, n), means: 'email', claims: n % 3 === 0 ? 'may be' : 'is' };
  const content = n % 2 === 0 ? ['details', 'risks', 'steps'] : ['details'];
  return [
    draft(stream, 'ComplianceFailureReported', {
      product: 'p1',
      from: { kind: 'researcher' },
      claims: 'is',
      toPublishedAddress: true,
      text,
    }),
    draft(stream, 'FailureDetermined', {
      product: 'p1',
      requirement: 'SR1',
      manufacturer: 'kestrel',
      sinceOn: '2026-01-15',
      batches: 'all',
      investigated: true,
    }),
    draft(stream, 'NotificationGiven', { ...told, content, authorityNotified: 'yes', manufacturerAware: 'yes', text }),
    draft(stream, 'NotificationGiven', { ...told, to: 'authority', content, text }),
    draft(stream, 'NotificationGiven', { ...told, content, remedy: 'successful', text }),
    draft(stream, 'ContactMade', told),
    draft(stream, 'CorrectiveActionTaken', { steps: text, successful: n % 2 === 0, batches: 'all' }),
    draft(stream, 'RecordMade', { record: 'r1', kind: 'investigation', content: ['outcome'] }),
    draft(stream, 'SameFailureAs', { failure: `f${2 - (n % 2)}` }),
    draft(stream, 'BeliefAsserted', { reasons: text }),
    draft(stream, 'Correction', (pick) => ({ supersedes: pick(stream), reasons: text })),
  ];
};
const named = {
  kestrel: ['PSTI-S11-3-NOTIFY-OPSS', 'PSTI-S9-2-SOC-ACCOMPANY'],
  'tarn-beck': ['PSTI-S19-5-NOTIFY-OPSS', 'PSTI-S15-2-SOC-ACCOMPANY'],
  hollybush: ['PSTI-S25-6-NOTIFY-OPSS', 'PSTI-S22-2-SOC-ACCOMPANY'],
} as const;
const ofNotice = (party: Party, n: number): readonly Draft[] => {
  const [notify, accompany] = named[party];
  const breach = [{ duty: notify, failure: `f${1 + (n % 2)}` }, { duty: accompany, product: 'p1' }, { duty: notify }][n % 3];
  const served = { breach, means: n % 4 === 0 ? 'email' : 'hand', addressIndicated: true };
  const contents = ['reasons', 'consequences', 'appeal'];
  const requirements = [{ item: 'proof', duty: 'PSTI-S28-4-STEPS-EVIDENCE', days: 5 }];
  const penalty = { fixedPenalty: 100, payUntilOn: '2026-03-03', dailyRate: 10, contents };
  const [first, second] = [`${party}/notice/n1`, `${party}/notice/n2`];
  return [
    draft(first, 'IntentNotified', { kind: 'compliance', ...served }),
    draft(first, 'NoticeGiven', { kind: 'compliance', ...served, contents, requirements }),
    draft(first, 'RequirementMet', { item: 'proof', evidenceAccepted: true }),
    draft(second, 'NoticeGiven', { kind: 'penalty', ...served, ...penalty }),
    draft(second, 'PenaltyPaid', { part: 'fixed', amount: 100 }),
    draft(second, 'AppealLodged', (pick) => ({ against: pick(second) })),
    draft(second, 'AppealWithdrawn', (pick) => ({ against: pick(second) })),
    draft(first, 'Correction', (pick) => ({ supersedes: pick(first), reasons: text })),
  ];
};
const ofBook = (party: Party, n: number): readonly Draft[] => [
  draft(`${party}/profile`, 'TargetSet', { duty: 'PSTI-S19-5-NOTIFY-DIST', days: n % 9 }),
  draft(`${party}/profile`, 'PartyDescribed', { dissolvedOn: '2026-02-27' }),
  draft('installation', 'SettingPutInForce', { setting: 'A18', value: n % 2 === 0 ? 'caught' : 'not-caught' }),
];

interface Step {
  readonly draft: Draft;
  readonly pass: number;
  readonly late: number;
  readonly picked: number;
}
const step: fc.Arbitrary<Step> = fc
  .record({
    party: fc.constantFrom(...parties),
    n: fc.nat(11),
    of: fc.constantFrom(ofProduct, ofFailure, ofFailure, ofFailure, ofNotice, ofNotice, ofBook),
    at: fc.nat(10),
  })
  .chain(({ party, n, of, at }) => {
    const drafts = of(party, n);
    const chosen = drafts[at % drafts.length] ?? draft('installation', '', {});
    return fc.record({
      draft: fc.constant(chosen),
      pass: fc.constantFrom(0, 0, 0, 1, 3),
      late: fc.constantFrom(0, 0, 1, 4),
      picked: fc.nat(20),
    });
  });

/** A chain in which everybody has a role and supplies the next, so that much can come to be owed. */
const beginnings: readonly Step[] = parties
  .flatMap((party, n) => ofProduct(party, n === 1 ? 2 : 4).filter(({ type }) => ['RoleAsserted', 'MadeAvailable'].includes(type)))
  .map((each) => ({ draft: { ...each, stream: each.stream.replace(/p\d$/, 'p1') }, pass: 0, late: 0, picked: 0 }));

const everything = async (store: EventStore): Promise<readonly Known<AnyEvent>[]> => {
  const events: Known<AnyEvent>[] = [];
  for await (const page of store.readAll()) events.push(...page.map(fromLog));
  return events;
};

/** Records a step where the record admits it. */
async function take(
  recorder: Recorder,
  { draft: { stream, type, data }, pass, late, picked }: Step,
  number: number,
): Promise<void> {
  const { store, clock } = recorder;
  const today = addDays(londonDay(clock.at), pass);
  const there = (await everything(store)).filter((event) => event.stream === stream);
  const kind = kindOf(stream) ?? 'failure';
  const pick = (): string | undefined => there[picked % Math.max(1, there.length)]?.id;
  const event = { type, on: addDays(today, -late), data: JSON.parse(JSON.stringify(data(pick))) };
  if (problemsIn(kind, event).length > 0) return;
  const { decide, evolve, initial } = deciderOf(kind);
  const id = uuidOf(`step ${number}`);
  try {
    decide(fromDoor({ id, version: 1, ...event }), there.reduce(evolve, initial));
  } catch (error) {
    if (error instanceof Refused) return;
    throw error;
  }
  await recorder.record({ stream, id, event, by: stream.split('/')[0] ?? '', recordedAt: `${today}T10:00:00Z` });
}

/** Streams that say they are the same, put together in the plainest way there is: until nothing is left to put together. */
function groupsOf(
  streams: ReadonlyMap<string, readonly Known<AnyEvent>[]>,
  kind: string,
  today: string,
): readonly (readonly string[])[] {
  const group = new Map([...streams.keys()].filter((stream) => kindOf(stream) === kind).map((stream) => [stream, stream]));
  const links = [...group.keys()].flatMap((stream) =>
    sameAs(stream, streams.get(stream) ?? [], today).map((same) => [stream, same] as const),
  );
  for (const [one, same] of links.filter(([, named]) => group.has(named))) {
    const [to, from] = [group.get(one), group.get(same)];
    for (const [stream, of] of group) if (of === from && to !== undefined) group.set(stream, to);
  }
  return [...new Set(group.values())].map((of) => [...group.keys()].filter((stream) => group.get(stream) === of));
}
const sameAs = (stream: string, events: readonly Known<AnyEvent>[], today: string): readonly string[] =>
  asKnown(events, { asOf: today, knownAt: '9999-12-31' }).flatMap((event) => {
    const id = event.type === 'SameProductAs' ? event.product : event.type === 'SameFailureAs' ? event.failure : undefined;
    return id === undefined ? [] : [stream.replace(/[^/]*$/, id)];
  });

const isOf =
  <E extends AnyEvent>(kind: string) =>
  (event: Known<AnyEvent>): event is Known<E> & Known<AnyEvent> =>
    kindOf(event.stream) === kind;

async function fromScratch(store: EventStore, today: string): Promise<readonly string[]> {
  const all = await everything(store);
  const streams = new Map<string, readonly Known<AnyEvent>[]>();
  for (const event of all) streams.set(event.stream, [...(streams.get(event.stream) ?? []), event]);
  const eventsOf = (names: readonly string[]) => all.filter(({ stream }) => names.includes(stream));
  const clocks = { asOf: today, knownAt: '9999-12-31' };
  const products = groupsOf(streams, 'product', today);
  const bookOf = (party: string, product: readonly string[], failure: readonly string[]): Book => ({
    party,
    product: eventsOf(product).filter(isOf('product')),
    failure: eventsOf(failure).filter(isOf('failure')),
    notices: [],
    profile: eventsOf([`${party}/profile`]).filter(isOf('profile')),
    installation: eventsOf(['installation']).filter(isOf('installation')),
  });
  const partyOf = ([stream = '']: readonly string[]): string => stream.split('/')[0] ?? '';
  const productOf = (failure: readonly string[]): readonly string[] => {
    const events = eventsOf(failure);
    const named = [...asKnown(events, clocks), ...events].flatMap((event) =>
      'product' in event && event.product !== undefined ? [event.product] : [],
    )[0];
    const stream = `${partyOf(failure)}/product/${named}`;
    return products.find((group) => group.includes(stream)) ?? [stream];
  };
  const failures = groupsOf(streams, 'failure', today);
  const records = (group: readonly string[]) =>
    failures
      .filter((failure) => productOf(failure).some((stream) => group.includes(stream)))
      .map((failure) => eventsOf(failure).filter(isOf<FailureEvent>('failure')));
  const books = [
    ...products.map((group) => ({ ...bookOf(partyOf(group), group, []), records: records(group) })),
    ...failures.map((group) => bookOf(partyOf(group), productOf(group), group)),
  ];
  const isOutstanding = ({ status }: Obligation) => outstandingStatuses.some((each) => each === status);
  const worked = books.map((book) => ({ book, rows: obligations(book, clocks) }));
  const judged = worked.map(({ book, rows }) => ({ book, obligations: () => rows }));
  const notices = parties.map((party) => {
    const own = [...streams.keys()].filter((stream) => stream.startsWith(`${party}/notice/`));
    const book = { ...bookOf(party, [], []), notices: eventsOf(own).filter(isOf<NoticeEvent>('notice')) };
    return { book, rows: noticeAnswers(book, clocks, askingOf(book, judged, clocks)).rows };
  });
  return [...worked, ...notices]
    .flatMap(({ book, rows }) => rows.filter(isOutstanding).map((row) => shown(book.party, row)))
    .sort();
}
const shown = (book: string, { why: { trace: _, ...why }, ...row }: Obligation): string => JSON.stringify({ ...row, book, why });

async function inView(views: Views): Promise<readonly string[]> {
  const { sql, table } = await views.serving(outstandingDuties.name);
  return sql
    .prepare<[], { row: string }>(`SELECT row FROM ${table('duties')}`)
    .all()
    .map(({ row }) => row)
    .sort();
}
const canonical = (rows: readonly string[]): readonly string[] =>
  rows.map((row) => JSON.stringify(sorted(JSON.parse(row)))).sort();
const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, each]) => [key, sorted(each)]),
        )
      : value;

/** Whether it holds of the views that follow live, for events chosen by chance. */
const holdsOf = (views: readonly View[], numRuns: number) =>
  fc.check(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 24 }), fc.constantFrom(0, 1, 12, 30), async (steps, later) => {
      const clock = new HeldClock('2026-02-01T10:00:00Z');
      const store = new MemoryStore(clock);
      const recorder = new Recorder(store, clock);
      const live = await bench.views(store, { views });
      for (const [number, each] of [...beginnings, ...steps].entries()) await take(recorder, each, number);
      const today = addDays(londonDay(clock.at), later);
      expect(await level(live, store)).toBe(true);
      clock.at = `${today}T11:00:00Z`;
      expect(canonical(await inView(live))).toEqual(canonical(await fromScratch(store, today)));
      const built = await bench.views(store, { views });
      await level(built, store);
      expect(await dumpsOf(live, views)).toEqual(await dumpsOf(built, views));
      await Promise.all([live.stop(), built.stop(), store.close()]);
    }),
    { numRuns },
  );

test('live rows are the obligations recomputed from scratch, and those of a view built afterwards', async () => {
  const found = await holdsOf(allViews, 30);
  expect(found.failed ? fc.defaultReportMessage(found) : 'holds').toBe('holds');
});

test('and finds it when a view forgets that what is held of a product bears on its failures', async () => {
  const kinds = outstandingDuties.kinds.filter((kind) => kind !== 'product');
  expect((await holdsOf([{ ...outstandingDuties, kinds }], 60)).failed).toBe(true);
});
