/**
 * Where names of people and words of free text are kept, so that they can be erased while the log stays whole. A place is
 * `sqlite:<folder>` (the file `vault.db` in it, its master key beside it), `memory:`, or `postgresql://…`, which several processes
 * share and whose master key is in a file of its own.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CannotOpenVault, VaultUnavailable } from './database.ts';
import type { Opened, VaultHealth } from './database.ts';
import { Erasure } from './erasure.ts';
import type { Erasing } from './erasure.ts';
import { Leases } from './leases.ts';
import { MasterKey } from './master-key.ts';
import { People } from './people.ts';
import { openPostgresql } from './postgresql.ts';
import { Reactors } from './reactors.ts';
import { isServer, mustBeSafe, serverIn } from './server-url.ts';
import { Signed } from './signed.ts';
import { isReadOnly, openSqlite } from './sqlite.ts';
import { Texts } from './texts.ts';
import { Wraps } from './wraps.ts';

export interface VaultPlace {
  readonly url: string;
  /** Where the master key is, if not beside the data. */
  readonly keyFile?: string;
  /** How long a lease lasts without being renewed, in milliseconds; ten seconds. */
  readonly leaseMs?: number;
  /** Only to be read, and on SQLite: a copy, also on a disk that is read-only. */
  readonly readOnly?: boolean;
}

export class Vault {
  readonly texts: Texts;
  readonly people: People;
  readonly reactors: Reactors;
  readonly leases: Leases;
  readonly signed: Signed;
  readonly #erasure: Erasure;

  private constructor(
    private readonly opened: Opened,
    master: MasterKey,
    leaseMs?: number,
  ) {
    const wraps = new Wraps(master, opened.isShared);
    this.texts = new Texts(opened, wraps);
    this.people = new People(opened, wraps);
    this.reactors = new Reactors(opened);
    this.leases = new Leases(opened, leaseMs);
    this.signed = new Signed(opened);
    this.#erasure = new Erasure(opened, wraps);
  }

  static async open(place: VaultPlace): Promise<Vault> {
    try {
      return await Vault.#opened(place);
    } catch (error) {
      throw whyNot(place, error);
    }
  }

  static async #opened(place: VaultPlace): Promise<Vault> {
    const { opened, master } = openPlace(place);
    try {
      const vault = new Vault(opened, master, place.leaseMs);
      if (place.readOnly) {
        await vault.#mustBeMadeWith(master);
        return vault;
      }
      await opened.prepare();
      await vault.#mark(master);
      await vault.#mustBeMadeWith(master);
      await vault.#erasure.scrubIfDue();
      if (!opened.isShared) await vault.leases.endAll();
      return vault;
    } catch (error) {
      await opened.database.destroy();
      throw error;
    }
  }

  /** Whether other processes may use it at the same time. */
  get isShared(): boolean {
    return this.opened.isShared;
  }

  health(): VaultHealth {
    return this.opened.health();
  }

  /** Destroys values of a party's own book with their keys. Done again, it changes nothing. */
  erase(what: Erasing): Promise<void> {
    return this.#erasure.erase(what);
  }

  async close(): Promise<void> {
    await this.opened.database.destroy();
  }

  /** The first start leaves the master key's id; another key is refused before anything is written with it. */
  async #mark(master: MasterKey): Promise<void> {
    await this.opened.write((writing) =>
      writing
        .insertInto('marks')
        .values({ name: 'master key', mark: master.id })
        .onConflict((conflict) => conflict.doNothing())
        .execute(),
    );
  }

  async #mustBeMadeWith(master: MasterKey): Promise<void> {
    const { database } = this.opened;
    const { mark } = await database.selectFrom('marks').select('mark').where('name', '=', 'master key').executeTakeFirstOrThrow();
    if (mark !== master.id)
      throw new CannotOpenVault(
        `This vault was made with master key ${mark}; the key file holds ${master.id}. Put the right key file in place.`,
      );
  }
}

/** What the disk or the server refuses is said in a line; what is wrong with the vault itself says so already. */
function whyNot({ url }: VaultPlace, error: unknown): unknown {
  if (error instanceof CannotOpenVault || error instanceof VaultUnavailable) return error;
  if (typeof error !== 'object' || error === null || !('code' in error)) return error;
  const where = isServer(url) ? serverIn(url) : url.slice('sqlite:'.length);
  const isOnReadOnlyDisk = !isServer(url) && isReadOnly(where);
  const says = isOnReadOnlyDisk ? 'its disk is read-only' : 'message' in error ? String(error.message) : String(error.code);
  return new CannotOpenVault(`The vault in ${where} cannot be opened: ${says}.`);
}

interface OpenPlace {
  readonly opened: Opened;
  readonly master: MasterKey;
}

function openPlace({ url, keyFile, readOnly = false }: VaultPlace): OpenPlace {
  if (url === 'memory:') return { opened: openSqlite(':memory:'), master: MasterKey.inMemory() };
  if (isServer(url)) return onServer(url, keyFile);
  if (!url.startsWith('sqlite:')) throw new Error(`A vault is at sqlite:<folder>, postgresql://… or memory:, not at ${url}`);
  const folder = url.slice('sqlite:'.length);
  if (!readOnly) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'vault.db');
  const master = MasterKey.from(keyFile ?? join(folder, 'vault.key'), readOnly || existsSync(file));
  return { opened: openSqlite(file, readOnly), master };
}

/** Every process needs the same key, so none makes one for itself. */
function onServer(url: string, keyFile: string | undefined): OpenPlace {
  mustBeSafe(url);
  if (keyFile === undefined || !existsSync(keyFile))
    throw new CannotOpenVault(
      'A vault on PostgreSQL needs its master key in a file that DUTYBOOK_VAULT_KEY_FILE names, the same for every process: ' +
        '`openssl rand -base64 32` makes one. Keep it apart from the database and its backups.',
    );
  return { opened: openPostgresql(url), master: MasterKey.from(keyFile, true) };
}
