import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LogSource, type AppendedBytes, type LogHead } from '#event-store';
import type { Standing } from '#vault';
import { whyNotAsKept } from './durable.ts';
import { BackupRefused, basesIn, MANIFEST, read, shippedIn, type Base, type Shipped } from './manifest.ts';
import { readSegment } from './segments.ts';

/** A part of a backup: the base, or one segment. At its end the log had this size and root. */
export interface Part {
  readonly from: number;
  readonly head: Omit<LogHead, 'id'>;
  /** Where the followers stood before it was taken, where that is known. */
  readonly standings?: readonly Standing[];
  readonly appends: Iterable<AppendedBytes>;
}

/** A base and all that was shipped after it, as it is to be read again. */
export class BackupSet {
  readonly folder: string;
  readonly base: Base;
  readonly shipped: Shipped;

  private constructor(folder: string, base: Base) {
    this.folder = folder;
    this.base = base;
    this.shipped = shippedIn(folder, base);
  }

  /** The newest of a folder of backups, or the one whose folder is named. Throws `BackupRefused` where there is none. */
  static in(from: string): BackupSet {
    const folders = existsSync(join(from, MANIFEST)) ? [from] : existsSync(from) ? basesIn(from) : [];
    const sets = folders.flatMap((folder) => {
      const base = read<Base>(join(folder, MANIFEST));
      return base === undefined ? [] : [new BackupSet(folder, base)];
    });
    const [newest] = sets.toSorted((one, other) => (one.shipped.at < other.shipped.at ? 1 : -1));
    if (newest === undefined) throw new BackupRefused(`There is no finished backup in ${from}.`);
    return newest;
  }

  get vault(): string {
    return join(this.folder, this.shipped.vault.file);
  }

  get keyFile(): string | undefined {
    return this.base.holdsKey ? join(this.folder, 'vault.key') : undefined;
  }

  /** Throws `BackupRefused` where a file is not as it was written. Segments are looked at one by one, as they are read. */
  mustBeAsWritten(): void {
    for (const file of [...this.base.files, this.shipped.vault]) {
      const why = whyNotAsKept(this.folder, file);
      if (why !== undefined)
        throw new BackupRefused(`${why}: this backup cannot be used. Name an earlier one: restore --from FOLDER/base-….`);
    }
  }

  /** The base, then each segment up to where it counts. Throws `BackupRefused` at the first that is not as it was written. */
  *parts(): Generator<Part> {
    const { log, standings } = this.base;
    const source = new LogSource(join(this.folder, 'log.db'));
    try {
      yield { from: 0, head: log, standings, appends: source.appends(0, log.size) };
    } finally {
      source.close();
    }
    for (let from = log.size; from < this.shipped.size;) {
      const { segment, appends } = readSegment(this.folder, from, log.id);
      yield { from, head: segment, standings: segment.standings, appends };
      from = segment.size;
    }
  }
}
