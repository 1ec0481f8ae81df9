import { describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { settingsFrom, WrongSetting } from './settings.ts';

describe('where Dutybook listens', () => {
  test.each(['127.0.0.1', '127.9.9.9', '::1', 'localhost'])('on this machine: %s', (host) => {
    expect(settingsFrom(['--host', host], {}).host).toBe(host);
  });

  test.each(['0.0.0.0', '::', '192.168.1.4', 'dutybook.example', '127.0.0.1.example', ''])(
    'never wider, while there are no accounts: "%s"',
    (host) => {
      expect(() => settingsFrom(['--host', host], {})).toThrow(WrongSetting);
      expect(() => settingsFrom([], { DUTYBOOK_HOST: host })).toThrow(WrongSetting);
    },
  );

  test.each(['-1', '65536', 'http', '80.5'])('not on port "%s"', (port) => {
    expect(() => settingsFrom([`--port=${port}`], {})).toThrow(/a number from 0 to 65535/);
  });
});

test('the clock cannot be held from outside in production', () => {
  expect(settingsFrom([], { DUTYBOOK_CLOCK: 'parent' }).clockFromParent).toBe(true);
  expect(() => settingsFrom([], { DUTYBOOK_CLOCK: 'parent', NODE_ENV: 'production' })).toThrow(WrongSetting);
});

test('a flag comes before the environment, and the sample is laid down unless told not to', () => {
  expect(settingsFrom(['--port', '9000'], { DUTYBOOK_PORT: '9001' })).toMatchObject({ port: 9000, sample: true });
  expect(settingsFrom(['--no-sample'], {}).sample).toBe(false);
});

test('a rulebook that is not law may be given to try a case, and never in production', () => {
  expect(settingsFrom([], {}).rulebook).toBeUndefined();
  expect(settingsFrom([], { DUTYBOOK_RULEBOOK: '/tmp/rb-x.json' }).rulebook).toBe('/tmp/rb-x.json');
  expect(() => settingsFrom([], { DUTYBOOK_RULEBOOK: '/tmp/rb-x.json', NODE_ENV: 'production' })).toThrow(WrongSetting);
});

describe('which log, and what a process does of the whole', () => {
  const cluster = 'esdb://127.0.0.1:2113?tls=false';
  const vault = 'postgresql://dutybook@127.0.0.1/vault';

  test('everything in one process on the log in its folder, unless told otherwise', () => {
    expect(settingsFrom(['--data', '/srv/book'], {})).toMatchObject({ log: 'sqlite:/srv/book', run: ['api', 'web', 'worker'] });
  });

  test('some of it, on a cluster, where no sample is laid down', () => {
    const settings = settingsFrom(['--run', 'web,api'], { DUTYBOOK_LOG_URL: cluster, DUTYBOOK_VAULT: vault });
    expect(settings).toMatchObject({ log: cluster, run: ['api', 'web'], sample: false });
  });

  test('several processes do not share a vault on SQLite; one that runs everything may have it on a cluster too', () => {
    expect(() => settingsFrom(['--run', 'worker', '--log', cluster], {})).toThrow(/need a vault that they share/);
    expect(settingsFrom(['--log', cluster, '--data', '/srv/book'], {}).vault).toBe('sqlite:/srv/book');
  });

  test('several processes do not share an embedded log', () => {
    expect(() => settingsFrom(['--run', 'worker'], {})).toThrow(/belongs to one process/);
  });

  test.each(['', 'mail', 'api,', 'api,api'])('there is no part "%s"', (run) => {
    expect(() => settingsFrom(['--run', run, '--log', cluster], {})).toThrow(WrongSetting);
  });

  test.each(['postgresql://localhost', 'sqlite:/elsewhere', 'http://127.0.0.1'])('there is no log at %s', (url) => {
    expect(() => settingsFrom(['--log', url, '--data', '/srv/book'], {})).toThrow(WrongSetting);
  });
});

describe('backups, and what is only read', () => {
  test('a folder on another disk is kept level, unless it is the data folder, of a cluster or of a copy', () => {
    expect(settingsFrom([], {}).backups).toBeUndefined();
    expect(settingsFrom(['--backups', '/mnt/backups'], {}).backups).toBe('/mnt/backups');
    expect(settingsFrom([], { DUTYBOOK_BACKUPS: '/mnt/backups' }).backups).toBe('/mnt/backups');
    for (const args of [
      ['--data', '/srv/book', '--backups', '/srv/book/backups'],
      ['--backups', '/mnt/backups', '--log', 'esdb://127.0.0.1:2113?tls=false'],
      ['--backups', '/mnt/backups', '--read-only'],
    ])
      expect(() => settingsFrom(args, {})).toThrow(WrongSetting);
  });

  test('a copy is shown without a sample and without anything that records by itself', () => {
    expect(settingsFrom(['--read-only'], {})).toMatchObject({ readOnly: true, sample: false, run: ['api', 'web'] });
    expect(settingsFrom([], {}).readOnly).toBe(false);
    expect(() => settingsFrom(['--read-only', '--log', 'esdb://127.0.0.1:2113?tls=false'], {})).toThrow(WrongSetting);
  });
});

test('a flag that there is not is answered with those that there are', () => {
  expect(() => settingsFrom(['--bogus'], {})).toThrow(WrongSetting);
  expect(() => settingsFrom(['--bogus'], {})).toThrow(/It takes --data FOLDER, --log URL/);
});

describe('the vault', () => {
  const server = 'postgresql://dutybook_app:kQ7rTzPwe4VbN2@db.example/book?sslmode=verify-full';

  test('is in the data folder, or where several processes share it', () => {
    expect(settingsFrom(['--data', '/srv/book'], {}).vault).toBe('sqlite:/srv/book');
    expect(settingsFrom([], { DUTYBOOK_VAULT: server }).vault).toBe(server);
    expect(() => settingsFrom(['--vault', 'sqlite:/elsewhere'], {})).toThrow(/in the data folder, or at postgresql/);
    expect(() => settingsFrom(['--vault', 'mysql://db.example/book'], {})).toThrow(WrongSetting);
  });

  test('may be named in a file, because its address has a password in it, and then nowhere else', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'settings-')), 'vault-url');
    expect(() => settingsFrom([], { DUTYBOOK_VAULT_FILE: file })).toThrow(/cannot be read/);
    writeFileSync(file, `${server}\n`);
    expect(settingsFrom([], { DUTYBOOK_VAULT_FILE: file }).vault).toBe(server);
    expect(() => settingsFrom(['--vault', server], { DUTYBOOK_VAULT_FILE: file })).toThrow(/named twice/);
    rmSync(dirname(file), { recursive: true });
  });

  test('that several processes share is neither backed up from here nor only read', () => {
    expect(() => settingsFrom(['--vault', server, '--backups', '/mnt/backups'], {})).toThrow(/backups of its own/);
    expect(() => settingsFrom(['--vault', server, '--read-only'], {})).toThrow(WrongSetting);
  });
});

test('everything that can be set stands in the runbook', () => {
  const textOf = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
  const variables = [
    './settings.ts',
    './main.ts',
    '../../../libs/evidence/src/notary.ts',
    '../../web/src/layout/frame.ts',
  ].flatMap((path) => textOf(path).match(/\bDUTYBOOK_[A-Z_]+/g) ?? []);
  const runbook = textOf('../../../infra/runbooks/settings.md');
  expect(variables.length).toBeGreaterThan(15);
  expect(variables.filter((name) => !runbook.includes(`\`${name}`))).toEqual([]);
});
