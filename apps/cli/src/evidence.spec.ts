import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leafHash, SqliteStore, Unreadable } from '#event-store';
import { Notary, SigningKey } from '#evidence';
import { Vault } from '#vault';
import { fromSources } from '../../../infra/children.ts';
import { exportLog } from './export.ts';
import { verify } from './verify.ts';

/** `dutybook verify` and `dutybook export` as they are called, with what they print and the code they end with. */

const place = mkdtempSync(join(tmpdir(), 'dutybook-commands-'));
afterAll(() => rmSync(place, { recursive: true }));
const [data, copies, alone] = [join(place, 'data'), join(place, 'data-checkpoints'), join(place, 'alone')];

const EVENTS = 30;
let key = '';
let leaves: readonly string[] = [];
const idOf = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** Of one moment, beside whoever writes it. */
function copyOf(file: string, to: string): void {
  const log = new Database(file, { readonly: true });
  log.prepare('VACUUM INTO ?').run(to);
  log.close();
}

/** A log of types that no release knows, signed once on the way and once at the end. */
beforeAll(async () => {
  const store = await SqliteStore.open(data);
  const vault = await Vault.open({ url: `sqlite:${data}` });
  const notary = await Notary.open(store, vault, { copies, keyFile: join(data, 'notary.key') });
  for (let n = 0; n < EVENTS; n += 10) {
    const events = Array.from({ length: 10 }, (_, k) => ({
      id: idOf(n + k),
      type: 'UnheardOf',
      version: 99,
      on: '2026-02-11',
      data: { n: n + k, words: 'é' },
    }));
    await store.append(`kestrel/unheard/${n % 20}`, events, { expected: 'any', key: idOf(n), by: 'kestrel' });
    if (n > 0) await notary.sign();
    if (n === 10) copyOf(join(data, 'log.db'), join(place, 'shorter.db'));
  }
  key = notary.verifierKey;
  const hashes: string[] = [];
  for await (const page of store.readAll()) hashes.push(...page.map(({ bytes }) => leafHash(bytes).toString('hex')));
  leaves = hashes;
  await vault.close();
  await store.close();
  mkdirSync(alone);
  copyFileSync(join(data, 'log.db'), join(alone, 'log.db'));
});

/** A key is named after its log. */
const logOf = (verifier: string): string => /(?<=^dutybook\/log\/)[^+]+/.exec(verifier)?.[0] ?? '';

interface Ended {
  readonly code: number | null | undefined;
  readonly out: string;
  readonly err: string;
}

/** As it is called at a terminal, in a process of its own. */
function dutybook(...args: readonly string[]): Ended {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('DUTYBOOK_')));
  const { status, stdout, stderr } = spawnSync(process.execPath, fromSources('apps/cli/src/main.ts', ...args), {
    encoding: 'utf8',
    cwd: alone,
    env,
  });
  return { code: status, out: stdout, err: stderr };
}

