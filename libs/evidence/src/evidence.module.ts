import { Module, type DynamicModule } from '@nestjs/common';
import { EventStore } from '#event-store';
import { Vault } from '#vault';
import { Notary, type Signing } from './notary.ts';
import { SelfChecks } from './self-checks.ts';

interface Settings extends Signing {
  /** The log's file, for checking it. */
  readonly file: string;
}

/** The notary and the checks of the log, for the process that runs them. An older log in the place of the one that was signed is refused here. */
@Module({})
export class EvidenceModule {
  static forRoot({ file, ...signing }: Settings): DynamicModule {
    return {
      module: EvidenceModule,
      global: true,
      providers: [
        {
          provide: Notary,
          useFactory: (store: EventStore, vault: Vault) => Notary.open(store, vault, signing),
          inject: [EventStore, Vault],
        },
        {
          provide: SelfChecks,
          useFactory: (store: EventStore, vault: Vault, notary: Notary) => new SelfChecks(store, vault, notary, { file }),
          inject: [EventStore, Vault, Notary],
        },
      ],
      exports: [Notary, SelfChecks],
    };
  }
}
