import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  canonical,
  CompactRange,
  KeyReused,
  leafHash,
  NotStorable,
  StoreUnavailable,
  TooLarge,
  verifyConsistency,
  verifyInclusion,
  verifyLog,
  WrongRevision,
  type EventStore,
  type NewEvent,
  type Recorded,
} from '../src/index.ts';
import { trials } from '../../../infra/trials.ts';
import { known, sequences, type Real } from './commands.ts';
import { Model, SetClock } from './model.ts';

export interface Subject {
  readonly name: string;
  readonly open: (clock: SetClock) => Promise<EventStore>;
  /** Closes it and opens it again, where what was written outlives that. */
  readonly reopen?: (store: EventStore, clock: SetClock) => Promise<EventStore>;
}

const TRIALS = trials({ few: 60, first: 300, long: 3_000 });

let made = 0;
const freshId = () => `00000000-0000-7000-9000-${String(++made).padStart(12, '0')}`;
const told = (text: string): NewEvent => ({ id: freshId(), type: 'ContactMade', version: 1, on: '2026-02-11', data: { text } });
const by = 'kestrel';
const keyed = (events: readonly NewEvent[]) => ({ key: events[0]?.id ?? '', by });
const many = (count: number) => Array.from({ length: count }, (_, n) => told(`number ${n}`));

async function all(pages: AsyncIterable<readonly Recorded[]>): Promise<Recorded[]> {
  const events: Recorded[] = [];
  for await (const page of pages) events.push(...page);
  return events;
}

/** Any sequence of commands has the answers that the model has. The log goes on from one sequence to the next. */
export async function agreesWithModel(real: Real, clock: SetClock, settings: fc.Parameters<unknown>): Promise<void> {
  const property = fc.asyncProperty(sequences, async (commands) => {
    const { size } = await real.store.root();
    await fc.asyncModelRun(() => ({ model: new Model(clock, size), real }), commands);
  });
  await fc.assert(property, settings);
}