/** The command alone, in this process: what it answers and prints. */
async function said(command: () => Promise<number | boolean>): Promise<Ended> {
  const [out, err]: [string[], string[]] = [[], []];
  const spies = [
    jest.spyOn(console, 'log').mockImplementation((line) => void out.push(`${String(line)}\n`)),
    jest.spyOn(console, 'error').mockImplementation((line) => void err.push(`${String(line)}\n`)),
  ];
  try {
    return { code: Number(await command()), out: out.join(''), err: err.join('') };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
const verifying = (...args: readonly string[]) => said(() => verify(args, { DUTYBOOK_DATA: alone }));
const exporting = (...args: readonly string[]) => said(() => exportLog(args, {}));

/** A copy of the log that its owner has changed. */
function changed(name: string, sql: string): string {
  const file = join(place, name);
  copyFileSync(join(data, 'log.db'), file);
  const owner = new Database(file);
  for (const guard of owner.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all())
    owner.exec(`DROP TRIGGER ${String(guard)}`);
  owner.exec(sql);
  owner.close();
  return file;
}

describe('dutybook verify', () => {
  test('ends with the code that it found', () => {
    expect(dutybook('verify', '--data', data)).toMatchObject({ code: 0, out: expect.stringMatching(/^verified: /) });
    expect(dutybook('verify', '--file', join(place, 'shorter.db'), '--checkpoints', copies, '--key', key).code).toBe(1);
  });

  test('0: the log is the one that was signed, by the checkpoints beside the data', async () => {
    const { code, out } = await verifying('--data', data);
    expect(out).toBe(
      `verified: The log is the one whose first 30 events were signed.\n  log ${logOf(key)}, 30 events read\n` +
        '  2 signed checkpoints agree with it, the newest of 30 events\n',
    );
    expect(code).toBe(0);
  });

  test('0: a file alone, by what somebody kept, in JSON', async () => {
    const { code, out } = await verifying('--file', join(alone, 'log.db'), '--checkpoints', copies, '--key', key, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      verdict: 'verified',
      size: EVENTS,
      checkpoints: { agreeing: 2, newest: 30, ofOthers: 0 },
    });
  });

  test('1: something was changed, and from which event on', () => {
    const file = changed(
      'changed.db',
      `UPDATE events SET bytes = CAST(replace(bytes, '"n":17', '"n":10') AS BLOB) WHERE pos = 17`,
    );
    const { code, out } = dutybook('verify', '--file', file, '--checkpoints', copies, '--key', key);
    expect(out).toContain('tampered: its bytes do not have the hash that was kept\n  first wrong at event 17 (content)\n');
    expect(code).toBe(1);
  });

  test('2: it agrees with itself, and nothing from outside vouches for it', async () => {
    const { code, out } = await verifying('--data', alone);
    expect(out).toContain('incomplete: The log agrees with itself, but there is no checkpoint to hold it against.');
    expect(code).toBe(2);
  });

  test.each<[string, () => readonly string[], string]>([
    [
      'another key',
      () => ['--checkpoints', copies, '--key', String(SigningKey.made('another').verifier)],
      'is not signed by a key that was given',
    ],
    ['what is no key', () => ['--checkpoints', copies, '--key', 'a key'], '«a key» is no key to verify with'],
    ['no key, beside a file alone', () => ['--checkpoints', copies], 'is not signed by a key that was given'],
    ['a place where no checkpoints are', () => ['--checkpoints', join(place, 'nowhere')], 'There are no checkpoints at'],
  ])('3: with %s it cannot be checked', async (_, given, says) => {
    const { code, out } = await verifying('--file', join(alone, 'log.db'), ...given());
    expect(out).toMatch(/^cannot check: /);
    expect(out).toContain(says);
    expect(code).toBe(3);
  });

  test('3: where there is no log', async () =>
    expect(await verifying('--data', join(place, 'nowhere'))).toMatchObject({
      code: 3,
      out: `cannot check: There is no log at ${join(place, 'nowhere', 'log.db')}.\n`,
    }));

  test.each([[['--file', 'a', '--data', 'b']], [['--nothing']], [['here']]])(
    '4: asked with %j it says how to ask',
    async (args) => {
      const { code, err } = await verifying(...args);
      expect(err).toContain('verify [--data FOLDER | --file LOG]');
      expect(code).toBe(4);
    },
  );

  test('and finds it when a log is asked about itself alone: one cut short agrees with itself', async () => {
    const asked = ['--file', join(place, 'shorter.db'), '--key', key];
    expect(await verifying(...asked)).toMatchObject({ code: 2, out: expect.stringContaining('20 events read') });
    expect(await verifying(...asked, '--checkpoints', copies)).toMatchObject({
      code: 1,
      out: expect.stringContaining('rolled back'),
    });
  });
});

describe('dutybook export', () => {
  const linesOf = (file: string) =>
    readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));

  test('writes all events as they are hashed, whatever their types, with the newest checkpoint', async () => {
    const out = join(place, 'all.ndjson');
    expect(await exporting('--data', data, '--out', out)).toMatchObject({ code: 1, out: `${out} holds 30 events.\n` });
    const [head, ...rest] = linesOf(out);
    const tail = rest.pop();
    expect(head).toMatchObject({ dutybook: 'log', format: 1, size: EVENTS, from: 0, to: EVENTS - 1 });
    expect(rest.map(({ bytes }) => leafHash(Buffer.from(bytes, 'base64')).toString('hex'))).toEqual(leaves);
    expect(tail).toEqual({
      events: EVENTS,
      checkpoint: readFileSync(join(copies, String(head.id), '0000000000000030.note'), 'utf8'),
    });
  });

  test('writes a stretch, and of one stream', async () => {
    const out = join(place, 'some.ndjson');
    const asked = ['--from', '5', '--to', '24', '--stream', 'kestrel/unheard/10'];
    expect((await exporting('--data', data, '--out', out, ...asked)).code).toBe(1);
    expect(linesOf(out).flatMap(({ leaf }) => (leaf === undefined ? [] : [leaf]))).toEqual([
      10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
    ]);
  });

  test('never writes over a file, nor leaves a part of one', async () => {
    const out = join(place, 'taken.ndjson');
    writeFileSync(out, 'taken');
    await expect(exporting('--data', data, '--out', out)).rejects.toThrow(`${out} is there already: choose another name.`);
    expect(readFileSync(out, 'utf8')).toBe('taken');
    const broken = join(place, 'broken');
    mkdirSync(broken);
    const whole = readFileSync(join(data, 'log.db'));
    writeFileSync(join(broken, 'log.db'), whole.subarray(0, whole.length / 2));
    await expect(exporting('--data', broken, '--out', join(broken, 'out'))).rejects.toThrow(Unreadable);
    expect(readdirSync(broken).filter((name) => name.startsWith('out'))).toEqual([]);
  });

  test.each([[], ['--from', 'x', '--out', 'y'], ['--to', '1.5', '--out', 'y']])(
    'asked with %s it writes nothing',
    async (...args) => {
      expect((await exporting('--data', data, ...args)).code).toBe(0);
      expect(existsSync('y')).toBe(false);
    },
  );

  test('64 where it is asked wrongly, 78 where there is no log', () => {
    expect(dutybook('export', '--nothing')).toMatchObject({ code: 64, err: expect.stringContaining('export [--data FOLDER]') });
    expect(dutybook('export', '--data', join(place, 'nowhere'), '--out', join(place, 'z'))).toMatchObject({
      code: 78,
      err: `dutybook: There is no log at ${join(place, 'nowhere', 'log.db')}.\n`,
    });
  });
});
