import { join } from 'node:path';
import { Module } from '@nestjs/common';
import type { DynamicModule, Type } from '@nestjs/common';
import { BackupsModule } from '#backups';
import { EvidenceModule } from '#evidence';
import { EventStoreModule, type HeldClock } from '#event-store';
import type { Law } from '#psti';
import { RecordsModule } from '#records';
import { VaultModule } from '#vault';
import { ViewsModule } from '#views';
import { ApiModule } from '../../api/src/api.module.ts';
import { HealthModule } from '../../api/src/health/health.module.ts';
import { Runs } from '../../api/src/health/health.ts';
import { WebModule } from '../../web/src/web.module.ts';
import { WorkerModule } from '../../worker/src/worker.module.ts';
import { OwnFolder } from './own-folder.ts';
import type { Part, Settings } from './settings.ts';
import { Stoppages } from './stoppages.ts';
import { Watch } from './watch.ts';

interface Parts {
  readonly settings: Pick<Settings, 'data' | 'log' | 'vault' | 'run' | 'readOnly' | 'backups' | 'signing'>;
  readonly clock: HeldClock;
  readonly law?: Law;
}

const say = (says: string): void => console.error(`dutybook: ${says}`);

const doors: Readonly<Record<Part, Type>> = { worker: WorkerModule, api: ApiModule, web: WebModule };

/** One process: everything on the embedded log, or a part of it beside others on a cluster. */
@Module({})
export class AppModule {
  static on({ settings: { data, log, vault, run, readOnly, backups, signing }, clock, law }: Parts): DynamicModule {
    const lists = readOnly ? new OwnFolder() : { folder: data };
    return {
      module: AppModule,
      global: true,
      imports: [
        EventStoreModule.forRoot({ url: log, mirror: data, clock, readOnly }),
        VaultModule.forRoot({ url: vault, readOnly }),
        ViewsModule.forRoot({ file: join(lists.folder, 'views.db'), law }),
        RecordsModule,
        ...(run.includes('worker') ? [EvidenceModule.forRoot({ ...signing, file: join(data, 'log.db') })] : []),
        ...run.map((part) => doors[part]),
        ...(run.includes('api') ? [] : [HealthModule]),
        ...(backups === undefined ? [] : [BackupsModule.forRoot({ data, to: backups }, say)]),
      ],
      exports: [Runs],
      providers: [
        { provide: Runs, useValue: new Runs(run) },
        ...(readOnly ? [{ provide: OwnFolder, useFactory: () => lists }] : [Stoppages, Watch]),
      ],
    };
  }
}
