import { Module } from '@nestjs/common';
import type { DynamicModule, OnApplicationShutdown } from '@nestjs/common';
import { Vault } from './vault.ts';
import type { VaultPlace } from './vault.ts';

/** Opens the vault when the application starts and closes it when everything else has stopped. */
@Module({})
export class VaultModule implements OnApplicationShutdown {
  constructor(private readonly vault: Vault) {}

  static forRoot(place: VaultPlace): DynamicModule {
    const keyFile = place.keyFile ?? (process.env['DUTYBOOK_VAULT_KEY_FILE'] || undefined);
    const vault = { provide: Vault, useFactory: () => Vault.open({ ...place, keyFile }) };
    return { module: VaultModule, global: true, providers: [vault], exports: [Vault] };
  }

  onApplicationShutdown(): Promise<void> {
    return this.vault.close();
  }
}
