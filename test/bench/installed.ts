/** An installation that has run for long: building its views, its queue, and starting again after a kill. Beside raw inserts of the same rows. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Bench } from './bench.ts';
import { answerOf } from './children.ts';
import { layDown, viewsFile } from './installation.ts';
import { openStore } from './log.ts';
import { best, quantile, timed, type Figures } from './measure.ts';
import { openRaw, readAll, type Sql } from './raw.ts';
import { Server } from './server.ts';

const TRIES = 2;
const STARTS = 3;
/** Before that, a first page may hold more on the larger log than on the smaller. */
const MANY = 1_000_000;

export async function measure({ folder, events, progress, note }: Bench): Promise<Figures> {
  const [large, small] = [join(folder, 'large'), join(folder, 'small')];
  await layDown(large, events, progress);
  await layDown(small, Math.ceil(events / 10), progress);
  progress('building the queue alone, and its rows the plain way');
  const queue = await rebuilt(large, join(folder, 'queue', 'views.db'), 'outstanding_duties');
  const plain = await rawRows(large, join(folder, 'queue', 'views.db'), join(folder, 'raw', 'raw.db'));
  progress('building all views');
  const all = await rebuilt(large, viewsFile(large));
  await rebuilt(small, viewsFile(small));
  const million = 1_000_000 / events;
  const figures = {
    'rebuild-rows.s': queue.seconds,
    'rebuild-rows.cpu': queue.cpu,
    'raw-rows.s': plain,
    'rebuild-all.s': all.seconds,
    'rebuild-all.per-million': all.seconds * million,
    'rebuild-all.cpu-per-million': all.cpu * million,
    'rebuild-all.memory': all.peak,
  };
  progress('the queue, and starting again after a kill');
  const { growth, ...asked } = await served(large, small, note);
  return { ...figures, ...asked, ...(events < MANY ? {} : { 'queue-page.growth': growth ?? NaN }) };
}

interface Rebuilt {
  readonly seconds: number;
  readonly cpu: number;
  readonly peak: number;
}

/** The best of some tries; what is left is the last one's file. */
async function rebuilt(log: string, file: string, only?: string): Promise<Rebuilt> {
  let found: Rebuilt = { seconds: Infinity, cpu: Infinity, peak: Infinity };
  for (let n = 0; n < TRIES; n++) {
    for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
    const said = await answerOf<Rebuilt & { isLevel: boolean }>('rebuild.ts', [log, file, ...(only === undefined ? [] : [only])]);
    if (!said.isLevel) throw new Error('The views did not come to the end of the log');
    const least = (name: keyof Rebuilt) => Math.min(found[name], said[name]);
    found = { seconds: least('seconds'), cpu: least('cpu'), peak: least('peak') };
  }
  return found;
}

/** One pass over the same events in a raw log, one parse for each; then the rows of the queue's table in one go, its indexes last. In seconds. */
async function rawRows(log: string, views: string, file: string): Promise<number> {
  const sql = openRaw(file, 'NORMAL');
  await copyEvents(log, sql);
  const from = new Database(views, { readonly: true });
  const name = String(
    from
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'outstanding_duties__duties__%'")
      .pluck()
      .get(),
  );
  const rows = from.prepare(`SELECT * FROM ${name} ORDER BY record, key`).raw().all() as unknown[][];
  const definitions = from
    .prepare('SELECT sql FROM sqlite_schema WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type DESC')
    .pluck()
    .all(name) as string[];
  from.close();
  const ms = await best(3, () => {
    sql.exec(`DROP TABLE IF EXISTS ${name}`);
    readAll(sql, () => undefined);
    insertAll(sql, name, definitions, rows);
  });
  sql.close();
  return ms / 1000;
}

async function copyEvents(log: string, sql: Sql): Promise<void> {
  const store = await openStore(log);
  const insert = sql.prepare('INSERT INTO events (stream, revision, type, id, recorded_at, data) VALUES (?, ?, ?, ?, ?, ?)');
  sql.exec('BEGIN');
  for await (const page of store.readAll())
    for (const { stream, revision, type, id, recordedAt, data } of page)
      insert.run(stream, revision, type, id, recordedAt, JSON.stringify(data));
  sql.exec('COMMIT');
  await store.close();
}

function insertAll(sql: Sql, name: string, [table = '', ...indexes]: readonly string[], rows: readonly unknown[][]): void {
  sql.transaction(() => {
    sql.exec(table);
    const insert = sql.prepare(`INSERT INTO ${name} VALUES (${(rows[0] ?? ['']).map(() => '?').join(', ')})`);
    for (const row of rows) insert.run(row);
    for (const index of indexes) sql.exec(index);
  })();
}

/** Every filter of the queue, its first page, as the authority that sees all and as a firm. */
const questions: readonly (readonly [as: string, query: string])[] = [
  ['authority', ''],
  ['authority', 'holder=firm-7'],
  ['authority', 'to=firm-7'],
  ['authority', 'status=OPEN'],
  ['authority', 'status=OPEN&section=s.19'],
  ['authority', 'section=s.25'],
  ['authority', 'duty=PSTI-S25-3-CONTACT-MFR'],
  ['authority', 'product=camera-1'],
  ['authority', 'failure=failure-1'],
  ['authority', 'dueBy=2026-12-31'],
  ['authority', 'targetBy=2026-12-31'],
  ['authority', 'holder=firm-7&status=OPEN&duty=PSTI-S25-3-CONTACT-MFR'],
  ['firm-7', ''],
  ['firm-7', 'status=OPEN'],
];
const ASKED = 100;

async function served(large: string, small: string, note: Bench['note']): Promise<Figures> {
  const servers = [await Server.start(large, '--no-sample'), await Server.start(small, '--no-sample')] as const;
  let worst = { p99: 0, growth: 0, question: '' };
  for (const question of questions) {
    const [here, there] = [await asked(servers[0], question), await asked(servers[1], question)];
    if (here.p99 > worst.p99)
      worst = { ...worst, p99: here.p99, question: `«${question[1]}» as ${question[0]}, p50 ${here.p50.toFixed(1)} ms` };
    worst = { ...worst, growth: Math.max(worst.growth, here.p50 / there.p50) };
  }
  note('queue-page', `the slowest was ${worst.question}; growth is asked from --events ${MANY} on`);
  await servers[1].kill();
  let [server, ready] = [servers[0], Infinity];
  for (let n = 0; n < STARTS; n++) {
    await server.kill('SIGKILL');
    server = await Server.start(large, '--no-sample');
    ready = Math.min(ready, server.readyAfter);
  }
  await server.kill();
  return { 'queue-page.p99': worst.p99, growth: worst.growth, 'start.ms': ready };
}

/** The best of three rounds. */
async function asked(server: Server, [as, query]: (typeof questions)[number]): Promise<{ p50: number; p99: number }> {
  let found = { p50: Infinity, p99: Infinity };
  for (let round = 0; round < 3; round++) {
    const times: number[] = [];
    for (let n = 0; n < ASKED; n++) times.push(await timed(() => server.get(`/v1/duties?${query}`, { as })));
    found = { p50: Math.min(found.p50, quantile(times, 0.5)), p99: Math.min(found.p99, quantile(times, 0.99)) };
  }
  return found;
}
