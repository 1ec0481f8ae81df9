import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { syncFolder } from '#event-store';

/**
 * Copies of a log's checkpoints as files, one for each, in a folder outside the data: `FOLDER/STORE-ID/0000000000001234.note`. Whoever can
 * change the data cannot change what was copied elsewhere.
 */
export class Copies {
  readonly #folder: string;

  constructor(
    readonly place: string,
    storeId: string,
  ) {
    this.#folder = join(place, storeId);
  }

  /** Resolves to nothing; when it returns the copy is on the disk, whole and under its name. Doing it again changes nothing. */
  keep(size: number, note: string): void {
    const made = mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    if (made !== undefined) syncFolder(join(this.#folder, '..'));
    const file = join(this.#folder, nameOf(size));
    if (existsSync(file)) {
      if (readFileSync(file, 'utf8') === note) return;
      throw new Error(`${file} is another checkpoint for the same size`);
    }
    writeWhole(file, note);
    syncFolder(this.#folder);
  }

  /** Sizes that there are copies for, smallest first. */
  sizes(): readonly number[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder)
      .filter((name) => /^\d{16}\.note$/.test(name))
      .map((name) => Number(name.slice(0, 16)))
      .sort((a, b) => a - b);
  }

  read(size: number): string {
    return readFileSync(join(this.#folder, nameOf(size)), 'utf8');
  }
}

const nameOf = (size: number): string => `${String(size).padStart(16, '0')}.note`;

/** A half-written one never has the name. */
function writeWhole(file: string, text: string): void {
  const beside = `${file}.${process.pid}`;
  const opened = openSync(beside, 'w', 0o600);
  try {
    writeSync(opened, text);
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
  renameSync(beside, file);
}
