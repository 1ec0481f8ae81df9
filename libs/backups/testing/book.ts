import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Clock, SqliteStore, type Appended } from '#event-store';
import { Vault } from '#vault';

/** A clock that goes on a second whenever it is asked. */
export class SteppingClock extends Clock {
  #at = Date.parse('2026-02-11T09:00:00.000Z');

  override now(): Date {
    this.#at += 1000;
    return new Date(this.#at);
  }
}

const idOf = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** A data folder with a log and a vault, in which each event has its words. */
export class Book {
  readonly folder = mkdtempSync(join(tmpdir(), 'dutybook-backups-'));
  readonly data = join(this.folder, 'data');
  readonly to = join(this.folder, 'backups');
  readonly clock = new SteppingClock();
  store!: SqliteStore;
  vault!: Vault;
  made = 0;

  static async open(): Promise<Book> {
    const book = new Book();
    await book.start();
    return book;
  }

  async start(): Promise<void> {
    this.store = await SqliteStore.open(this.data, { clock: this.clock });
    this.vault = await Vault.open({ url: `sqlite:${this.data}` });
  }

  /** One append of so many events, the first of which has words. */
  async record(count = 1): Promise<Appended> {
    const first = this.made;
    const stream = `kestrel/failure/${first % 3}`;
    this.made += count;
    const words = await this.vault.texts.commit({ stream, id: idOf(first) }, [{ field: 'text', words: `words ${first}` }]);
    const events = Array.from({ length: count }, (_, n) => ({
      id: idOf(first + n),
      type: 'ContactMade',
      version: 1,
      on: '2026-02-11',
      data: { n: first + n, ...(n === 0 ? { text: words.get('text') ?? '' } : {}) },
    }));
    return this.store.append(stream, events, { expected: 'any', key: idOf(first), by: 'kestrel' });
  }

  async recordUpTo(made: number): Promise<void> {
    while (this.made < made) await this.record();
  }

  async stop(): Promise<void> {
    await this.vault.close();
    await this.store.close();
  }

  async clear(): Promise<void> {
    await this.stop().catch(() => undefined);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
