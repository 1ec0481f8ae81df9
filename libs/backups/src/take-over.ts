import { CompactRange, CopiedLog, leafHash, positionOf, type AppendedBytes } from '#event-store';
import type { Standing } from '#vault';
import type { BackupSet, Part } from './backup-set.ts';
import { BackupRefused } from './manifest.ts';

/** Up to where: everything recorded at or before an instant, or up to the event with a number. Left out: all there is. */
export interface Until {
  readonly instant?: string;
  readonly position?: number;
}

export interface Taken {
  /** How many events, and the root over them (hex). */
  readonly size: number;
  readonly root: string;
  /** When the last of them was recorded. */
  readonly lastRecordedAt?: string;
  /** How many of the heads that the backup noted on its way were met and found to be those of these events. */
  readonly headsCompared: number;
  /** From where each follower goes on: where it stood when the log was not yet longer than this. One that is not named goes on from the beginning. */
  readonly standings: readonly Standing[];
}

const PAGE_BYTES = 4 * 1024 * 1024;

/** Writes the log of a folder from a backup, as far as is wanted, and compares its root with each head that the backup noted. */
export function takeOver(set: BackupSet, folder: string, until: Until): Taken {
  const { position, instant } = until;
  if (position !== undefined && position >= set.shipped.size)
    throw new BackupRefused(
      `The backup ends at position ${positionOf(set.shipped.size - 1) || 'its beginning'}; ${position} is not in it.`,
    );
  const taking = new Taking(folder);
  try {
    for (const part of set.parts()) if (!taking.take(part, { position, instant })) break;
    return taking.finish();
  } finally {
    taking.close();
  }
}

class Taking {
  readonly #log: CopiedLog;
  readonly #tree = new CompactRange();
  #page: AppendedBytes['events'][] = [];
  #pageBytes = 0;
  #last: Uint8Array | undefined;
  #heads = 0;
  #standings: readonly Standing[] = [];

  constructor(folder: string) {
    this.#log = CopiedLog.open(folder, { durable: false });
  }

  /** False where it ends in this part, or with it. */
  take({ from, head, standings, appends }: Part, until: Until): boolean {
    if (from !== this.#tree.size) throw new BackupRefused(`After ${this.#tree.size} events the backup goes on at ${from}.`);
    for (const append of appends) {
      if (isPast(append, until)) return false;
      this.#add(append);
    }
    if (this.#tree.size !== head.size || this.#root() !== head.root)
      throw new BackupRefused(`The events up to ${head.size} in the backup are not those of which it noted the root.`);
    this.#heads += 1;
    this.#standings = standings ?? this.#standings;
    return this.#tree.size - 1 !== until.position;
  }

  #add({ events }: AppendedBytes): void {
    for (const bytes of events) {
      this.#tree.append(leafHash(bytes));
      this.#pageBytes += bytes.length;
    }
    this.#last = events.at(-1);
    this.#page.push(events);
    if (this.#pageBytes >= PAGE_BYTES) this.#write();
  }

  #write(): void {
    this.#log.write(this.#page);
    [this.#page, this.#pageBytes] = [[], 0];
  }

  finish(): Taken {
    if (this.#last === undefined) throw new BackupRefused('Nothing had been recorded by then.');
    this.#write();
    return {
      size: this.#tree.size,
      root: this.#root(),
      lastRecordedAt: recordedAt(this.#last),
      headsCompared: this.#heads,
      standings: this.#standings,
    };
  }

  #root(): string {
    return this.#tree.root().toString('hex');
  }

  close(): void {
    this.#log.close();
  }
}

/** An append is taken whole or not at all, as it was recorded. */
function isPast({ first, events }: AppendedBytes, { position = Infinity, instant }: Until): boolean {
  if (first > position) return true;
  const last = first + events.length - 1;
  if (last > position)
    throw new BackupRefused(
      `Positions ${first} to ${last} were recorded at once, and are restored at once or not at all: name ${last}${first > 0 ? ` or ${first - 1}` : ''}.`,
    );
  const [event] = events;
  return instant !== undefined && event !== undefined && recordedAt(event) > instant;
}

function recordedAt(bytes: Uint8Array): string {
  const event: { recordedAt: string } = JSON.parse(Buffer.from(bytes).toString('utf8'));
  return event.recordedAt;
}
