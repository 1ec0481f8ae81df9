import { Module, type DynamicModule } from '@nestjs/common';
import { Keeper, type Keeping } from './keeper.ts';

/** Keeps a folder of backups level while the application runs. */
@Module({})
export class BackupsModule {
  static forRoot(keeping: Keeping, say: (says: string) => void): DynamicModule {
    const keeper = { provide: Keeper, useFactory: () => new Keeper(keeping, say) };
    return { module: BackupsModule, global: true, providers: [keeper], exports: [Keeper] };
  }
}
