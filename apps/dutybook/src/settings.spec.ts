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

test('a flag that there is not is answered with those that there are', () => {
  expect(() => settingsFrom(['--bogus'], {})).toThrow(WrongSetting);
  expect(() => settingsFrom(['--bogus'], {})).toThrow(/It takes --port NUMBER/);
});
