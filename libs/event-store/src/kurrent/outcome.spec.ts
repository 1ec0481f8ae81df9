import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { counted, numbers, trials } from '../../../../infra/trials.ts';
import type { Double } from '../../testing/double/double.ts';
import type { Fault } from '../../testing/double/script.ts';
import { RetriesBlindly } from '../../testing/broken.ts';
import { all, differences, record, Stage, told } from '../../testing/stage.ts';
import { StoreUnavailable, UnknownOutcome, WrongRevision } from '../index.ts';
import type { KurrentStore } from './kurrent-store.ts';

let stage: Stage;
beforeEach(() => void (stage = new Stage()));
afterEach(() => stage.clear());

const TRIALS = trials({ few: 25, first: 100 });
const AT_ONCE = 25;
const SEED = 20260303;

/** The caller gives up after 1,200 ms, one attempt after 300 ms. */
const faults: [string, (draw: () => number) => Fault][] = [
  ['applies and drops the answer', () => ({ does: 'apply, drop the answer' })],
  ['drops before applying', () => ({ does: 'drop before applying' })],
  ['applies when the attempt or its caller has given up', (draw) => ({ does: 'apply late', ms: draw() < 0.5 ? 400 : 1500 })],
  ['answers when the attempt has given up', () => ({ does: 'answer late', ms: 500 })],
  ['applies, then refuses', () => ({ does: 'apply, then refuse', with: 'unavailable' })],
];

interface Said {
  readonly stream: string;
  readonly key: string;
  readonly says: 'recorded' | 'conflict';
}

/** Appends two events, and asks again with the same where the answer leaves it open, until it is told what became of them. */
async function settled(store: KurrentStore, stream: string): Promise<Said> {
  const events = [told(), told()];
  const key = events[0]?.id ?? '';
  for (let tries = 0; ; tries++) {
    try {
      await record(store, stream, events, 'none');
      return { stream, key, says: 'recorded' };
    } catch (error) {
      if (error instanceof WrongRevision) return { stream, key, says: 'conflict' };
      if (tries > 10 || !(error instanceof UnknownOutcome || error instanceof StoreUnavailable)) throw error;
      await wait(700);
    }
  }
}

/** What was said of appends that is not so. */
async function untruths(store: KurrentStore, said: readonly Said[]): Promise<string[]> {
  const found: string[] = [];
  for (const { stream, key, says } of said) {
    const ids = (await all(store.readStream(stream))).map(({ id }) => id);
    const times = ids.filter((id) => id === key).length;
    if (times !== (says === 'recorded' ? 1 : 0)) found.push(`${key} was said to be ${says} and is ${times} times in ${stream}`);
    if (ids.length !== 2) found.push(`${stream} has ${ids.length} events`);
  }
  return found;
}

/** So many appends that each meet the fault; with every third another process wants to come first. */
async function tryAll(double: Double, stores: readonly KurrentStore[], fault: (draw: () => number) => Fault): Promise<Said[]> {
  const numbersFrom = numbers(SEED);
  const draw = () => numbersFrom.next().value;
  const said: Said[] = [];
  for (let from = 0; from < TRIALS; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, TRIALS - from) }, async (_, n) => {
      // No name begins with another: the faults are told by how names begin.
      const stream = `kestrel/failure/of ${from + n}.`;
      double.script.add({ ...fault(draw), on: 'append', stream });
      return Promise.all((n % 3 === 0 ? stores : stores.slice(0, 1)).map((store) => settled(store, stream)));
    });
    said.push(...(await Promise.all(some)).flat());
  }
  return said;
}

describe(`K-03: an append of which it is not known whether it was written, ${TRIALS} times each`, () => {
  test.each(faults)(
    'the server %s: it is there once, and what its caller is told is true',
    async (_, fault) => {
      const double = await stage.double();
      const [one, other] = [await stage.store(double.url), await stage.store(double.url)];
      const said = await tryAll(double, [one, other], fault);
      expect(double.script.befell).toBe(TRIALS);
      // What the server applies late is still to come.
      await wait(1600);
      expect(await untruths(one, said)).toEqual([]);
      expect(await differences([one, other])).toEqual([]);
      const of = (says: string) => said.filter((each) => each.says === says).length;
      counted(`K-03: ${of('recorded')} recorded, ${of('conflict')} told of a conflict, 0 untrue`);
    },
    120_000,
  );
});

describe('K-03: the test', () => {
  test('finds it when a store retries blindly, at the revision that it finds', async () => {
    const double = await stage.double();
    const store = await stage.store(double.url, { parts: { Outbox: RetriesBlindly } });
    const stream = 'kestrel/failure/1';
    double.script.add({ on: 'append', stream, does: 'apply, drop the answer' });
    await record(store, stream, [told(), told()], 'none').catch(() => undefined);
    await wait(300);
    // The same events twice on the server: what no retry may lead to.
    expect(double.records.stream(stream).length).toBeGreaterThan(2);
  }, 20_000);
});
