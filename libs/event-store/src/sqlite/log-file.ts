import type { Clock } from '../clock.ts';
import { StoreDamaged, StoreUnavailable } from '../errors.ts';
import { PagedStore, type LogPage, type StreamStretch, type Stretch } from '../paged-store.ts';
import type { Recorded } from '../port.ts';
import type { LogReader } from './reader.ts';

/** What a log's file answers, whoever writes it. */
export abstract class LogFile extends PagedStore {
  readonly storeId: string;
  readonly clock: Clock;
  protected readonly reader: LogReader;

  constructor(reader: LogReader, clock: Clock) {
    super();
    this.reader = reader;
    this.clock = clock;
    this.storeId = reader.storeId;
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

  protected streamPage(stream: string, stretch: StreamStretch): readonly Recorded[] {
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
