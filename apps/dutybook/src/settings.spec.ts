import { describe, expect, test } from '@jest/globals';
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

  test('everything in one process on the log in its folder, unless told otherwise', () => {
    expect(settingsFrom(['--data', '/srv/book'], {})).toMatchObject({ log: 'sqlite:/srv/book', run: ['api', 'web', 'worker'] });
  });

  test('some of it, on a cluster, where no sample is laid down', () => {
    const settings = settingsFrom(['--run', 'web,api'], { DUTYBOOK_LOG_URL: cluster });
    expect(settings).toMatchObject({ log: cluster, run: ['api', 'web'], sample: false });
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
