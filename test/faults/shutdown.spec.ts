import { afterAll, describe, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { counted, numbers, trials } from '../../infra/trials.ts';
import type { Finding } from './history/check-history.ts';
import { Load } from './load.ts';
import { broken, Whole, type Ended } from './whole.ts';

const TRIALS = trials({ few: 2, first: 20 });
const SEED = 20260217;
/** The plan's 10 s are of a machine that has nothing else to do; this tells a hang from a busy one. */
const ENDED_MS = 20_000;

const wholes: Whole[] = [];
afterAll(() => Promise.all(wholes.map((whole) => whole.clear())));

interface Stopped {
  readonly end: Ended | 'still running';
  readonly ms: number;
  /** Answers that said that something was wrong with the server. */
  readonly faulty: readonly number[];
  /** Offers that were recorded, and whoever made them was left without an answer. */
  readonly unanswered: readonly string[];
  readonly findings: readonly Finding[];
}

/** Tells it to end while its clients record as fast as they are answered. */
async function stopped(whole: Whole, load: Load, after: number): Promise<Stopped> {
  const before = load.answers.length;
  load.begin();
  await wait(after);
  const begun = performance.now();
  const end = await whole.end('SIGTERM');
  const ms = performance.now() - begun;
  await load.end();
  const recorded = new Set(whole.events().map(({ id }) => id));
  const answers = load.answers.slice(before);
  return {
    end,
    ms,
    faulty: answers.flatMap(({ answer }) => (answer !== undefined && answer.status >= 500 ? [answer.status] : [])),
    unanswered: answers.flatMap(({ answer, offer }) => (answer === undefined && recorded.has(offer.id) ? [offer.id] : [])),
    findings: load.check(),
  };
}

describe('D-16: told to end under load', () => {
  test(
    `${TRIALS} times: whatever it took it answers, what it acknowledged is there, and it ends`,
    async () => {
      const whole = new Whole();
      wholes.push(whole);
      const [load, draw] = [new Load(whole), numbers(SEED)];
      await whole.start();
      await load.admitAll();
      let longest = 0;
      for (let trial = 0; trial < TRIALS; trial += 1) {
        const { ms, ...found } = await stopped(whole, load, 100 + draw.next().value * 900);
        const end = { code: null, signal: 'SIGTERM' };
        expect({ trial, ...found }).toEqual({ trial, end, faulty: [], unanswered: [], findings: [] });
        expect(ms).toBeLessThan(ENDED_MS);
        longest = Math.max(longest, ms);
        await whole.start();
        await load.askAgain();
      }
      expect(load.check()).toEqual([]);
      expect(await whole.faults()).toEqual([]);
      counted(`D-16: told to end ${TRIALS} times, ended within ${Math.round(longest)} ms, ${load.acked} events acknowledged`);
    },
    TRIALS * 60_000,
  );

  test('and finds it when the log is let go of before whoever waits is answered', async () => {
    const whole = new Whole(undefined, broken('hurried'));
    wholes.push(whole);
    const load = new Load(whole);
    await whole.start();
    await load.admitAll();
    let found = false;
    for (let trial = 0; trial < 10 && !found; trial += 1) {
      const { faulty, unanswered } = await stopped(whole, load, 300);
      found = faulty.length + unanswered.length > 0;
      if (!found) await whole.start();
    }
    expect(found).toBe(true);
  }, 300_000);
});
