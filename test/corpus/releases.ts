import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { Door } from '../../apps/cli/src/door.ts';
import { startSystem } from '../../apps/cli/src/system.ts';

/** Logs that releases of Dutybook wrote, whole; and what each list is made of them, by today's code on a day that is always the same. */

const main = fileURLToPath(new URL('../faults/programs/on-one-day.mjs', import.meta.url));

const folder = new URL('releases/', import.meta.url);
export const releases = (): readonly string[] => readdirSync(folder).sort();
export const logOf = (release: string): URL => new URL(`${release}/log.db.gz`, folder);
export const listsOf = (release: string): URL => new URL(`${release}/lists.txt`, folder);

/** The log in a folder of its own, as a release left it. */
export function laidOut(release: string): string {
  const data = mkdtempSync(join(tmpdir(), 'dutybook-release-'));
  writeFileSync(join(data, 'log.db'), gunzipSync(readFileSync(logOf(release))));
  return data;
}

/** The log of a data folder, without what was written around it. */
export function packed(data: string): Buffer {
  const copy = join(data, 'packed.db');
  const db = new Database(join(data, 'log.db'));
  db.prepare('VACUUM INTO ?').run(copy);
  db.close();
  const bytes = gzipSync(readFileSync(copy), { level: 9 });
  rmSync(copy);
  return bytes;
}

/** Opens a log with today's code and lets it make every list anew: one line for each record in each table, with the digest of its rows. */
export async function listsMadeOf(data: string): Promise<readonly string[]> {
  const system = await startSystem({ data, main });
  const { position }: { position: string } = JSON.parse(await (await fetch(`${system.url}/v1/log`)).text());
  await new Door(system.url).settled(position);
  await system.stop();
  return linesIn(join(data, 'views.db'));
}

function linesIn(file: string): readonly string[] {
  const sql = new Database(file, { readonly: true });
  const serving = sql.prepare<[], Serving>('SELECT view, generation FROM generations WHERE active = 1').all();
  const tables = sql.prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  const lines = serving.flatMap(({ view, generation }) =>
    tables
      .filter(({ name }) => name.startsWith(`${view}__`) && name.endsWith(`__${generation}`))
      .flatMap(({ name }) => recordsIn(sql, name, name.slice(0, name.lastIndexOf('__')))),
  );
  sql.close();
  return lines.sort();
}
interface Serving {
  readonly view: string;
  readonly generation: number;
}
interface Row {
  readonly record: string;
}

function recordsIn(sql: Database.Database, table: string, called: string): readonly string[] {
  const rows = sql.prepare<[], Row>(`SELECT * FROM ${table}`).all();
  return [...Map.groupBy(rows, ({ record }) => record)].map(([record, of]) => {
    const digest = createHash('sha256')
      .update(
        of
          .map((row) => JSON.stringify(row))
          .sort()
          .join('\n'),
      )
      .digest('hex');
    return `${called} ${record}: ${of.length} ${digest.slice(0, 16)}`;
  });
}
