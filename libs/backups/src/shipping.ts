import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LogSource, type Clock } from '#event-store';
import { copyVault, standingsIn } from '#vault';
import { makeBase } from './base.ts';
import { kept, writeWhole } from './durable.ts';
import { basesIn, FORMAT, LATEST, MANIFEST, read, shippedIn, unfinishedIn, type Base, type Shipped } from './manifest.ts';
import { writeSegments } from './segments.ts';

export interface ShippingSettings {
  readonly data: string;
  readonly to: string;
  readonly clock: Clock;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** A base and all after it goes when a newer one is there and it is so old: erased words, and their keys, are then in no backup. */
export const KEPT_DAYS = 35;

interface Current {
  readonly folder: string;
  readonly base: Base;
  readonly shipped: Shipped;
}

/**
 * Keeps a folder of backups level with a living log: a base each day, and after it whatever was appended, a segment at a look. After each
 * look `latest.json` says up to where it counts; what is there without its saying so does not.
 */
export class Shipping {
  readonly #settings: ShippingSettings;
  #current: Current | undefined;
  #vaultSeen = '';

  constructor(settings: ShippingSettings) {
    this.#settings = settings;
  }

  /** Looks once. Resolves with what the backups hold when it is on their disk; rejects with what keeps it from being there. */
  async look(): Promise<Shipped> {
    const source = new LogSource(join(this.#settings.data, 'log.db'));
    try {
      this.#current ??= this.#newest(source);
      this.#current =
        this.#current === undefined || this.#isOver(this.#current, source)
          ? await this.#begun()
          : this.#ship(this.#current, source);
      return this.#current.shipped;
    } finally {
      source.close();
    }
  }

  async #begun(): Promise<Current> {
    const seen = this.#vaultNow();
    const { folder, base } = await makeBase(this.#settings);
    this.#vaultSeen = seen;
    this.#expire();
    return { folder, base, shipped: shippedIn(folder, base) };
  }

  /** The newest base of this log that is there already. */
  #newest(source: LogSource): Current | undefined {
    const { id } = source.head();
    const found = existsSync(this.#settings.to) ? basesIn(this.#settings.to) : [];
    for (const folder of found.toReversed()) {
      const base = read<Base>(join(folder, MANIFEST));
      if (base?.log.id === id) return { folder, base, shipped: shippedIn(folder, base) };
    }
    return undefined;
  }

  /** A base that is a day old, or not of this log as it now is, is followed by another. */
  #isOver({ base, shipped }: Current, source: LogSource): boolean {
    const { id, size } = source.head();
    const isOld = this.#settings.clock.now().getTime() - Date.parse(base.at) >= DAY_MS;
    return isOld || base.log.id !== id || shipped.size > size || source.rootAt(shipped.size) !== shipped.root;
  }

  #ship({ folder, base, shipped }: Current, source: LogSource): Current {
    const at = this.#settings.clock.now().toISOString();
    const standings = standingsIn(this.#settings.data, base.log.id);
    const head = source.head();
    const seen = this.#vaultNow();
    if (head.size === shipped.size && seen === this.#vaultSeen)
      return { folder, base, shipped: said(folder, { ...shipped, at }) };
    // After the head was read, so that it has the words of all that is shipped.
    const vault = join(folder, `vault-${at.replaceAll(/[-:.]/g, '')}.db`);
    rmSync(vault, { force: true });
    copyVault(this.#settings.data, vault);
    writeSegments(folder, source, { from: shipped.size, to: head, said: { at, standings } });
    this.#vaultSeen = seen;
    return { folder, base, shipped: said(folder, { format: FORMAT, at, size: head.size, root: head.root, vault: kept(vault) }) };
  }

  /** Changes with every commit of the vault. */
  #vaultNow(): string {
    const files = ['vault.db', 'vault.db-wal'].map((name) =>
      statSync(join(this.#settings.data, name), { throwIfNoEntry: false }),
    );
    return files.map((file) => `${file?.size ?? 0} ${file?.mtimeMs ?? 0}`).join(' ');
  }

  #expire(): void {
    const now = this.#settings.clock.now().getTime();
    for (const folder of unfinishedIn(this.#settings.to))
      if (statSync(folder).mtimeMs < now - DAY_MS) rmSync(folder, { recursive: true });
    for (const folder of basesIn(this.#settings.to).slice(0, -1)) {
      const base = read<Base>(join(folder, MANIFEST));
      if (base !== undefined && Date.parse(base.at) < now - KEPT_DAYS * DAY_MS) rmSync(folder, { recursive: true });
    }
  }
}

/** What was shipped counts from here on, with the vault that it names; copies of the vault before it are not needed any more. */
function said(folder: string, shipped: Shipped): Shipped {
  writeWhole(join(folder, LATEST), `${JSON.stringify(shipped)}\n`);
  for (const name of readdirSync(folder))
    if (/^vault-.*\.db$/.test(name) && name !== shipped.vault.file) rmSync(join(folder, name), { force: true });
  return shipped;
}
