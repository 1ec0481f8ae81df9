import type Database from 'better-sqlite3';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { exit } from 'node:process';
import { workerData } from 'node:worker_threads';
import { serve } from '../src/sqlite/desk.ts';
import { LogWriter } from '../src/sqlite/log-writer.ts';

/** A writer with a disk that fails while a file of that fault's name lies beside the log. */
const ails = (fault: string) => existsSync(join(dirname(workerData.file), fault));

class Faulty extends LogWriter {
  readonly #db: Database.Database;

  constructor(db: Database.Database, holder: string) {
    super(db, holder);
    this.#db = db;
  }

  protected override begin(): void {
    const used = Number(this.#db.pragma('page_count', { simple: true }));
    this.#db.pragma(`max_page_count = ${ails('full') ? used : 1_000_000}`);
    if (ails('dead')) exit(1);
    super.begin();
  }

  protected override commit(): void {
    if (ails('failing before it writes')) throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_FSYNC' });
    super.commit();
    if (ails('failing after it wrote')) throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_FSYNC' });
  }
}

serve((db, holder) => new Faulty(db, holder));
