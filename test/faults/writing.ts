import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openForReading, SqliteStore, verifyLog, type EventStore } from '#event-store';
import { Vault } from '#vault';

const idOf = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** Appends at a steady pace, each with words in the vault, and everything it was told. */
export class Writing {
  readonly folder = mkdtempSync(join(tmpdir(), 'dutybook-writing-'));
  readonly data = join(this.folder, 'data');
  readonly acked: { readonly id: string; readonly leaf: number; readonly ms: number; readonly at: number }[] = [];
  #store!: SqliteStore;
  #vault!: Vault;
  #made = 0;
  #isOver = false;
  #working: Promise<void> = Promise.resolve();

  static async open(): Promise<Writing> {
    const writing = new Writing();
    writing.#store = await SqliteStore.open(writing.data);
    writing.#vault = await Vault.open({ url: `sqlite:${writing.data}` });
    return writing;
  }

  async record(): Promise<void> {
    const n = this.#made++;
    const [stream, id] = [`kestrel/failure/${n % 7}`, idOf(n)];
    const words = await this.#vault.texts.commit({ stream, id }, [{ field: 'text', words: `words ${n} ${'x'.repeat(300)}` }]);
    const event = { id, type: 'ContactMade', version: 1, on: '2026-02-11', data: { n, text: words.get('text') ?? '' } };
    const begun = performance.now();
    const { leaf } = await this.#store.append(stream, [event], { expected: 'any', key: id, by: 'kestrel' });
    this.acked.push({ id, leaf, ms: performance.now() - begun, at: Date.now() });
  }

  async recordMany(count: number): Promise<void> {
    for (let n = 0; n < count; n += 50) await Promise.all(Array.from({ length: Math.min(50, count - n) }, () => this.record()));
  }

  begin(perSecond: number): void {
    this.#working = (async () => {
      while (!this.#isOver) {
        await this.record();
        await wait(1000 / perSecond);
      }
    })();
  }

  /** How long the slowest hundredth of the appends since one of them took at least, in milliseconds. */
  p99(since: number): number {
    const times = this.acked.slice(since).map(({ ms }) => ms);
    return times.sort((one, other) => one - other)[Math.floor(times.length * 0.99)] ?? 0;
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await this.#working;
    await this.#vault.close();
    await this.#store.close();
  }

  async clear(): Promise<void> {
    await this.end().catch(() => undefined);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What is wrong with a copy of a log, to whoever has been acknowledged these events; undefined where nothing is. */
export async function wrongIn(
  folder: string,
  acked: readonly { readonly id: string; readonly leaf: number }[],
): Promise<string | undefined> {
  let copy: EventStore | undefined;
  try {
    copy = openForReading(folder);
    const ids: string[] = [];
    for await (const page of copy.readAll()) ids.push(...page.map(({ id }) => id));
    const lost = acked.filter(({ id, leaf }) => ids[leaf] !== id);
    if (lost.length > 0) return `${lost.length} acknowledged events are not in it`;
    const fault = await verifyLog(join(folder, 'log.db'));
    return fault === undefined ? undefined : JSON.stringify(fault);
  } catch (error) {
    return `it cannot be opened: ${String(error)}`;
  } finally {
    await copy?.close();
  }
}
