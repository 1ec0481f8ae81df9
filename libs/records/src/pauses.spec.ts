import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { openStore, type EventStore } from '#event-store';
import { Vault } from '#vault';
import { begun, firstSaid, type Child } from '../../../infra/children.ts';
import { counted, trials } from '../../../infra/trials.ts';
import { eventId, StandingClock } from './small-chain.ts';

const LEASE_MS = 800;
/** Not how fast it is, but that it does not hang. */
const PATIENCE_MS = 20_000;
const PAUSES = trials({ few: 3, first: 10, long: 100 });

interface Place {
  readonly url: string;
  readonly keyFile: string;
}

/** A worker as it is seen from outside. */
class Worker {
  readonly process: Child;
  /** The fencing number it works under, the last it moved the checkpoint under, and when it last began on a page. */
  began = 0;
  reactedAt = 0;
  readonly moves: { readonly under: number; readonly seenAt: number }[] = [];

  constructor(folder: string, { url, keyFile }: Place, fenced: string) {
    this.process = begun('libs/records/src/one-worker.ts', folder, url, keyFile, String(LEASE_MS), fenced);
    createInterface(this.process.stdout).on('line', (line) => {
      const { began, reacting, moved, under } = JSON.parse(line);
      if (began !== undefined) this.began = began;
      if (reacting !== undefined) this.reactedAt = performance.now();
      if (moved !== undefined) this.moves.push({ under, seenAt: performance.now() });
    });
  }
}

async function until(isSo: () => boolean, what: string): Promise<void> {
  const late = performance.now() + PATIENCE_MS;
  for (; !isSo(); await wait(5)) if (performance.now() > late) throw new Error(`It did not come to this: ${what}`);
}

let server: Child;
let place: Place;
beforeAll(async () => {
  server = begun('libs/vault/testing/main.ts');
  place = await firstSaid(server);
});
afterAll(async () => {
  const ended = once(server, 'exit');
  server.stdin.end();
  await ended;
});

let folder: string;
let store: EventStore;
let recording: NodeJS.Timeout;
let recorded: Promise<unknown>[];
let workers: Worker[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pauses-'));
  store = await openStore({ url: `sqlite:${folder}`, clock: new StandingClock() });
  recorded = [];
  recording = setInterval(() => recorded.push(record(recorded.length)), 20);
});
afterEach(async () => {
  clearInterval(recording);
  for (const { process } of workers) process.kill('SIGKILL');
  await Promise.all(recorded);
  await store.close();
  rmSync(folder, { recursive: true });
});

function record(nth: number): Promise<unknown> {
  const key = eventId(`${folder} ${nth}`);
  const event = { id: key, type: 'NotificationGiven', version: 1, on: '2026-02-20', data: {} };
  return store.append(`kestrel/failure/f${nth % 3}`, [event], { expected: 'any', key, by: eventId('someone') });
}

const begin = (fenced: 'fenced' | 'unfenced') => {
  workers = [1, 2, 3].map(() => new Worker(folder, place, fenced));
};
const highest = () => workers.reduce((a, b) => (b.began > a.began ? b : a));

/** Who has the work and has just begun on a page. On a busy machine it may pass on by itself: then it is the next one's turn. */
async function atWork(): Promise<Worker> {
  for (;;) {
    const holder = highest();
    const isNext = (when: () => boolean) => () => highest() !== holder || when();
    const moves = holder.moves.length;
    await until(
      isNext(() => holder.began > 0 && holder.moves.length > moves),
      'the holder moves the checkpoint',
    );
    const { reactedAt } = holder;
    await until(
      isNext(() => holder.reactedAt > reactedAt),
      'the holder begins on a page',
    );
    if (highest() === holder) return holder;
  }
}

/** Pauses the holder in the middle of an effect until another has taken over and begun on its first page; answers how long that took. */
async function pauseHolder(): Promise<{ readonly former: Worker; readonly fence: number; readonly tookMs: number }> {
  const former = await atWork();
  former.process.kill('SIGSTOP');
  const [paused, fence] = [performance.now(), former.began];
  await until(() => highest() !== former && highest().reactedAt > paused, 'another takes over');
  const tookMs = performance.now() - paused;
  former.process.kill('SIGCONT');
  return { former, fence, tookMs };
}

/** What a former holder moved after another had taken over. */
async function movedAfter(former: Worker, fence: number): Promise<number> {
  const before = former.moves.length;
  const present = highest();
  const moves = present.moves.length;
  await until(() => present.moves.length > moves + 1 || former.moves.length > before, 'the checkpoint moves on');
  return former.moves.slice(before).filter(({ under }) => under <= fence).length;
}

describe('P-06: three workers, of whom the one at work is paused', () => {
  test(
    `${PAUSES} times: another takes over, and the paused one moves nothing when it wakes`,
    async () => {
      begin('fenced');
      const took: number[] = [];
      await until(() => highest().began > 0, 'one begins');
      for (let pause = 0; pause < PAUSES; pause++) {
        const { former, fence, tookMs } = await pauseHolder();
        expect(await movedAfter(former, fence)).toBe(0);
        took.push(tookMs);
      }
      clearInterval(recording);
      await Promise.all(recorded);
      const head = await store.head();
      const vault = await Vault.open(place);
      for (const late = performance.now() + PATIENCE_MS; performance.now() < late; await wait(50))
        if ((await vault.reactors.position(`tally of ${store.storeId}`, store.storeId)) === head) break;
      expect(await vault.reactors.position(`tally of ${store.storeId}`, store.storeId)).toBe(head);
      await vault.close();
      expect(readdirSync(join(folder, 'effects')).sort()).toEqual(recorded.map((_, nth) => eventId(`${folder} ${nth}`)).sort());
      const within = took.filter((ms) => ms <= 2 * LEASE_MS).length;
      counted(
        `P-06: ${within} of ${PAUSES} taken over within twice the lease of ${LEASE_MS} ms, the slowest in ${Math.round(Math.max(...took))} ms`,
      );
    },
    60_000 + PAUSES * 10_000,
  );

  test('and finds it when the fencing number is not looked at', async () => {
    begin('unfenced');
    await until(() => highest().began > 0, 'one begins');
    let moved = 0;
    for (let pause = 0; pause < 20 && moved === 0; pause++) {
      const { former, fence } = await pauseHolder();
      moved = await movedAfter(former, fence);
    }
    expect(moved).toBeGreaterThan(0);
  });
});
