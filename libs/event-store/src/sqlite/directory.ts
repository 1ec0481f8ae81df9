import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CannotOpenLog } from '../errors.ts';

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
  // Windows has no such thing as a directory's own write to wait for.
  if (process.platform === 'win32') return;
  const top = firstMade === undefined ? resolve(directory) : dirname(firstMade);
  for (let at = resolve(directory); at.length >= top.length; at = dirname(at)) {
    sync(at);
    if (at === dirname(at)) return;
  }
}

function sync(directory: string): void {
  const handle = openSync(directory, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
