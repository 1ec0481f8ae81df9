/**
 * What a folder of backups holds, as JSON on the disk. Each base is a folder: the whole log and vault of one moment, `manifest.json` that
 * says so, then what was appended since, in `segments`, and `latest.json`, which says up to where all of that counts.
 * These shapes are read for as long as backups are kept: members may be added, never renamed.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LogHead } from '#event-store';
import type { Standing } from '#vault';
import type { Kept } from './durable.ts';

export const FORMAT = 1;

/** `manifest.json` of a base. */
export interface Base {
  readonly format: number;
  /** Everything that was acknowledged before this instant is in it. */
  readonly at: string;
  readonly madeAt: string;
  readonly log: LogHead;
  /** Id of the vault's master key: without that key no name and no text in it can be read. */
  readonly masterKey: string;
  readonly holdsKey: boolean;
  /** How many texts of the log the vault never had the words of: none, unless log and vault do not belong together. */
  readonly wordless: number;
  /** Where the log's followers stood before the log was copied: all they had done by then is in the copy. */
  readonly standings: readonly Standing[];
  readonly files: readonly Kept[];
}

/** First line of a segment; each line after it is the exact bytes of one event. */
export interface Segment {
  readonly format: number;
  readonly at: string;
  readonly log: string;
  readonly from: number;
  /** Size of the log with this segment, and the root over all of it. */
  readonly size: number;
  readonly root: string;
  /** How many events each append had, in order. */
  readonly appends: readonly number[];
  /** Only where this was all there was when it was looked. */
  readonly standings?: readonly Standing[];
  /** Of the lines after the first. */
  readonly sha256: string;
}

/** `latest.json`: what was shipped counts up to here. `at`: everything acknowledged before this instant is in it. */
export interface Shipped {
  readonly format: number;
  readonly at: string;
  readonly size: number;
  readonly root: string;
  readonly vault: Kept;
}

/** A backup cannot be made, or not be used. The sentence says what to do. */
export class BackupRefused extends Error {
  override readonly name = 'BackupRefused';
  readonly code = 'BackupRefused';
}

export const MANIFEST = 'manifest.json';
export const LATEST = 'latest.json';
export const SEGMENTS = 'segments';

/** Folders of bases, oldest first. What was not finished has another name and does not count. */
export const basesIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => /^base-\d{8}T\d{9}Z-\d+$/.test(name))
    .sort()
    .map((name) => join(folder, name));

export const unfinished = (folder: string, name: string): string => join(folder, `.part-${name}`);

/** What was begun: it is being made, or its maker was ended. */
export const unfinishedIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.startsWith('.part-'))
    .map((name) => join(folder, name));

/** Undefined where there is no such file. */
export function read<Shape extends { readonly format: number }>(file: string): Shape | undefined {
  if (!existsSync(file)) return undefined;
  const found = parsed<Shape>(readFileSync(file, 'utf8'), file);
  if (found.format === FORMAT) return found;
  throw new BackupRefused(`${file} has format ${String(found.format)}; this Dutybook knows format ${FORMAT}.`);
}

export function parsed<Shape>(text: string, file: string): Shape {
  try {
    const found: Shape = JSON.parse(text);
    return found;
  } catch {
    throw new BackupRefused(`${file} cannot be read: it is damaged.`);
  }
}

/** What counts of a base and all that was shipped after it; the base alone where nothing was. */
export function shippedIn(folder: string, { at, log: { size, root }, files }: Base): Shipped {
  const vault = files.find(({ file }) => file === 'vault.db');
  if (vault === undefined) throw new BackupRefused(`The manifest in ${folder} names no vault.`);
  return read<Shipped>(join(folder, LATEST)) ?? { format: FORMAT, at, size, root, vault };
}
