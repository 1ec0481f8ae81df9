import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the lists of a copy are made that may not be written itself; gone when the application has ended. */
export class OwnFolder {
  readonly folder = mkdtempSync(join(tmpdir(), 'dutybook-views-'));

  onApplicationShutdown(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
