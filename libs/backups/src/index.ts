export { makeBase, type Making } from './base.ts';
export { restore, type Restored, type Restoring } from './restore.ts';
export type { Taken, Until } from './take-over.ts';
export { Shipping, KEPT_DAYS, type ShippingSettings } from './shipping.ts';
export { Keeper, type BackupsHealth, type Keeping } from './keeper.ts';
export { BackupsModule } from './backups.module.ts';
export { BackupRefused, type Base, type Shipped } from './manifest.ts';
