import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { checkHistory } from './history/check-history.ts';
import { Journal } from './history/journal.ts';
import { admitted, Client, deliveredBy, reported, type Offer } from './fleet.ts';
import { needsOwnMounts, SmallDisk } from './mounts.ts';
import { needsStrace, Tampering } from './strace.ts';
import { counted, trials } from '../../infra/trials.ts';
import { broken, main, refusal, Whole } from './whole.ts';

const TRIALS = trials({ first: 10, long: 30 });
const WRITABLE_MS = 20_000;
const CANNOT_START = 78;

const clearing: (() => unknown)[] = [];
beforeAll(() => {
  needsStrace();
  needsOwnMounts();
});
afterEach(async () => {
  for (const clear of clearing.splice(0).reverse()) await clear();
});

/** Every call that would change the folder or a file in it is answered as a read-only disk answers it. */
async function readOnly(whole: Whole): Promise<Tampering> {
  const files = ['log.db', 'vault.db', 'views.db'].flatMap((name) => [name, `${name}-wal`]);
  const paths = [whole.folder, ...files.map((file) => join(whole.folder, file))].flatMap((path) => ['-P', path]);
  const calls = 'pwrite64,fsync,fdatasync,ftruncate,utimensat';
  return Tampering.begin(whole.pid, ['-e', `trace=${calls}`, '-e', `inject=${calls}:error=EROFS`, ...paths]);
}

interface Desk {
  readonly whole: Whole;
  readonly client: Client;
  readonly journal: Journal;
  readonly offered: Offer[];
}

async function started(program = main): Promise<Desk> {
  const whole = new Whole(undefined, program);
  clearing.push(() => whole.clear());
  const journal = new Journal();
  const desk: Desk = { whole, journal, client: new Client('the desk', journal, () => whole.url), offered: [] };
  await whole.start();
  await offer(desk, admitted('kestrel'));
  await offer(desk, reported('kestrel', 'f-0', 'before'));
  return desk;
}

async function offer({ client, offered }: Desk, offer: Offer): Promise<{ status: number; retry: boolean }> {
  offered.push(offer);
  const answer = await client.record(offer);
  return { status: answer?.status ?? 0, retry: answer?.headers['retry-after'] !== undefined };
}

async function until201(desk: Desk, what: Offer): Promise<number> {
  const begun = performance.now();
  while (performance.now() - begun < WRITABLE_MS) {
    const { status } = await offer(desk, what);
    if (status === 201 || status === 200) return performance.now() - begun;
    await wait(50);
  }
  return Infinity;
}

const findings = ({ whole, journal, offered }: Desk) =>
  checkHistory({ journal: journal.entries, log: whole.events(), made: new Set(offered.flatMap(deliveredBy)) });

const reading = async ({ client }: Desk) => {
  const paths = ['/v1/parties/kestrel/failures/f-0', '/v1/log', '/health/live', '/health/ready'];
  return Promise.all(paths.map(async (path) => (await client.send(path, { as: 'kestrel' })).status));
};

describe('D-08: the disk is read-only', () => {
  test(
    `${TRIALS} times under the running process: writing is refused with 503, reading goes on, and when it may be written it is`,
    async () => {
      const desk = await started();
      let slowest = 0;
      for (let trial = 0; trial < TRIALS; trial += 1) {
        const tampering = await readOnly(desk.whole);
        // Now something with words, which the vault meets first, now something without.
        const refused = trial % 2 === 0 ? reported('kestrel', `f-${trial}`, `in trial ${trial}`) : admitted(`firm-${trial}`);
        const told = [await offer(desk, refused), await offer(desk, refused), await offer(desk, refused)];
        expect({ trial, told }).toEqual({ trial, told: Array.from({ length: 3 }, () => ({ status: 503, retry: true })) });
        expect(await reading(desk)).toEqual([200, 200, 200, 200]);
        expect(JSON.parse((await desk.whole.ready()).text)).toMatchObject({ status: 'degraded', log: { writable: false } });
        await tampering.end();
        slowest = Math.max(slowest, await until201(desk, refused));
        expect(slowest).toBeLessThan(WRITABLE_MS);
      }
      expect(findings(desk)).toEqual([]);
      expect(await desk.whole.end('SIGTERM')).toEqual({ code: null, signal: 'SIGTERM' });
      expect(await desk.whole.faults()).toEqual([]);
      counted(`D-08: read-only ${TRIALS} times, recording again within ${Math.round(slowest)} ms`);
    },
    TRIALS * 60_000,
  );

  test('at the start: it is refused with a line that says so, whether there is a log already or not', async () => {
    const disk = new SmallDisk(8_192);
    clearing.push(() => disk.clear());
    const folder = join(disk.folder, 'data');
    mkdirSync(folder);
    for (const isThere of [false, true]) {
      disk.readOnly();
      const { code, says } = await refusal(folder);
      expect({ isThere, code, says: says.trim().split('\n') }).toEqual({
        isThere,
        code: CANNOT_START,
        says: [expect.stringMatching(/^dutybook: The (log|vault) .*: its disk is read-only\.$/)],
      });
      disk.writable();
      const whole = new Whole(folder);
      await whole.start();
      await whole.end('SIGTERM');
    }
  }, 120_000);

  test('and finds it when the writer takes a failed commit for a good one', async () => {
    const desk = await started(broken('deaf'));
    const tampering = await readOnly(desk.whole);
    for (let n = 0; n < 5; n += 1) await offer(desk, admitted(`firm-${n}`));
    await desk.whole.end('SIGKILL');
    await tampering.end();
    await desk.whole.start();
    expect(findings(desk).map(({ kind }) => kind)).toContain('lost');
  }, 120_000);
});
