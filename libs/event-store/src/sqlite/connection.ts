import Database from 'better-sqlite3';
import { CannotOpenLog } from '../errors.ts';

/**
 * How every connection to the log is set. SQLite forgets most of it when a file is closed, and in WAL mode this build of it would not
 * wait for the disk, so each connection sets it again and reads it back.
 */
const required = {
  journal_mode: 'wal',
  synchronous: 2,
  recursive_triggers: 1,
  foreign_keys: 1,
  trusted_schema: 0,
  cell_size_check: 1,
  busy_timeout: 5000,
} as const;

export type Settings = { readonly [Name in keyof typeof required]: string | number } & { readonly sqlite: string };

/** Older ones can damage a log in WAL mode that two connections write or checkpoint at once. */
const OLDEST = '3.51.3';

export function connect(file: string, mode: 'reading' | 'writing'): Database.Database {
  const db = opened(file, mode === 'reading' ? { readonly: true, fileMustExist: true } : {});
  try {
    // Waiting comes first, and the log's mode last of all that may wait for another process.
    db.pragma(`busy_timeout = ${required.busy_timeout}`);
    for (const [name, value] of Object.entries(required))
      if (name !== 'journal_mode' || mode === 'writing') db.pragma(`${name} = ${value}`);
    const found = settingsOf(db);
    // A copy that nobody writes needs no write-ahead log. Who reads acknowledges nothing.
    mustBeSafe(mode === 'writing' ? found : { ...found, journal_mode: required.journal_mode }, file);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function opened(file: string, options: Database.Options): Database.Database {
  try {
    return new Database(file, options);
  } catch (error) {
    throw new CannotOpenLog(`The log ${file} cannot be opened: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

export function settingsOf(db: Database.Database): Settings {
  const read = (name: string) => db.pragma(name, { simple: true }) as string | number;
  return {
    journal_mode: read('journal_mode'),
    synchronous: read('synchronous'),
    recursive_triggers: read('recursive_triggers'),
    foreign_keys: read('foreign_keys'),
    trusted_schema: read('trusted_schema'),
    cell_size_check: read('cell_size_check'),
    busy_timeout: read('busy_timeout'),
    sqlite: String(db.prepare('SELECT sqlite_version()').pluck().get()),
  };
}

/** Refuses to go on where what is acknowledged might not be there after a power cut. */
export function mustBeSafe(settings: Settings, file: string): void {
  if (isOlder(settings.sqlite, OLDEST))
    throw new CannotOpenLog(`The log ${file} needs SQLite ${OLDEST} or later; this is ${settings.sqlite}, which can damage it.`);
  for (const [name, value] of Object.entries(required)) {
    const found = settings[name as keyof typeof required];
    if (found !== value)
      throw new CannotOpenLog(`The log ${file} cannot be kept safely: SQLite has ${name} ${found} where ${value} is needed.`);
  }
}

function isOlder(version: string, than: string): boolean {
  const [found, wanted] = [version, than].map((dotted) => dotted.split('.').map(Number));
  for (const [n, part] of (wanted ?? []).entries()) {
    const here = found?.[n] ?? 0;
    if (here !== part) return here < part;
  }
  return false;
}
