import { afterAll, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { LogReader, verifyLog } from '#event-store';
import { laidOut, listsMadeOf, listsOf, releases } from './releases.ts';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));
const opened = (release: string): string => {
  const folder = laidOut(release);
  folders.push(folder);
  return folder;
};
const recorded = (release: string) => readFileSync(listsOf(release), 'utf8').trimEnd().split('\n');
const sizeOf = (folder: string): number => {
  const reader = new LogReader(join(folder, 'log.db'));
  const { events } = reader.logPage({ first: 0, last: Number.MAX_SAFE_INTEGER, most: 100_000 });
  reader.close();
  return events.length;
};

describe('E-10: the whole log of every release', () => {
  test.each(releases())(
    '%s: opens, verifies, and every list is what was made of it before',
    async (release) => {
      const folder = opened(release);
      const size = sizeOf(folder);
      expect(size).toBeGreaterThanOrEqual(500);
      expect(await verifyLog(join(folder, 'log.db'))).toBeUndefined();
      expect(await listsMadeOf(folder)).toEqual(recorded(release));
      // What was delivered then is not delivered again.
      expect(sizeOf(folder)).toBe(size);
    },
    300_000,
  );

  test('and finds it when a row of the log says something else', async () => {
    const [release = ''] = releases();
    const folder = opened(release);
    const db = new Database(join(folder, 'log.db'));
    const guard = "SELECT sql FROM sqlite_schema WHERE name = 'events_no_update'";
    const sql = String(db.prepare(guard).pluck().get());
    db.exec('DROP TRIGGER events_no_update');
    const changed = `UPDATE events SET bytes = CAST(replace(CAST(bytes AS TEXT), '"claims":"is"', '"claims":"may be"') AS BLOB)`;
    expect(db.prepare(changed).run().changes).toBeGreaterThan(500);
    db.exec(sql);
    db.close();
    expect(await verifyLog(join(folder, 'log.db'))).toMatchObject({ kind: 'content' });
    const made = await listsMadeOf(folder);
    expect(made.filter((line) => !recorded(release).includes(line)).length).toBeGreaterThan(0);
  }, 300_000);
});
