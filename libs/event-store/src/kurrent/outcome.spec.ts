import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { counted, numbers, trials } from '../../../../infra/trials.ts';
import type { Double } from '../../testing/double/double.ts';
import type { Rule } from '../../testing/double/script.ts';
import { all, differences, record, Stage, told } from '../../testing/stage.ts';
import { UnknownOutcome, WrongRevision } from '../index.ts';
import type { KurrentStore } from './kurrent-store.ts';

let stage: Stage;
beforeEach(() => void (stage = new Stage()));
afterEach(() => stage.clear());

const TRIALS = trials({ few: 25, first: 100 });
const AT_ONCE = 25;
const SEED = 20260303;

/** The caller gives up after 1,200 ms, one attempt after 300 ms. */
const faults: [string, (draw: () => number) => Omit<Rule, 'on'>][] = [
  ['applies and drops the answer', () => ({ does: 'apply, drop the answer' })],
  ['drops before applying', () => ({ does: 'drop before applying' })],
  ['applies when the attempt or its caller has given up', (draw) => ({ does: 'apply late', ms: draw() < 0.5 ? 400 : 1500 })],
  ['answers when the attempt has given up', () => ({ does: 'answer late', ms: 500 })],
  ['applies, then refuses', () => ({ does: 'apply, then refuse', with: 'unavailable' })],
];

interface Said {
  readonly stream: string;
  readonly key: string;
  readonly says: 'recorded' | 'conflict' | 'unknown';
}

/** An append of two events whose first calls fail so, while another process may come first. */
async function tried(stores: readonly KurrentStore[], stream: string, rival: boolean): Promise<Said[]> {
  const [ours, theirs] = stores;
  if (ours === undefined || theirs === undefined) return [];
  const say = async (store: KurrentStore): Promise<Said> => {
    const events = [told(), told()];
    const key = events[0]?.id ?? '';
    const says = await record(store, stream, events, 'none').then(
      () => 'recorded' as const,
      (error: unknown) => {
        if (error instanceof WrongRevision) return 'conflict' as const;
        if (error instanceof UnknownOutcome) return 'unknown' as const;
        throw error;
      },
    );
    if (says !== 'unknown') return { stream, key, says };
    // It may come yet: the same again must be safe, and must be told the truth.
    await wait(700);
    return record(store, stream, events, 'none').then(
      () => ({ stream, key, says: 'recorded' as const }),
      (error: unknown) => {
        if (error instanceof WrongRevision) return { stream, key, says: 'conflict' as const };
        throw error;
      },
    );
  };
  return Promise.all([say(ours), ...(rival ? [say(theirs)] : [])]);
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

async function tryAll(
  double: Double,
  stores: readonly KurrentStore[],
  fault: (draw: () => number) => Omit<Rule, 'on'>,
): Promise<Said[]> {
  const numbersFrom = numbers(SEED);
  const draw = () => numbersFrom.next().value;
  const said: Said[] = [];
  for (let from = 0; from < TRIALS; from += AT_ONCE)
    said.push(
      ...(
        await Promise.all(
          Array.from({ length: Math.min(AT_ONCE, TRIALS - from) }, (_, n) => {
            const stream = `kestrel/failure/${from + n}`;
            const rule = { ...fault(draw), on: 'append', stream, skip: 0 } as Rule;
            double.script.add(rule);
            return tried(stores, stream, n % 3 === 0);
          }),
        )
      ).flat(),
    );
  return said;
}

describe(`K-03: an append of which it is not known whether it was written, ${TRIALS} times each`, () => {
  test.each(faults)(
    'the server %s: it is there once, and what its caller is told is true',
    async (_, fault) => {
      const double = await stage.double();
      const stores = [await stage.store(double.url), await stage.store(double.url)];
      const said = await tryAll(double, stores, fault);
      expect(double.script.befell).toBe(TRIALS);
      await wait(300);
      const [store] = stores;
      expect(store === undefined ? ['no store'] : await untruths(store, said)).toEqual([]);
      expect(await differences(stores)).toEqual([]);
      const of = (says: string) => said.filter((each) => each.says === says).length;
      counted(`K-03: ${of('recorded')} recorded, ${of('conflict')} told of a conflict, 0 untrue`);
    },
    120_000,
  );
});
