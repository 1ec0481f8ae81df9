import { afterEach, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { SqliteStore, verifyLog } from '#event-store';
import { counted } from '../../infra/trials.ts';

const PINNED_MS = 60_000;
const EVERY_MS = 5;
const GIVEN_BACK_MS = 30_000;
const MB = 1024 * 1024;
/** What the write-ahead log is with nobody in the way: a thousand pages, and what comes while a page is read. */
const USUAL = 8 * MB;
const WORDS = 'x'.repeat(4_000);

/** A log to which one client appends two hundred times a second. */
class Busy {
  readonly #directory = mkdtempSync(join(tmpdir(), 'dutybook-long-reader-'));
  #store: SqliteStore | undefined;
  #isOver = false;
  #working: Promise<void> = Promise.resolve();
  appended = 0;

  get file(): string {
    return join(this.#directory, 'log.db');
  }

  get store(): SqliteStore {
    if (this.#store === undefined) throw new Error('It has not begun');
    return this.#store;
  }

  get wal(): number {
    return statSync(`${this.file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  }

  async begin(): Promise<void> {
    this.#store = await SqliteStore.open(this.#directory);
    this.#working = this.#work();
  }

  async #work(): Promise<void> {
    for (; !this.#isOver; this.appended += 1) {
      const id = `00000000-0000-7000-8000-${String(this.appended).padStart(12, '0')}`;
      const event = { id, type: 'ContactMade', version: 1, on: '2026-02-11', data: { text: WORDS } };
      const options = { expected: 'any', key: id, by: 'kestrel' } as const;
      await this.store.append(`kestrel/failure/${this.appended % 21}`, [event], options);
      await wait(EVERY_MS);
    }
  }

  /** The largest that the write-ahead log was for so long, or until it is enough. */
  async largest(ms: number, enough = Infinity): Promise<number> {
    let largest = 0;
    for (const begun = performance.now(); performance.now() - begun < ms && largest < enough; await wait(100))
      largest = Math.max(largest, this.wal);
    return largest;
  }

  async clear(): Promise<void> {
    this.#isOver = true;
    await this.#working;
    await this.#store?.close();
    rmSync(this.#directory, { recursive: true });
  }
}

const busies: Busy[] = [];
async function begun(): Promise<Busy> {
  const busy = new Busy();
  busies.push(busy);
  await busy.begin();
  return busy;
}
afterEach(() => Promise.all(busies.splice(0).map((busy) => busy.clear())));

/** A reader that stands still at one moment of the log until it is told to end. */
function pinned(file: string): () => void {
  const db = new Database(file, { readonly: true });
  db.exec('BEGIN');
  db.prepare('SELECT size FROM tree').get();
  return () => db.close();
}

describe('D-12: the log is read for long while it is written', () => {
  test(
    'by readers of our own, however slow: none holds it between two pages, so that the write-ahead log stays as it is',
    async () => {
      const busy = await begun();
      await wait(1_000);
      // One dwells on a page, one on whatever comes, and one verifies again and again.
      const dwelling = (async () => {
        for await (const page of busy.store.readAll({ page: 1 })) if (page.length > 0) return wait(PINNED_MS);
      })();
      const following = busy.store.subscribe({ page: 10 }, () => wait(PINNED_MS / 4));
      let isOver = false;
      const verifying = (async () => {
        for (; !isOver; await wait(PINNED_MS / 10)) expect(await verifyLog(busy.file)).toBeUndefined();
      })();
      const largest = await busy.largest(PINNED_MS);
      isOver = true;
      await Promise.all([verifying, dwelling]);
      await following.stop();
      expect(largest).toBeLessThan(USUAL);
      // So many would have made it several times as large, had any of them been in the way.
      expect(busy.appended).toBeGreaterThan(1_000);
      expect(busy.store.health()).toEqual({ writable: true });
      counted(
        `D-12: ${busy.appended} appends beside slow readers of our own, write-ahead log at most ${(largest / MB).toFixed(1)} MB`,
      );
    },
    PINNED_MS * 3,
  );

  test(
    'by another process that stands still: that is said at 64 MB, and what it held is given back when it has gone',
    async () => {
      const busy = await begun();
      const letGo = pinned(busy.file);
      const alarm = 64 * MB;
      const largest = await busy.largest(PINNED_MS * 3, alarm);
      expect(largest).toBeGreaterThanOrEqual(alarm);
      expect(busy.store.health()).toEqual({
        writable: true,
        says: expect.stringMatching(/has grown to 6\d MB: another process/),
      });
      letGo();
      const gone = performance.now();
      while (busy.wal >= 4 * MB && performance.now() - gone < GIVEN_BACK_MS) await wait(50);
      expect(busy.wal).toBeLessThan(4 * MB);
      expect(busy.store.health()).toEqual({ writable: true });
      counted(
        `D-12: ${busy.appended} appends beside a pinned reader, given back within ${Math.round(performance.now() - gone)} ms`,
      );
    },
    PINNED_MS * 5,
  );

  test(
    'and finds it when a reader of our own stays on its page',
    async () => {
      const busy = await begun();
      const letGo = pinned(busy.file);
      expect(await busy.largest(PINNED_MS, USUAL)).toBeGreaterThanOrEqual(USUAL);
      letGo();
    },
    PINNED_MS * 2,
  );
});
