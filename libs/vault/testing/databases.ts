/** The databases that a vault may stand on: what is said of a vault is said of it on each. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { Opened } from '../src/database.ts';
import { openPostgresql } from '../src/postgresql.ts';
import { openSqlite } from '../src/sqlite.ts';
import type { VaultPlace } from '../src/vault.ts';
import { Server } from './server.ts';

/** An empty vault, and what a spec may look into behind its back. */
export interface Place extends Required<Pick<VaultPlace, 'url' | 'keyFile'>> {
  open(): Opened;
  /** Rows, asked as someone whom nothing is hidden from. */
  ask(sql: string): Promise<Record<string, string>[]>;
  /** What is in the files of its tables. */
  bytes(): Promise<string[]>;
}

abstract class Databases {
  readonly #folders: string[] = [];

  begin(): Promise<void> {
    return Promise.resolve();
  }

  abstract place(): Promise<Place>;

  clear(): void {
    for (const folder of this.#folders.splice(0)) rmSync(folder, { recursive: true });
  }

  end(): Promise<void> {
    return Promise.resolve();
  }

  newFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'vault-'));
    this.#folders.push(folder);
    return folder;
  }
}

class OnSqlite extends Databases {
  async place(): Promise<Place> {
    const folder = this.newFolder();
    const file = join(folder, 'vault.db');
    return {
      url: `sqlite:${folder}`,
      keyFile: join(folder, 'vault.key'),
      open: () => openSqlite(file),
      ask: async (sql) => asked(file, sql),
      bytes: async () => readdirSync(folder).map((name) => readFileSync(join(folder, name)).toString('latin1')),
    };
  }
}

function asked(file: string, sql: string): Record<string, string>[] {
  const vault = new Sqlite(file);
  const statement = vault.prepare<[], Record<string, string>>(sql);
  const rows = statement.reader ? statement.all() : (statement.run(), []);
  vault.close();
  return rows;
}

class OnPostgresql extends Databases {
  server!: Server;

  override async begin(): Promise<void> {
    this.server = await Server.start();
  }

  async place(): Promise<Place> {
    const { server } = this;
    const database = await server.newDatabase();
    const url = server.url(database);
    const keyFile = join(this.newFolder(), 'vault.key');
    writeFileSync(keyFile, randomBytes(32).toString('base64'));
    return {
      url,
      keyFile,
      open: () => openPostgresql(url),
      ask: (sql) => server.ask(`set search_path to vault; ${sql}`, database),
      bytes: () => server.bytesOf(database),
    };
  }

  override end(): Promise<void> {
    return this.server.end();
  }
}

export const onSqlite = (): OnSqlite => new OnSqlite();
export const onPostgresql = (): OnPostgresql => new OnPostgresql();

/** For `describe.each`. */
export const databases: readonly (readonly [string, () => Databases])[] = [
  ['on SQLite', onSqlite],
  ['on PostgreSQL', onPostgresql],
];
