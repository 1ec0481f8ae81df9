/**
 * The installation's master key: 32 random bytes in a file that only its owner may read, beside the data or wherever
 * DUTYBOOK_VAULT_KEY_FILE points. Without it nothing in the vault can be read again: it is backed up apart from the data.
 */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { CannotOpenVault } from './database.ts';
import { newKey, seal, unseal } from './sealing.ts';

export class MasterKey {
  readonly #key: Buffer;
  /** Stands in every record wrapped by this key, so that a later key can take over record by record. */
  readonly id: string;

  constructor(key: Buffer) {
    this.#key = key;
    this.id = createHash('sha256').update('dutybook:master-key/').update(key).digest('hex').slice(0, 16);
  }

  wrap(key: Buffer, place: string): string {
    return `${this.id}.${seal(key, this.#key, place)}`;
  }

  hasWrapped(wrapped: string): boolean {
    return wrapped.startsWith(`${this.id}.`);
  }

  unwrap(wrapped: string, place: string): Buffer {
    const [id, sealed] = wrapped.split('.');
    if (id !== this.id || sealed === undefined)
      throw new Error(
        `This vault was made with master key ${id}, and the key file holds ${this.id}. Put the right key file in place.`,
      );
    return unseal(sealed, this.#key, place);
  }

  static inMemory(): MasterKey {
    return new MasterKey(newKey());
  }

  /** Reads the key; makes it where there is no vault yet, and never where there is one. */
  static from(file: string, vaultExists: boolean): MasterKey {
    if (existsSync(file)) return new MasterKey(parsed(file));
    if (vaultExists)
      throw new CannotOpenVault(
        `The vault's master key is missing: ${file}. Put the key file back; without it no text can be read.`,
      );
    writeKeyFile(file, `${newKey().toString('base64')}\n`);
    return new MasterKey(parsed(file));
  }
}

function parsed(file: string): Buffer {
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  if (key.length !== 32) throw new CannotOpenVault(`The vault's master key in ${file} must be 32 bytes in base64.`);
  return key;
}

/**
 * A new file that only its owner may read: on disk, name and all, before anything is sealed or signed with what it holds. Where another
 * process has just made it, that one stays: read what there is afterwards.
 */
export function writeKeyFile(file: string, text: string): void {
  const beside = `${file}.${process.pid}`;
  const opened = openSync(beside, 'w', 0o600);
  writeSync(opened, text);
  fsyncSync(opened);
  closeSync(opened);
  try {
    // Unlike a name that is written to, one that is given is never seen half-done, and never given twice.
    linkSync(beside, file);
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    rmSync(beside);
  }
  if (process.platform === 'win32') return;
  const folder = openSync(dirname(file), 'r');
  fsyncSync(folder);
  closeSync(folder);
}
