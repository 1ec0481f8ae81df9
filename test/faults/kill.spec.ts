import { afterAll, describe, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import type { Finding } from './history/check-history.ts';
import { Load } from './load.ts';
import { counted, numbers, trials } from '../../infra/trials.ts';
import { broken, Whole } from './whole.ts';

const ROUNDS = trials({ few: 3, first: 20, long: 200 });
const CLIENTS = 16;
const SEED = 20260213;
/** A goal is 5 s; this tells a hang from a busy machine. */
const READY_MS = 60_000;

const wholes: Whole[] = [];
afterAll(() => Promise.all(wholes.map((whole) => whole.clear())));

interface Killed {
  readonly findings: readonly Finding[];
  readonly unsure: number;
  readonly acked: number;
  readonly slowestStart: number;
  readonly load: Load;
}

/** However slow the machine, something is acknowledged in the end. */
async function progress(isMade: () => boolean): Promise<void> {
  for (const began = performance.now(); !isMade() && performance.now() - began < READY_MS;) await wait(10);
}

/** Kills the process under load, starts it again and has its clients ask again for what they are unsure of; so many times, or until it is enough. */
async function kill(whole: Whole, rounds: number, enough: (load: Load) => boolean = () => false): Promise<Killed> {
  wholes.push(whole);
  const [load, draw] = [new Load(whole, CLIENTS), numbers(SEED)];
  let [unsure, slowestStart] = [0, await whole.start()];
  await load.admitAll();
  for (let round = 0; round < rounds; round += 1) {
    load.begin();
    const before = load.acked;
    await wait(50 + draw.next().value * 1_950);
    // Every other round anywhere, also before the first acknowledgement.
    if (round % 2 === 0) await progress(() => load.acked > before + 2 * CLIENTS);
    await whole.end('SIGKILL');
    await load.end();
    // Asked while nothing runs: what is not in the log now never will be.
    const last = enough(load);
    unsure += load.unsure;
    slowestStart = Math.max(slowestStart, await whole.start());
    await load.askAgain();
    if (last) break;
  }
  return { findings: load.check(), unsure, acked: load.acked, slowestStart, load };
}

describe('D-03: the whole application killed at any moment', () => {
  test(
    `${ROUNDS} times under ${CLIENTS} clients: whoever asks again has each event once, and the lists are what the log makes of them`,
    async () => {
      const whole = new Whole();
      const { findings, unsure, acked, slowestStart, load } = await kill(whole, ROUNDS);
      expect(findings).toEqual([]);
      expect(load.unsure).toBe(0);
      expect(slowestStart).toBeLessThan(READY_MS);
      expect(load.check(await whole.views())).toEqual([]);
      expect(await whole.faults()).toEqual([]);
      expect(acked).toBeGreaterThan(ROUNDS * CLIENTS);
      expect(unsure).toBeGreaterThan(0);
      counted(
        `D-03: ${ROUNDS} kills, ${acked} events acknowledged, ${unsure} asked for again, slowest start ${Math.round(slowestStart)} ms`,
      );
    },
    ROUNDS * 60_000,
  );

  test('and finds it when the writer answers before it commits', async () => {
    // A kill finds it only between an answer and the next group, so it is killed until it does.
    const isLost = ({ kind }: Finding) => kind === 'lost';
    const { findings } = await kill(new Whole(undefined, broken('answers-first')), 60, (load) => load.check().some(isLost));
    expect(findings.some(isLost)).toBe(true);
  }, 600_000);
});
