import { join } from 'node:path';
import { Clock } from '../clock.ts';
import { ForReadingOnly } from '../errors.ts';
import type { Appended, EventStore, Health, Subscription } from '../port.ts';
import { LogFile } from './log-file.ts';
import { LogReader } from './reader.ts';

/** How long what another wrote may go unnoticed by who follows it. */
const LOOK_MS = 20;

/**
 * A log that others write, to be read alone: beside the process that writes it, in another thread of it, or as a copy that nobody writes
 * any more, also on a disk that is read-only (a copy in one piece, as a backup makes it). Throws `CannotOpenLog` where there is none.
 */
export function openForReading(directory: string, clock = new Clock()): EventStore {
  return new ReadingStore(new LogReader(join(directory, 'log.db')), clock);
}

class ReadingStore extends LogFile {
  override readonly isForReading = true;
  /** The end that was seen last. */
  #end = -1;
  #looking: NodeJS.Timeout | undefined;

  async append(): Promise<Appended> {
    throw new ForReadingOnly();
  }

  health(): Health {
    const says = this.closed ? 'It has been closed.' : 'It was opened for reading only.';
    return { writable: false, says, passing: false };
  }

  override subscribe(...following: Parameters<EventStore['subscribe']>): Subscription {
    this.#looking ??= setInterval(() => this.#look(), LOOK_MS).unref();
    return super.subscribe(...following);
  }

  /** Nobody tells it of what another wrote. That the log cannot be read is met by whoever follows it. */
  #look(): void {
    try {
      const end = this.lastLeaf();
      if (end === this.#end) return;
      this.#end = end;
    } catch {
      this.#end = -1;
    }
    this.bell.ring();
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    clearInterval(this.#looking);
    await this.endSubscriptions();
    this.reader.close();
  }
}
