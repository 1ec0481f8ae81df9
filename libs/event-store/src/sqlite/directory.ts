import { closeSync, fsyncSync, mkdirSync, openSync, statfsSync, statSync, utimesSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CannotOpenLog } from '../errors.ts';

/** What keeps a log from being written and is over some day. */
export type Hindrance = 'full' | 'read-only';

const ENOUGH_ROOM = 1024 * 1024;

/** As a log's own sentence says it. */
export const READ_ONLY = 'its disk is read-only';

/** Whether a hindrance that was met before is still there. */
export function isStill(hindrance: Hindrance, directory: string): boolean {
  switch (hindrance) {
    case 'full': {
      const { bavail, bsize } = statfsSync(directory);
      return bavail * bsize < ENOUGH_ROOM;
    }
    case 'read-only':
      return isReadOnly(directory);
  }
}

/** A disk that went read-only under a running process still says that it may be written: only a write tells. This one changes nothing that counts. */
export function isReadOnly(directory: string): boolean {
  try {
    const now = new Date();
    utimesSync(directory, now, now);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EROFS';
  }
}

/** Bytes of a file, 0 where there is none. */
export const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** Makes the directory of a log where it is missing, and says which of its parents was the first to be made. */
export function madeDirectory(directory: string): string | undefined {
  try {
    return mkdirSync(directory, { recursive: true });
  } catch (error) {
    throw new CannotOpenLog(
      `The log's directory ${directory} cannot be made: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}

/** SQLite waits for the disk to have the file, not for the directories above to have each other: after a power cut all would be gone. */
export function syncMade(directory: string, firstMade: string | undefined): void {
  const top = firstMade === undefined ? resolve(directory) : dirname(firstMade);
  for (let at = resolve(directory); at.length >= top.length; at = dirname(at)) {
    syncFolder(at);
    if (at === dirname(at)) return;
  }
}

/** When it returns, the names in a folder are on the disk. */
export function syncFolder(directory: string): void {
  // Windows has no such thing as a directory's own write to wait for.
  if (process.platform === 'win32') return;
  const handle = openSync(directory, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
