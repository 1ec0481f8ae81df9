import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Finding } from './history/check-history.ts';
import { Load } from './load.ts';
import { needsStrace, Tampering } from './strace.ts';
import { counted, numbers, trials } from '../../infra/trials.ts';
import { broken, Whole, type Ended } from './whole.ts';

const TRIALS = trials({ first: 10, long: 50 });
const SEED = 20260215;
/** The plan's 1 s and 10 s are of a machine that has nothing else to do; these tell a hang from a busy one. */
const UNHEALTHY_MS = 5_000;
const ENDED_MS = 20_000;
const FAILED_DISK = 74;

const wholes: Whole[] = [];
beforeAll(needsStrace);
afterAll(() => Promise.all(wholes.map((whole) => whole.clear())));

/** Whose syncs fail, and whether all from then on or one. */
const manners = [
  { files: ['log.db', 'log.db-wal'], when: '1+' },
  { files: ['vault.db', 'vault.db-wal'], when: '1+' },
  { files: [], when: '1+' },
  { files: ['log.db-wal'], when: '1' },
] as const;

interface Failed {
  /** Milliseconds from the first answer that said it was not known, until its health said so, and until it had ended. */
  readonly unhealthy: number;
  readonly ended: number;
  readonly end: Ended | 'still running';
  /** Answers of 503 that did not say when to try again. */
  readonly withoutRetry: number;
  readonly findings: readonly Finding[];
  readonly faults: readonly string[];
}

async function failing(whole: Whole, load: Load, { files, when }: (typeof manners)[number]): Promise<Failed> {
  const paths = files.flatMap((file) => ['-P', join(whole.folder, file)]);
  const calls = 'fsync,fdatasync';
  load.begin();
  const before = load.answers.length;
  const tampering = await Tampering.begin(whole.pid, [
    '-e',
    `trace=${calls}`,
    '-e',
    `inject=${calls}:error=EIO:when=${when}`,
    ...paths,
  ]);
  const since = () => load.answers.slice(before);
  for (let tries = 0; tries < 500 && !since().some(({ answer }) => answer?.status === 503); tries += 1) await wait(10);
  const failedAt = performance.now();
  const unhealthy = await sayingSo(whole, failedAt);
  const end = await whole.ended(ENDED_MS);
  const ended = performance.now() - failedAt;
  await load.end();
  await tampering.end();
  if (end === 'still running') await whole.end('SIGKILL');
  const refused = since().filter(({ answer }) => answer?.status === 503);
  const withoutRetry = refused.filter(({ answer }) => answer?.headers['retry-after'] === undefined).length;
  await whole.start();
  await load.askAgain();
  return { unhealthy, ended, end, withoutRetry, findings: load.check(), faults: await whole.faults() };
}

async function sayingSo(whole: Whole, from: number): Promise<number> {
  while (performance.now() - from < UNHEALTHY_MS) {
    const status = await whole.ready().then(
      (answer) => answer.status,
      () => 'gone',
    );
    if (status !== 200) return performance.now() - from;
    await wait(20);
  }
  return Infinity;
}

describe('D-06: the disk fails to keep what it was given', () => {
  test(
    `${TRIALS} times under load: it says so, refuses, ends, and asking again gives each event once`,
    async () => {
      const whole = new Whole();
      wholes.push(whole);
      const [load, draw] = [new Load(whole), numbers(SEED)];
      await whole.start();
      await load.admitAll();
      let [slowest, longest] = [0, 0];
      for (let trial = 0; trial < TRIALS; trial += 1) {
        const manner = manners[trial % manners.length] ?? manners[0];
        await wait(draw.next().value * 300);
        const { unhealthy, ended, ...failed } = await failing(whole, load, manner);
        expect({ trial, manner, ...failed }).toEqual({
          trial,
          manner,
          end: { code: FAILED_DISK, signal: null },
          withoutRetry: 0,
          findings: [],
          faults: [],
        });
        expect(unhealthy).toBeLessThan(UNHEALTHY_MS);
        [slowest, longest] = [Math.max(slowest, unhealthy), Math.max(longest, ended)];
      }
      counted(
        `D-06: ${TRIALS} failures to sync, unhealthy within ${Math.round(slowest)} ms, ended within ${Math.round(longest)} ms, ${load.acked} events acknowledged`,
      );
    },
    TRIALS * 180_000,
  );

  test('and finds it when the writer takes a failed commit for a good one', async () => {
    const whole = new Whole(undefined, broken('deaf'));
    wholes.push(whole);
    const load = new Load(whole);
    await whole.start();
    await load.admitAll();
    load.begin();
    const paths = ['log.db', 'log.db-wal'].flatMap((file) => ['-P', join(whole.folder, file)]);
    const tampering = await Tampering.begin(whole.pid, [
      '-e',
      'trace=pwrite64',
      '-e',
      'inject=pwrite64:error=EIO:when=1+',
      ...paths,
    ]);
    const before = load.acked;
    for (let tries = 0; tries < 600 && load.acked < before + 10; tries += 1) await wait(50);
    await whole.end('SIGKILL');
    await load.end();
    await tampering.end();
    await whole.start();
    expect(load.check().map(({ kind }) => kind)).toContain('lost');
  }, 120_000);
});
