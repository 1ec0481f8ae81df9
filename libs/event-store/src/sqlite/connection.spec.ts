import { afterAll, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { CannotOpenLog, SqliteStore } from '../index.ts';
import { connect, mustBeSafe, settingsOf, type Settings } from './connection.ts';

const directory = mkdtempSync(join(tmpdir(), 'dutybook-settings-'));
const file = join(directory, 'log.db');
afterAll(() => rmSync(directory, { recursive: true }));

const durable = { synchronous: 2, journal_mode: 'wal', recursive_triggers: 1, foreign_keys: 1, trusted_schema: 0 };

function settingsFrom(mode: 'reading' | 'writing'): Settings {
  const db = connect(file, mode);
  try {
    return settingsOf(db);
  } finally {
    db.close();
  }
}

function inThread(): Promise<Settings> {
  const thread = new URL(`../../testing/settings-thread${extname(import.meta.url)}`, import.meta.url);
  return new Promise((resolve, reject) =>
    new Worker(thread, { workerData: file }).once('message', resolve).once('error', reject),
  );
}

describe('D-01: every connection waits for the disk and guards the log', () => {
  test('on a fresh file, before and after the first table', () => {
    const db = connect(file, 'writing');
    expect(settingsOf(db)).toMatchObject(durable);
    db.exec('CREATE TABLE first (one)');
    expect(settingsOf(db)).toMatchObject(durable);
    db.exec('DROP TABLE first');
    db.close();
  });

  test('after it was closed, a second one beside the first, one that only reads, and one in another thread', async () => {
    const first = connect(file, 'writing');
    expect(settingsOf(first)).toMatchObject(durable);
    expect(settingsFrom('writing')).toMatchObject(durable);
    expect(settingsFrom('reading')).toMatchObject(durable);
    expect(await inThread()).toMatchObject(durable);
    first.close();
  });

  test('while the store itself writes and reads it', async () => {
    const store = await SqliteStore.open(directory);
    expect(store.settings.writer).toMatchObject(durable);
    expect(store.settings.reader).toMatchObject(durable);
    await store.close();
  });

  test('and finds it when nobody sets them: this build of SQLite does not wait for the disk by itself', () => {
    const own = join(directory, 'careless.db');
    const settings = ['CREATE TABLE first (one)', 'SELECT 1'].map((sql) => {
      const careless = new Database(own);
      careless.pragma('journal_mode = WAL');
      careless.exec(sql);
      const found = settingsOf(careless);
      careless.close();
      return found;
    })[1];
    if (settings === undefined) throw new Error('It was not opened again');
    expect(settings.synchronous).toBe(1);
    expect(() => mustBeSafe(settings, file)).toThrow(CannotOpenLog);
  });

  test.each(Object.entries(durable))(
    'a connection without %s %s is refused, with exit code 78 and a line that says so',
    (name, value) => {
      const settings = settingsFrom('writing');
      const refused = () => mustBeSafe({ ...settings, [name]: 'other' }, file);
      expect(refused).toThrow(`The log ${file} cannot be kept safely: SQLite has ${name} other where ${value} is needed.`);
    },
  );

  test.each(['3.51.2', '3.9.0', '2.99.99'])('SQLite %s is too old', (sqlite) =>
    expect(() => mustBeSafe({ ...settingsFrom('writing'), sqlite }, file)).toThrow(
      `needs SQLite 3.51.3 or later; this is ${sqlite}`,
    ),
  );

  test.each(['3.51.3', '3.52.0', '4.0.0'])('SQLite %s is not', (sqlite) =>
    mustBeSafe({ ...settingsFrom('writing'), sqlite }, file),
  );
});
