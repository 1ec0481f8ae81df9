import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { uuidOf } from '#access';
import { SqliteStore } from '#event-store';
import { Crowd } from '../faults/crowd.ts';
import { Client, reported } from '../faults/fleet.ts';
import { Journal } from '../faults/history/journal.ts';
import { broken, main, Whole } from '../faults/whole.ts';

/** A log in which a later Dutybook has recorded something, opened by this one. */

const stream = 'kestrel/failure/newer';
const newer = {
  id: uuidOf('dutybook:newer'),
  type: 'RecordClosed',
  version: 2,
  on: '2026-02-12',
  data: { reasons: 'x', until: 'y' },
};
const cli = fileURLToPath(new URL('../../dist/apps/cli/src/main.js', import.meta.url));
const dutybook = (...args: readonly string[]) => spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8' });

let whole: Whole;
let client: Client;
const ask = (path: string, as = 'kestrel') => client.send(path, { as });
const offer = (words: string, failure: string) => client.record(reported('kestrel', failure, words));
interface Ready {
  readonly status: string;
  readonly views: readonly { readonly name: string; readonly state: string }[];
}
/** What the process says of its lists, once it says so of as many as are asked for. */
async function ready(of: Whole, wanted: (ready: Ready) => boolean): Promise<Ready> {
  for (let tries = 0; ; tries += 1, await wait(100)) {
    const said: Ready = JSON.parse((await of.ready()).text);
    if (wanted(said) || tries === 300) return said;
  }
}
const stopped = ({ views }: Ready) => views.filter(({ state }) => state === 'stopped').map(({ name }) => name);

beforeAll(async () => {
  whole = new Whole();
  await whole.start();
  const crowd = new Crowd(whole, 1);
  await crowd.admitAll();
  for (const [first] of [crowd.some(1)])
    for (const failure of ['newer', 'other'])
      if (first) await crowd.offer(first, reported('kestrel', failure, `${failure} was reported`));
  await whole.settled();
  await whole.end('SIGTERM');
  crowd.leave();
  const store = await SqliteStore.open(whole.folder);
  await store.append(stream, [newer], { expected: 'exists', key: newer.id, by: 'somebody' });
  await store.close();
  await whole.start();
  client = new Client('one', new Journal(), () => whole.url);
}, 300_000);
afterAll(async () => {
  client.leave();
  await whole.clear();
});

describe('E-11: a log that holds what only a later Dutybook knows', () => {
  test('every list of such records stops before it, and the process says so', async () => {
    const said = await ready(whole, (found) => stopped(found).length >= 3);
    expect(said.status).toBe('degraded');
    expect(stopped(said)).toEqual(expect.arrayContaining(['failures_register', 'notifications', 'outstanding_duties']));
    expect(said.views.find(({ name }) => name === 'party_list')).toMatchObject({ state: 'following' });
  });

  test('that record is neither shown nor written to; every other is', async () => {
    expect(await ask('/v1/parties/kestrel/failures/newer/timeline')).toMatchObject({ status: 503 });
    expect(await offer('after the newer', 'newer')).toMatchObject({ status: 503 });
    expect(await ask('/v1/parties/kestrel/failures/other/timeline')).toMatchObject({ status: 200 });
    expect(await offer('after the newer, elsewhere', 'other')).toMatchObject({ status: 201 });
    expect(whole.events().filter((event) => event.stream === stream)).toHaveLength(2);
  });

  test('it is verified, and exported as the very bytes', () => {
    const { verdict, size }: { verdict: string; size: number } = JSON.parse(
      dutybook('verify', '--data', whole.folder, '--json').stdout,
    );
    // Whether something from outside vouches for it is another matter: nothing was changed, and all of it was looked at.
    expect(['verified', 'incomplete']).toContain(verdict);
    expect(size).toBe(whole.events().length);
    const out = join(whole.folder, 'export.ndjson');
    expect(dutybook('export', '--data', whole.folder, '--out', out)).toMatchObject({ status: 0 });
    const recorded = whole.events().find(({ id }) => id === newer.id);
    expect(readFileSync(out, 'utf8')).toContain(Buffer.from(recorded?.bytes ?? []).toString('base64'));
  });

  test('its operator is told once at which event each list stopped, and why', async () => {
    await whole.end('SIGTERM');
    const child = spawn(process.execPath, [main, '--data', whole.folder, '--port', '0', '--no-sample'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const said: string[] = [];
    createInterface(child.stderr).on('line', (line) => said.push(line));
    const ofRegister = () => said.filter((line) => line.startsWith('dutybook: The list failures_register stopped at '));
    for (let tries = 0; ofRegister().length === 0 && tries < 300; tries += 1) await wait(100);
    // Time enough to say it again.
    await wait(1_000);
    expect(ofRegister()).toEqual([expect.stringContaining(`the ${newer.type} ${newer.id} of ${stream}: `)]);
    child.kill('SIGTERM');
    await once(child, 'exit');
  }, 60_000);

  test('and finds it when it is read all the same: the release that knows it goes on where this one stopped, and leaves nothing out', async () => {
    await whole.end('SIGTERM');
    const next = new Whole(whole.folder, broken('next-release'));
    await next.start();
    const said = await ready(next, ({ status }) => status === 'ok');
    expect(said.status).toBe('ok');
    client = new Client('one', new Journal(), () => next.url);
    const timeline = await ask('/v1/parties/kestrel/failures/newer/timeline');
    expect(timeline.status).toBe(200);
    expect(timeline.text).toContain(newer.id);
    expect(await offer('after the newer', 'newer')).toMatchObject({ status: 201 });
    await next.end('SIGTERM');
  }, 120_000);
});
