import type { Appended } from '../port.ts';

const MOST_STREAMS = 10_000;

/**
 * Where the streams end, at most, that were appended to or read to their end since the start. Every commit empties what SQLite's readers
 * remember of the file, so that asking it for what comes after the end costs more than all else of a small append; and nobody else writes
 * this log.
 */
export class Ends {
  readonly #revisions = new Map<string, number>();

  note({ stream, last, duplicate }: Appended): void {
    if (!duplicate) this.read(stream, last);
  }

  /** It was read to its end. What is being appended meanwhile is noted when it is answered; what was seen already stays seen. */
  read(stream: string, last: number): void {
    const known = this.#revisions.get(stream) ?? -1;
    if (last <= known) return;
    if (this.#revisions.size >= MOST_STREAMS && known < 0) this.#revisions.clear();
    this.#revisions.set(stream, last);
  }

  /** After an append of which it is not known what became of it. */
  forget(): void {
    this.#revisions.clear();
  }

  /** Whether this revision lies beyond the end. */
  isBeyond(stream: string, revision: number): boolean {
    const last = this.#revisions.get(stream);
    return last !== undefined && revision > last;
  }
}
