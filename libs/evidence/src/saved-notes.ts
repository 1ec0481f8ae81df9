import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A note that was saved somewhere, as it lies there. */
export interface SavedNote {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** The note at a path, or all those (`*.note`) in a folder and in the folders of logs within it. */
export function savedNotes(path: string): readonly SavedNote[] {
  const files = statSync(path).isDirectory() ? notesIn(path, 1) : [path];
  return files.map((file) => ({ file, bytes: readFileSync(file) }));
}

function notesIn(folder: string, deeper: number): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return deeper > 0 ? notesIn(path, deeper - 1) : [];
      return entry.isFile() && entry.name.endsWith('.note') ? [path] : [];
    });
}
