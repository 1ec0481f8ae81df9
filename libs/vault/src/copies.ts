/** Copies of a vault on SQLite, for backups: made beside whoever has it open, and put to use with a log that was restored. */
import { closeSync, fsyncSync, openSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import type { SignedHead } from './signed.ts';

/** How far a follower of the log had come. */
export interface Standing {
  readonly reactor: string;
  readonly position: string;
}

/** Where each follower of a log stood, as the vault's file `vault.db` in a folder has it now. */
export function standingsIn(folder: string, storeId: string): readonly Standing[] {
  return reading(`${folder}/vault.db`, (vault) =>
    vault
      .prepare<[string], Standing>('SELECT name AS reactor, position FROM reactors WHERE store_id = ? ORDER BY name')
      .all(storeId),
  );
}

/** The vault of one moment in one file without a write-ahead log, on the disk when this returns: sealed values only, never the master key. */
export function copyVault(folder: string, to: string): void {
  reading(`${folder}/vault.db`, (vault) => vault.prepare('VACUUM INTO ?').run(to));
  const copy = openSync(to, 'r+');
  try {
    fsyncSync(copy);
  } finally {
    closeSync(copy);
  }
}

/** Id of the master key that a vault's file was made with, once SQLite finds nothing wrong with the file. */
export function masterKeyOf(file: string): string {
  return reading(file, (vault) => {
    const says = String(vault.pragma('integrity_check(1)', { simple: true }));
    if (says !== 'ok') throw new Error(`The vault's copy ${file} is damaged: ${says}.`);
    return String(vault.prepare("SELECT mark FROM marks WHERE name = 'master key'").pluck().get());
  });
}

/** Which of these commitments to texts a vault's file has no row for, erased or not. */
export function unknownIn(file: string, commitments: Iterable<string>): readonly string[] {
  return reading(file, (vault) => {
    const known = new Set(vault.prepare<[], string>('SELECT commitment FROM texts').pluck().all());
    return [...commitments].filter((commitment) => !known.has(commitment));
  });
}

/** What was signed last of a log, as a vault's file has it. */
export function signedIn(file: string, log: string): SignedHead | undefined {
  return reading(file, (vault) =>
    vault.prepare<[string], SignedHead>('SELECT CAST(size AS INTEGER) AS size, root FROM signed WHERE log = ?').get(log),
  );
}

/** In a restored vault, which nobody has open: every follower begins where it is said to have stood, in the restored log; leases are over. */
export function restartFollowers(file: string, storeId: string, standings: readonly Standing[]): void {
  const vault = new Sqlite(file, { fileMustExist: true });
  try {
    vault.pragma('synchronous = FULL');
    vault.transaction(() => {
      vault.exec('DELETE FROM reactors; UPDATE leases SET until = 0');
      const stands = vault.prepare('INSERT INTO reactors (name, store_id, position) VALUES (?, ?, ?)');
      for (const { reactor, position } of standings) stands.run(reactor, storeId, position);
    })();
  } finally {
    vault.close();
  }
}

function reading<Answer>(file: string, ask: (vault: Sqlite.Database) => Answer): Answer {
  const vault = new Sqlite(file, { readonly: true, fileMustExist: true, timeout: 5000 });
  try {
    vault.pragma('trusted_schema = OFF');
    return ask(vault);
  } finally {
    vault.close();
  }
}
