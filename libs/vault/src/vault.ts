/**
 * Where names of people and words of free text are kept, so that they can be erased while the log stays whole. A place is
 * `sqlite:<folder>` (the file `vault.db` in it, its master key beside it) or `memory:`.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CannotOpenVault, makeTables } from './database.ts';
import type { Opened, VaultHealth } from './database.ts';
import { Erasure } from './erasure.ts';
import type { Erasing } from './erasure.ts';
import { MasterKey } from './master-key.ts';
import { People } from './people.ts';
import { Reactors } from './reactors.ts';
import { Signed } from './signed.ts';
import { isReadOnly, openSqlite } from './sqlite.ts';
import { Texts } from './texts.ts';
import { Wraps } from './wraps.ts';

export interface VaultPlace {
  readonly url: string;
  /** Where the master key is, if not beside the data. */
  readonly keyFile?: string;
}

export class Vault {
  readonly texts: Texts;
  readonly people: People;
  readonly reactors: Reactors;
  readonly signed: Signed;
  readonly #erasure: Erasure;

  private constructor(
    private readonly opened: Opened,
    master: MasterKey,
  ) {
    const wraps = new Wraps(master);
    this.texts = new Texts(opened, wraps);
    this.people = new People(opened.database, wraps);
    this.reactors = new Reactors(opened);
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
    await makeTables(opened.database);
    const vault = new Vault(opened, master);
    await vault.#mustBeMadeWith(master);
    await vault.#erasure.scrubIfDue();
    return vault;
  }

  health(): VaultHealth {
    return this.opened.health();
  }

  /** Destroys values of a party's own book with their keys. Done again, it changes nothing. */
  async erase(what: Erasing): Promise<void> {
    try {
      await this.#erasure.erase(what);
    } catch (reason) {
      throw this.opened.troubleIn(reason) ?? reason;
    }
  }

  async close(): Promise<void> {
    await this.opened.database.destroy();
  }

  /** The first start leaves the master key's id; another key is refused before anything is written with it. */
  async #mustBeMadeWith(master: MasterKey): Promise<void> {
    const { database } = this.opened;
    await database
      .insertInto('marks')
      .values({ name: 'master key', mark: master.id })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const { mark } = await database.selectFrom('marks').select('mark').where('name', '=', 'master key').executeTakeFirstOrThrow();
    if (mark === master.id) return;
    await database.destroy();
    throw new Error(
      `This vault was made with master key ${mark}; the key file holds ${master.id}. Put the right key file in place.`,
    );
  }
}

/** What the disk refuses is said in a line; what is wrong with the vault itself says so already. */
function whyNot({ url }: VaultPlace, error: unknown): unknown {
  if (typeof error !== 'object' || error === null || !('code' in error)) return error;
  const folder = url.slice('sqlite:'.length);
  const says = isReadOnly(folder) ? 'its disk is read-only' : 'message' in error ? String(error.message) : String(error.code);
  return new CannotOpenVault(`The vault in ${folder} cannot be opened: ${says}.`);
}

function openPlace({ url, keyFile }: VaultPlace): { opened: Opened; master: MasterKey } {
  if (url === 'memory:') return { opened: openSqlite(':memory:'), master: MasterKey.inMemory() };
  if (!url.startsWith('sqlite:')) throw new Error(`A vault is at sqlite:<folder> or memory:, not at ${url}`);
  const folder = url.slice('sqlite:'.length);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'vault.db');
  const master = MasterKey.from(keyFile ?? join(folder, 'vault.key'), existsSync(file));
  return { opened: openSqlite(file), master };
}
