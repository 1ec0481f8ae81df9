import { Module } from '@nestjs/common';
import type { DynamicModule, Type } from '@nestjs/common';
import { EventStoreModule, type HeldClock } from '#event-store';
import type { Law } from '#psti';
import { VaultModule } from '#vault';
import { ViewsModule } from '#views';
import { join } from 'node:path';
import { ApiModule } from '../../api/src/api.module.ts';
import { HealthModule } from '../../api/src/health/health.module.ts';
import { WebModule } from '../../web/src/web.module.ts';
import { WorkerModule } from '../../worker/src/worker.module.ts';
import type { Part, Settings } from './settings.ts';
import { Watch } from './watch.ts';

interface Parts {
  readonly settings: Pick<Settings, 'data' | 'log' | 'run'>;
  readonly clock: HeldClock;
  readonly law?: Law;
}

const doors: Readonly<Record<Part, Type>> = { worker: WorkerModule, api: ApiModule, web: WebModule };

/** One process: everything on the embedded log, or a part of it beside others on a cluster. */
@Module({})
export class AppModule {
  static on({ settings: { data, log, run }, clock, law }: Parts): DynamicModule {
    return {
      module: AppModule,
      imports: [
        EventStoreModule.forRoot({ url: log, clock }),
        VaultModule.forRoot({ url: `sqlite:${data}` }),
        ViewsModule.forRoot({ file: join(data, 'views.db'), law }),
        ...run.map((part) => doors[part]),
        ...(run.includes('api') ? [] : [HealthModule]),
      ],
      providers: [Watch],
    };
  }
}
