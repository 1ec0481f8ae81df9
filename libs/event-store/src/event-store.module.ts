import { Global, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from './clock.ts';
import { CannotOpenLog } from './errors.ts';
import { MemoryStore } from './memory.ts';
import { EventStore } from './port.ts';
import { SqliteStore } from './sqlite/sqlite-store.ts';

export interface LogSettings {
  /** `sqlite:DIRECTORY` or `memory:`. */
  readonly url: string;
  readonly clock?: Clock;
}

/** Opens the log that a URL names. */
export async function openStore({ url, clock = new Clock() }: LogSettings): Promise<EventStore> {
  if (url === 'memory:') return new MemoryStore(clock);
  if (url.startsWith('sqlite:')) return SqliteStore.open(url.slice('sqlite:'.length), { clock });
  throw new CannotOpenLog(`No store is known for «${url}»: it is sqlite:DIRECTORY or memory:.`);
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
