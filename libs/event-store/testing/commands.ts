import { expect } from '@jest/globals';
import fc from 'fast-check';
import {
  KeyReused,
  WrongRevision,
  type EventStore,
  type Expected,
  type NewEvent,
  type ReadStream,
  type Recorded,
} from '../src/index.ts';
import type { Known, Model, Outcome } from './model.ts';

/** The store under test, and how to open it again. */
export interface Real {
  store: EventStore;
  readonly reopen?: (store: EventStore) => Promise<EventStore>;
}

export type Command = fc.AsyncCommand<Model, Real>;

export const known = (event: Recorded): Known => {
  const { id, type, version, on, at, data, stream, revision, position, leaf, recordedAt, by, clock } = event;
  const always = { id, type, version, on, data, stream, revision, position, leaf, recordedAt, by };
  return { ...always, ...(at !== undefined && { at }), ...(clock && { clock }) };
};

export async function gathered(pages: AsyncIterable<readonly Recorded[]>): Promise<Known[]> {
  const events: Known[] = [];
  for await (const page of pages) {
    expect(page.length).toBeGreaterThan(0);
    events.push(...page.map(known));
  }
  return events;
}

async function outcome(store: EventStore, stream: string, events: readonly NewEvent[], expected: Expected): Promise<unknown> {
  try {
    return await store.append(stream, events, { expected, key: events[0]?.id ?? '', by: 'kestrel' });
  } catch (error) {
    if (error instanceof WrongRevision)
      return {
        is: 'wrong revision',
        stream: error.stream,
        expected: error.expected,
        actual: error.actual,
        missed: error.missed.map(known),
      };
    if (error instanceof KeyReused) return { is: 'key reused', stream: error.stream, first: error.first, last: error.last };
    throw error;
  }
}

function expectation(stream: string, expected: Expected, result: Outcome): unknown {
  switch (result.is) {
    case 'appended': {
      const { revision, position, leaf, recordedAt } = result.last;
      return { stream, first: result.first, last: revision, position, leaf, recordedAt, duplicate: result.duplicate };
    }
    case 'wrong revision':
      return { ...result, stream, expected };
    case 'key reused':
      return { ...result, stream };
  }
}

/** A revision near the right one, or a word. */
const near = (model: Model, stream: string, offset: number | 'none' | 'exists' | 'any'): Expected =>
  typeof offset === 'number' ? Math.max(0, model.stream(stream).length - 1 + offset) : offset;

const command = (says: string, run: (model: Model, real: Real) => Promise<void>): Command => ({
  check: () => true,
  run,
  toString: () => says,
});

let made = 0;
const freshId = () => `00000000-0000-7000-8000-${String(++made).padStart(12, '0')}`;

interface Drawn {
  readonly type: string;
  readonly data: NewEvent['data'];
  readonly at: string | undefined;
}

const event = ({ type, data, at }: Drawn): NewEvent => ({
  id: freshId(),
  type,
  version: 1,
  on: '2026-02-11',
  ...(at === undefined ? {} : { at }),
  data,
});

/** One name among many; each sequence has streams of its own. */
const streamOf = (model: Model, n: number) => `p${model.before}/${['product', 'failure', 'failure'][n % 3]}/${n}`;

const drawn = fc.record({
  type: fc.constantFrom('RoleAsserted', 'ContactMade', 'NotificationGiven'),
  data: fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.oneof(fc.integer(), fc.string(), fc.constant(null)), { maxKeys: 3 }),
  at: fc.option(fc.constant('2026-02-11T09:00:00.000Z'), { nil: undefined }),
});
const stream = fc.nat(3);
const offset = fc.constantFrom<number | 'none' | 'exists' | 'any'>('none', 'exists', 'any', 0, 0, 0, -1, 1, -3);
const bound = fc.option(fc.nat(12), { nil: undefined });
const filter = fc.record({
  types: fc.option(fc.subarray(['RoleAsserted', 'ContactMade', 'NoSuchType']), { nil: undefined }),
  kinds: fc.option(fc.subarray(['product', 'failure', 'nosuchkind']), { nil: undefined }),
  page: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
});

const appends = fc.tuple(stream, offset, fc.array(drawn, { minLength: 1, maxLength: 4 })).map(([n, near_, bodies]) =>
  command(`append ${bodies.length} to ${n}, expected ${near_}`, async (model, { store }) => {
    const [name, events] = [streamOf(model, n), bodies.map(event)];
    const expected = near(model, name, near_);
    const found = await outcome(store, name, events, expected);
    expect(found).toEqual(expectation(name, expected, model.append(name, events, expected)));
  }),
);

const together = fc.array(fc.tuple(stream, drawn), { minLength: 2, maxLength: 8 }).map((bodies) =>
  command(`append ${bodies.length} at once`, async (model, { store }) => {
    const offers = bodies.map(([n, body]) => ({ name: streamOf(model, n), events: [event(body)] }));
    const answers = await Promise.all(
      offers.map(async ({ name, events }) => ({ name, events, found: await outcome(store, name, events, 'any') })),
    );
    // Several streams may come in any order, the appends to one in that in which they were handed over.
    const inOrder = answers.toSorted((one, other) => leafIn(one.found) - leafIn(other.found));
    for (const { name, events, found } of inOrder)
      expect(found).toEqual(expectation(name, 'any', model.append(name, events, 'any')));
    for (const { name } of offers) {
      const ofOne = (each: { name: string }) => each.name === name;
      expect(inOrder.filter(ofOne)).toEqual(answers.filter(ofOne));
    }
  }),
);

