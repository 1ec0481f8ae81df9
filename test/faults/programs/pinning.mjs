/** Opens a log, reads it, stands still at that moment for a while, reads it again, and begins again; until it is killed. */
import Database from 'better-sqlite3';
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { LogReader } from '../../../dist/libs/event-store/src/index.js';

const { directory } = JSON.parse(process.argv[2]);
const file = join(directory, 'log.db');
/** At once, not when the loop comes to it. */
function say(words) {
  const line = `${process.hrtime.bigint()} ${words}\n`;
  for (;;)
    try {
      return writeSync(1, line);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
}

for (let n = 1; ; n += 1)
  try {
    const db = new Database(file, { readonly: true, timeout: 5_000 });
    const size = db.prepare('SELECT (SELECT size FROM tree), (SELECT count(*) FROM events)').raw();
    db.exec('BEGIN');
    const [before, there] = size.get();
    await wait((n * 37) % 200);
    const [after] = size.get();
    db.exec('COMMIT');
    db.close();
    const reader = new LogReader(file);
    const { events } = reader.logPage({ first: Math.max(0, before - 100), last: before - 1, most: 100 });
    reader.close();
    const isOneMoment = before === after && before === there && events.at(-1)?.leaf === before - 1;
    say(isOneMoment ? `read ${before}` : `astray: ${before} and ${there}, then ${after}; ${events.length} read`);
  } catch (error) {
    say(`failed ${error.code ?? error.name} ${error.message}`);
    await wait(20);
  }