/** What every store must answer, whichever it is. */
export function holdsTheContract(subject: Subject): void {
  describe(`S-01: ${subject.name}`, () => {
    const clock = new SetClock('2026-02-11T09:00:00.000Z');
    let store: EventStore;
    beforeAll(async () => {
      store = await subject.open(clock);
    });
    afterAll(() => store.close());

    const sizeNow = async () => (await store.root()).size;
    const refusal = (events: readonly NewEvent[], stream = 'kestrel/failure/refused', more: object = {}) =>
      store.append(stream, events, { expected: 'any', ...keyed(events), ...more }).catch((error: unknown) => error);

    test(
      `answers as the model does, in ${TRIALS} sequences`,
      async () => {
        const { reopen } = subject;
        const real: Real = { store, reopen: reopen && ((closing) => reopen(closing, clock)) };
        try {
          await agreesWithModel(real, clock, { numRuns: TRIALS });
        } finally {
          store = real.store;
        }
      },
      60_000 + TRIALS * 1_000,
    );

    test('every event is provably in the log, and every earlier size is provably its beginning', async () => {
      const { size, root } = await store.root();
      const range = new CompactRange();
      const leaves = (await all(store.readAll())).map(({ bytes }) => leafHash(bytes));
      const roots = leaves.map((leaf) => {
        range.append(leaf);
        return range.root();
      });
      const later = { size, root: Buffer.from(root, 'hex') };
      expect(roots.at(-1)?.toString('hex')).toBe(root);
      for (let n = 0; n < size; n += 1 + (n % 101)) {
        const earlier = { size: n + 1, root: roots[n] ?? Buffer.alloc(0) };
        const hashes = await store.proveInclusion(n, size);
        expect(verifyInclusion(leaves[n] ?? Buffer.alloc(0), n, size, { hashes, root: later.root })).toBe(true);
        expect(verifyConsistency(earlier, later, await store.proveConsistency(n + 1, size))).toBe(true);
      }
      await expect(store.proveInclusion(0, size + 1)).rejects.toBeInstanceOf(RangeError);
      await expect(store.proveConsistency(0, size)).rejects.toBeInstanceOf(RangeError);
    });

    test('and all of it verifies: bytes, chains, root', async () => expect(await verifyLog(store)).toBeUndefined());

    test('an event is its canonical bytes, and names the hash of the one before it', async () => {
      const events = [told('first'), told('é\u{1f600}')];
      await store.append('kestrel/failure/bytes', events, { expected: 'none', ...keyed(events) });
      const [first, second] = await all(store.readStream('kestrel/failure/bytes'));
      if (first === undefined || second === undefined) throw new Error('they are not there');
      const text = Buffer.from(second.bytes).toString();
      const { position, leaf, ...envelope } = known(second);
      expect(canonical({ ...envelope, prev: second.prev, salt: second.salt })).toBe(text);
      expect(first.prev).toBeNull();
      expect(second.prev).toBe(leafHash(first.bytes).toString('hex'));
      expect(second.salt).toMatch(/^[0-9a-f]{32}$/);
      expect(second.salt).not.toBe(first.salt);
    });

    test('a wrong revision carries at most 100 of the missed events, oldest first', async () => {
      const events = many(150);
      await store.append('kestrel/failure/missed', events, { expected: 'none', ...keyed(events) });
      const error = await refusal([told('late')], 'kestrel/failure/missed', { expected: 20 });
      if (!(error instanceof WrongRevision)) throw error;
      expect(error.actual).toBe(149);
      expect(error.missed.map(({ revision }) => revision)).toEqual(Array.from({ length: 100 }, (_, n) => 21 + n));
      expect(error.missed[0]?.bytes.length).toBeGreaterThan(0);
    });

    test('1,000 events in one append, not 1,001', async () => {
      const events = many(1000);
      expect((await store.append('kestrel/failure/many', events, { expected: 'none', ...keyed(events) })).last).toBe(999);
      expect(await refusal(many(1001))).toBeInstanceOf(TooLarge);
    });

    test('1 MiB in one append, everything counted, not more', async () => {
      const large = [told('x'.repeat(1024 * 1024 - 1000))];
      expect((await store.append('kestrel/failure/large', large, { expected: 'none', ...keyed(large) })).last).toBe(0);
      expect((await all(store.readStream('kestrel/failure/large')))[0]?.data).toEqual(large[0]?.data);
      expect(await refusal([told('x'.repeat(1024 * 1024))])).toBeInstanceOf(TooLarge);
      expect(await refusal(Array.from({ length: 20 }, () => told('é'.repeat(30_000))))).toBeInstanceOf(TooLarge);
    });

    test('a stream is read to its end in pages of any size, either way, however large its events', async () => {
      const stream = 'kestrel/failure/long';
      // More than any page holds, by its number of events, and then by their size.
      const appends = [many(1000), many(140), ...Array.from({ length: 5 }, () => [told('x'.repeat(1024 * 1024 - 1000))])];
      for (const events of appends) await store.append(stream, events, { expected: 'any', ...keyed(events) });
      const length = 1145;
      for (const page of [{}, ...[7, 64, 229, 500, length, length + 1].map((most) => ({ page: most }))]) {
        const revisions = Array.from({ length }, (_, n) => n);
        expect((await all(store.readStream(stream, page))).map(({ revision }) => revision)).toEqual(revisions);
        const back = await all(store.readStream(stream, { ...page, backwards: true }));
        expect(back.map(({ revision }) => revision)).toEqual(revisions.toReversed());
      }
    });

    test.each<[string, string, NewEvent, object]>([
      ['a name that is too long', 'p'.repeat(251), told(''), {}],
      ['no name', '', told(''), {}],
      ["a name of the store's own", '$all', told(''), {}],
      ['a name with a control character', 'kestrel\n', told(''), {}],
      ['an id that is no UUID', 'kestrel/profile', { ...told(''), id: 'one' }, { key: 'one' }],
      ['a key that is not the first id', 'kestrel/profile', told(''), { key: freshId() }],
      ['a fraction', 'kestrel/profile', { ...told(''), data: { amount: 0.1 } }, {}],
      ['half a character', 'kestrel/profile', told('\ud800'), {}],
      ['a revision that is none', 'kestrel/profile', told(''), { expected: -1 }],
      ['version 0', 'kestrel/profile', { ...told(''), version: 0 }, {}],
      ['a body that is no object', 'kestrel/profile', Object.assign(told(''), { data: ['list'] }), {}],
      ['no type', 'kestrel/profile', { ...told(''), type: '' }, {}],
    ])('refuses %s and writes nothing', async (_, stream, event, more) => {
      const before = await store.root();
      expect(await refusal([event], stream, more)).toBeInstanceOf(NotStorable);
      expect(await refusal([], stream)).toBeInstanceOf(NotStorable);
      expect(await store.root()).toEqual(before);
    });

    test('250 characters are a name', async () => {
      const event = told('');
      expect((await store.append('n'.repeat(250), [event], { expected: 'none', ...keyed([event]) })).first).toBe(0);
    });

    test('a refused append leaves nothing behind, also among others at once', async () => {
      const before = await sizeNow();
      const offers = Array.from({ length: 30 }, (_, n) => [told(`${n}`), told(`${n} too`)]);
      const answers = await Promise.allSettled(
        offers.map((events) => store.append('kestrel/failure/race', events, { expected: 'none', ...keyed(events) })),
      );
      expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await sizeNow()).toBe(before + 2);
    });

    test('a subscription ends with what its page threw, and others go on', async () => {
      const failing = store.subscribe({}, () => {
        throw new Error('a page too far');
      });
      let pages = 0;
      const going = store.subscribe({ page: 50 }, () => void pages++);
      await expect(failing.ended).rejects.toThrow('a page too far');
      while (pages < 3) await new Promise(setImmediate);
      await going.stop();
      await going.ended;
      await failing.stop();
    });

    test('a reader may begin after the end, and finds nothing until there is something', async () => {
      expect(await all(store.readAll({ after: '9007199254740991' }))).toEqual([]);
      expect(await all(store.readStream('kestrel/failure/nowhere'))).toEqual([]);
      expect(await store.stat('kestrel/failure/nowhere')).toEqual({ exists: false, revision: -1 });
      await expect(all(store.readAll({ after: 'yesterday' }))).rejects.toBeInstanceOf(NotStorable);
    });

    test('closing finishes what was handed over, ends subscriptions, and refuses the rest', async () => {
      const closing = await subject.open(new SetClock('2026-02-11T09:00:00.000Z'));
      const subscription = closing.subscribe({}, () => undefined);
      const events = many(40);
      const answers = events.map((event) => closing.append('kestrel/profile', [event], { expected: 'any', ...keyed([event]) }));
      await closing.close();
      expect((await Promise.all(answers)).map(({ first }) => first)).toEqual(events.map((_, n) => n));
      await subscription.ended;
      expect(closing.health().writable).toBe(false);
      const late = told('late');
      await expect(closing.append('kestrel/profile', [late], { expected: 'any', ...keyed([late]) })).rejects.toBeInstanceOf(
        StoreUnavailable,
      );
      await closing.close();
    });

    test('the same key on the same stream is one append however often and at once it is sent', async () => {
      const events = [told('once'), told('and once more')];
      const sent = Array.from({ length: 50 }, () =>
        store.append('kestrel/failure/again', events, { expected: 'any', ...keyed(events) }),
      );
      const receipts = await Promise.all(sent);
      expect(receipts.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
      expect(new Set(receipts.map(({ duplicate, ...receipt }) => JSON.stringify(receipt))).size).toBe(1);
      expect(await refusal([events[0] ?? told('')], 'kestrel/failure/again')).toBeInstanceOf(KeyReused);
      expect(await all(store.readStream('kestrel/failure/again'))).toHaveLength(2);
    });
  });
}
