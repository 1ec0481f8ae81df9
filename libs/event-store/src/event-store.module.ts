import { Global, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from './clock.ts';
import { CannotOpenLog } from './errors.ts';
import { KurrentStore } from './kurrent/kurrent-store.ts';
import { MemoryStore } from './memory.ts';
import { EventStore } from './port.ts';
import { openForReading } from './sqlite/reading-store.ts';
import { SqliteStore } from './sqlite/sqlite-store.ts';

export interface LogSettings {
  /** `sqlite:DIRECTORY`, `esdb://…` or `esdb+discover://…` (a cluster), or `memory:`. */
  readonly url: string;
  /** For a cluster: the directory of this process's own copy of its log. */
  readonly mirror?: string;
  readonly clock?: Clock;
  /** Only to be read: a copy, also on a disk that is read-only. */
  readonly readOnly?: boolean;
}

/** Opens the log that a URL names. */
export async function openStore({ url, mirror, clock = new Clock(), readOnly = false }: LogSettings): Promise<EventStore> {
  if (url === 'memory:') return new MemoryStore(clock);
  if (url.startsWith('sqlite:')) {
    const directory = url.slice('sqlite:'.length);
    return readOnly ? openForReading(directory, clock) : SqliteStore.open(directory, { clock });
  }
  if (/^esdb(\+discover)?:/.test(url)) {
    if (mirror === undefined) throw new CannotOpenLog('A log on a cluster needs a directory for this process’s own copy of it.');
    return readOnly ? openForReading(mirror, clock) : KurrentStore.open({ url, mirror, clock });
  }
  throw new CannotOpenLog(`No store is known for «${url}»: it is sqlite:DIRECTORY, esdb://…, esdb+discover://… or memory:.`);
}

/** One log for the whole process, let go of last when it ends. */
@Global()
@Module({})
export class EventStoreModule implements OnApplicationShutdown {
  constructor(private readonly store: EventStore) {}

  static forRoot(settings: LogSettings): DynamicModule {
    return {
      module: EventStoreModule,
      providers: [
        { provide: Clock, useValue: settings.clock ?? new Clock() },
        { provide: EventStore, useFactory: (clock: Clock) => openStore({ ...settings, clock }), inject: [Clock] },
      ],
      exports: [EventStore, Clock],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
  }
}
