import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { EventStoreModule } from '#event-store';
import type { Law } from '#psti';
import { VaultModule } from '#vault';
import { ViewsModule } from '#views';
import { join } from 'node:path';
import { ApiModule } from '../../api/src/api.module.ts';
import { WebModule } from '../../web/src/web.module.ts';
import { WorkerModule } from '../../worker/src/worker.module.ts';
import type { HeldClock } from './held-clock.ts';
import { Watch } from './watch.ts';

/** Everything in one process, on the embedded log. */
@Module({})
export class AppModule {
  static on({ data, clock, law }: { readonly data: string; readonly clock: HeldClock; readonly law?: Law }): DynamicModule {
    return {
      module: AppModule,
      imports: [
        EventStoreModule.forRoot({ url: `sqlite:${data}`, clock }),
        VaultModule.forRoot({ url: `sqlite:${data}` }),
        ViewsModule.forRoot({ file: join(data, 'views.db'), law }),
        WorkerModule,
        ApiModule,
        WebModule,
      ],
      providers: [Watch],
    };
  }
}
