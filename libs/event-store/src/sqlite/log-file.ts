import { dirname } from 'node:path';
import type { Clock } from '../clock.ts';
import { StoreDamaged, StoreUnavailable } from '../errors.ts';
import { PagedStore, type LogPage, type StreamPage, type StreamStretch, type Stretch } from '../paged-store.ts';
import type { EventStore } from '../port.ts';
import type { LogReader } from './reader.ts';

/** What a log's file answers, whoever writes it. */
export abstract class LogFile extends PagedStore {
  readonly storeId: string;
  readonly clock: Clock;
  /** Where it lies: it may be opened for reading there too. */
  readonly directory: string;
  protected readonly reader: LogReader;

  constructor(reader: LogReader, clock: Clock) {
    super();
    this.reader = reader;
    this.clock = clock;
    this.storeId = reader.storeId;
    this.directory = dirname(reader.file);
  }

  async stat(stream: string): Promise<{ exists: boolean; revision: number }> {
    const revision = this.#read(() => this.reader.revisionOf(stream));
    return { exists: revision >= 0, revision };
  }

  async root(): Promise<{ size: number; root: string }> {
    return this.#read(() => this.reader.root());
  }

  protected lastLeaf(): number {
    return this.#read(() => this.reader.lastLeaf());
  }

  protected logPage(stretch: Stretch): LogPage {
    return this.#read(() => this.reader.logPage(stretch));
  }

  protected streamPage(stream: string, stretch: StreamStretch): StreamPage {
    return this.#read(() => this.reader.streamPage(stream, stretch));
  }

  protected node(level: number, index: number): Uint8Array {
    return this.#read(() => this.reader.node(level, index));
  }

  #read<Result>(read: () => Result): Result {
    this.mustBeOpen();
    try {
      return read();
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (!(error instanceof Error) || !code.startsWith('SQLITE')) throw error;
      throw code.startsWith('SQLITE_CORRUPT') ? new StoreDamaged(error.message) : new StoreUnavailable(error.message);
    }
  }
}

/** Where a log's file lies, so that another thread can open it for reading; undefined for a log that has none. */
export const directoryOf = (store: EventStore): string | undefined => (store instanceof LogFile ? store.directory : undefined);