const leafIn = (receipt: unknown) => Number(Object(receipt).leaf);

const repeats = fc.tuple(fc.nat(), offset, fc.boolean(), fc.boolean()).map(([pick, near_, changed, elsewhere]) =>
  command(
    `repeat ${pick}${changed ? ' with another body' : ''}${elsewhere ? ' on another stream' : ''}, expected ${near_}`,
    async (model, { store }) => {
      const commit = model.commits[pick % model.commits.length];
      if (commit === undefined) return;
      const events = changed ? commit.events.map((sent) => ({ ...sent, on: '2026-02-12' })) : commit.events;
      const name = elsewhere ? streamOf(model, pick % 4) : commit.stream;
      const expected = near(model, name, near_);
      expect(await outcome(store, name, events, expected)).toEqual(
        expectation(name, expected, model.append(name, events, expected)),
      );
    },
  ),
);

const readsStream = fc
  .tuple(
    stream,
    fc.record({ from: bound, to: bound, backwards: fc.boolean(), limit: bound, page: filter.map(({ page }) => page) }),
  )
  .map(([n, options]) =>
    command(`read ${n} ${JSON.stringify(options)}`, async (model, { store }) =>
      expect(await gathered(store.readStream(streamOf(model, n), options))).toEqual(
        stretch(model.stream(streamOf(model, n)), options),
      ),
    ),
  );

function stretch(events: readonly Known[], { from, to, backwards, limit }: ReadStream): readonly Known[] {
  const [low, high] = backwards === true ? [to ?? 0, from ?? Infinity] : [from ?? 0, to ?? Infinity];
  const within = events.filter(({ revision }) => revision >= low && revision <= high);
  return (backwards === true ? within.toReversed() : within).slice(0, limit);
}

const readsAll = fc.tuple(bound, bound, filter).map(([after, until, options]) =>
  command(`read all ${JSON.stringify({ after, until, ...options })}`, async (model, { store }) => {
    const position = (n: number | undefined) => (n === undefined ? undefined : String(model.before + n).padStart(16, '0'));
    const first = position(after) ?? (model.before === 0 ? '' : String(model.before - 1).padStart(16, '0'));
    const found = await gathered(store.readAll({ ...options, after: first, until: position(until) }));
    const within = model.log.filter(
      ({ leaf }) => leaf > (after ?? -1) + model.before && leaf <= model.before + (until ?? Infinity),
    );
    expect(found).toEqual(
      wanted(after === undefined ? model.log.filter(({ leaf }) => leaf <= model.before + (until ?? Infinity)) : within, options),
    );
  }),
);

function wanted(
  events: readonly Known[],
  { types, kinds }: { types?: readonly string[]; kinds?: readonly string[] },
): readonly Known[] {
  return events.filter(
    ({ type, stream: name }) => (types?.includes(type) ?? true) && (kinds?.includes(name.split('/')[1] ?? '') ?? true),
  );
}

const subscribes = fc.tuple(filter, drawn).map(([options, body]) =>
  command(`follow ${JSON.stringify(options)}`, async (model, { store }) => {
    const after = model.before === 0 ? '' : String(model.before - 1).padStart(16, '0');
    const [seen, reached]: [Known[], string[]] = [[], []];
    const arrived = Promise.withResolvers<void>();
    const name = streamOf(model, 0);
    const last = String(model.before + model.log.length).padStart(16, '0');
    let inHand = 0;
    const subscription = store.subscribe({ ...options, after }, async (page, at) => {
      expect(++inHand).toBe(1);
      expect(page.length).toBeLessThanOrEqual(options.page ?? 500);
      await Promise.resolve();
      seen.push(...page.map(known));
      reached.push(at);
      if (at >= last) arrived.resolve();
      inHand--;
    });
    const events = [event(body)];
    await outcome(store, name, events, 'any');
    model.append(name, events, 'any');
    await arrived.promise;
    await subscription.stop();
    expect(seen).toEqual(wanted(model.log, options));
    expect(reached).toEqual(reached.toSorted());
  }),
);

const asks = fc.tuple(stream).map(([n]) =>
  command(`ask about ${n}`, async (model, { store }) => {
    const revision = model.stream(streamOf(model, n)).length - 1;
    expect(await store.stat(streamOf(model, n))).toEqual({ exists: revision >= 0, revision });
    const size = model.before + model.log.length;
    expect(await store.head()).toBe(size === 0 ? '' : String(size - 1).padStart(16, '0'));
    expect((await store.root()).size).toBe(size);
  }),
);

const turns = fc
  .integer({ min: -50, max: 100 })
  .map((ms) => command(`turn the clock by ${ms} ms`, async ({ clock }) => clock.turn(ms)));

/** Opening takes a while, so most of the time the store is left as it is. */
const reopens = fc.nat(39).map((n) =>
  command(n === 0 ? 'close and open again' : 'go on', async (_, real) => {
    if (n === 0 && real.reopen !== undefined) real.store = await real.reopen(real.store);
  }),
);

export const sequences = fc.commands(
  [appends, appends, together, repeats, readsStream, readsAll, subscribes, asks, turns, reopens],
  {
    maxCommands: 60,
    size: 'max',
  },
);
