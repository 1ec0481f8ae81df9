import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HeldClock, leafHash, SqliteStore } from '#event-store';
import { Vault } from '#vault';
import { Notary, SelfChecks, type Checking } from './index.ts';

const directory = mkdtempSync(join(tmpdir(), 'dutybook-checks-'));
afterAll(() => rmSync(directory, { recursive: true }));
const clearing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clear of clearing.splice(0)) await clear();
});

const idOf = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const NOON = '2026-03-02T12:00:00Z';
const NEXT_NIGHT = '2026-03-03T02:30:00Z';
/** Often, so that nobody waits for it here. */
const SOON_MS = 20;
let made = 0;

type Kind = new (...parts: ConstructorParameters<typeof SelfChecks>) => SelfChecks;

/** A log of so many events, its notary, and the checks of it. */
async function checked(events = 20, Checks: Kind = SelfChecks, { everyMs = SOON_MS }: Partial<Checking> = {}) {
  const at = join(directory, String(++made));
  const file = join(at, 'log.db');
  const clock = new HeldClock(NOON);
  const store = await SqliteStore.open(at, { clock });
  for (let n = 0; n < events; n += 500) {
    const some = Array.from({ length: Math.min(500, events - n) }, (_, k) => ({
      id: idOf(n + k),
      type: 'ContactMade',
      version: 1,
      on: '2026-02-11',
      data: { n: n + k },
    }));
    await store.append('kestrel/failure/1', some, { expected: 'any', key: idOf(n), by: 'kestrel' });
  }
  const vault = await Vault.open({ url: 'memory:' });
  const notary = await Notary.open(store, vault, { copies: join(at, 'copies'), keyFile: join(at, 'notary.key') });
  const checks = new Checks(store, vault, notary, { file, everyMs });
  clearing.push(async () => {
    await checks.stop();
    await vault.close();
    await store.close();
  });
  return { at, file, clock, store, vault, notary, checks };
}

/** As the owner of the file, guards put back: an event's words are others, and its kept hash with them if so wished. */
function change(file: string, n: number, hash = false): void {
  const owner = new Database(file);
  owner.function('leaf', (bytes) => leafHash(Buffer.from(bytes as Uint8Array)));
  const guard = owner.prepare("SELECT sql FROM sqlite_schema WHERE name = 'events_no_update'").pluck().get();
  owner.exec('DROP TRIGGER events_no_update');
  owner.exec(`UPDATE events SET bytes = CAST(replace(bytes, '"n":${n}}', '"n":0}') AS BLOB) WHERE pos = ${n}`);
  if (hash) owner.exec(`UPDATE events SET leaf = leaf(bytes) WHERE pos = ${n}`);
  owner.exec(String(guard));
  owner.close();
}

async function until(holds: () => boolean): Promise<void> {
  for (const late = performance.now() + 20_000; !holds(); await new Promise((go) => setTimeout(go, 10)))
    if (performance.now() > late) throw new Error('It has not come to that.');
}

describe('D-10: the log checks itself', () => {
  test('and says that it is sound, and how much was looked at, when', async () => {
    const { checks } = await checked();
    expect(checks.health().state).toBe('not checked');
    checks.start();
    await until(() => checks.health().says.startsWith('Checked: its last events and its head'));
    await until(() => checks.health().says.startsWith('Checked: its head'));
    expect(checks.health()).toEqual({ state: 'sound', says: 'Checked: its head, at 2026-03-02T12:00:00.000Z.' });
  });

  test('an event that was changed is found at the start; nothing more is signed, and that stays', async () => {
    const { checks, notary, file } = await checked();
    change(file, 15);
    checks.start();
    await until(() => checks.health().state === 'wrong');
    expect(checks.health().says).toBe(
      'The log is not as it was recorded: its bytes do not have the hash that was kept, at event 15. Verify it: npm run dutybook -- verify.',
    );
    expect(notary.health()).toMatchObject({ state: 'halted', says: checks.health().says });
    await expect(notary.sign()).rejects.toThrow('The log is not as it was recorded');
    change(file, 15);
    await new Promise((go) => setTimeout(go, 5 * SOON_MS));
    expect(checks.health().state).toBe('wrong');
  });

  test('an event changed with its hash, while it runs, is found by the head', async () => {
    const { checks, file } = await checked();
    checks.start();
    await until(() => checks.health().says.startsWith('Checked: its head'));
    change(file, 15, true);
    await until(() => checks.health().state === 'wrong');
    expect(checks.health().says).toContain('the root is not that of the hashes that were kept');
  });

  test('one far back is found at night, when all of it is read', async () => {
    const { checks, file, clock } = await checked(1_200);
    change(file, 15);
    checks.start();
    await until(() => checks.health().says.startsWith('Checked: its head'));
    clock.at = NEXT_NIGHT;
    await until(() => checks.health().state === 'wrong');
    expect(checks.health().says).toContain('its bytes do not have the hash that was kept, at event 15');
  });

  test('a log that is not the one that was signed is found, whole as it is', async () => {
    const { checks, vault, notary } = await checked();
    const to = { size: 12, root: 'f'.repeat(64) };
    await vault.signed.take({ log: notary.origin, key: notary.verifierKey, from: undefined, to });
    checks.start();
    await until(() => checks.health().state === 'wrong');
    expect(checks.health().says).toContain('its first 12 events are not those that were signed');
  });

  test('a log whose file is gone is not one to go on with', async () => {
    const { checks, file, notary } = await checked();
    renameSync(file, `${file}.away`);
    checks.start();
    await until(() => checks.health().state === 'wrong');
    expect(notary.health().state).toBe('halted');
  });

  test('what hinders the looking is not held against the log, and is forgotten when it is over', async () => {
    let isHindered = true;
    class Hindered extends SelfChecks {
      protected override async checkEnd(events: number) {
        if (isHindered) throw new Error('the disk does not answer');
        return super.checkEnd(events);
      }
    }
    const { checks, notary } = await checked(20, Hindered);
    checks.start();
    await until(() => checks.health().says === 'The log could not be checked: the disk does not answer.');
    expect([checks.health().state, notary.health().state]).toEqual(['not checked', 'stopped']);
    isHindered = false;
    await until(() => checks.health().state === 'sound');
  });

  test('and finds it when nothing is looked at: the changed log is said to be sound', async () => {
    class Careless extends SelfChecks {
      protected override async checkEnd(): Promise<undefined> {}
    }
    const { checks, notary, file } = await checked(20, Careless);
    change(file, 15);
    checks.start();
    await until(() => checks.health().state === 'sound');
    expect(notary.health().state).toBe('stopped');
  });
});
