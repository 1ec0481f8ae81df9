/** Files that are there whole or not at all, also after a power cut. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { syncFolder } from '#event-store';

/** A file of a backup, as it was when it was made. */
export interface Kept {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

const CHUNK = 1024 * 1024;

export function kept(file: string): Kept {
  return { file: basename(file), bytes: statSync(file).size, sha256: sha256Of(file) };
}

/** Why a file is not the one that was kept; undefined where it is. */
export function whyNotAsKept(folder: string, { file, bytes, sha256 }: Kept): string | undefined {
  const found = statSync(join(folder, file), { throwIfNoEntry: false });
  if (found === undefined) return `${join(folder, file)} is not there`;
  if (found.size !== bytes) return `${join(folder, file)} has ${found.size} bytes, not ${bytes}`;
  return sha256Of(join(folder, file)) === sha256
    ? undefined
    : `${join(folder, file)} is not what was written (its SHA-256 differs)`;
}

function sha256Of(file: string): string {
  const [hash, chunk, opened] = [createHash('sha256'), Buffer.allocUnsafe(CHUNK), openSync(file, 'r')];
  try {
    for (let read = readSync(opened, chunk); read > 0; read = readSync(opened, chunk)) hash.update(chunk.subarray(0, read));
    return hash.digest('hex');
  } finally {
    closeSync(opened);
  }
}

/** Nobody meets it before it is whole: it is written under another name, and renamed when it is on the disk. */
export function writeWhole(file: string, content: string): void {
  const part = `${file}.part`;
  try {
    writeFileSync(part, content, { mode: 0o600, flush: true });
    putInPlace(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

/** What was made under another name, file or folder, gets its own: name and all on the disk. */
export function putInPlace(part: string, place: string): void {
  if (statSync(part).isDirectory()) syncFolder(part);
  renameSync(part, place);
  syncFolder(dirname(place));
}
