import { fromLog, unknownIn, UpgradeNeeded } from '#psti';
import type { EventStore, Recorded } from '#event-store';
import type { Entry } from './facts.ts';

const USUALLY_HELD = 20_000;

/** A stream as far as it can be read: `unknown` is the first event in it that cannot. */
interface Kept {
  readonly events: readonly Entry[];
  readonly unknown?: Recorded;
}
const NOTHING: Kept = { events: [] };

/** Asked for with every record, it is not to make room for one of them. */
const ALWAYS = 'installation';

/**
 * The streams, as the Act reads them, kept in memory while there is room: a record to which one more event comes is not read again
 * from its beginning. What was asked for last is kept longest.
 */
export class Reading {
  readonly #store: EventStore;
  readonly #most: number;
  readonly #streams = new Map<string, Kept>();
  #held = 0;
  /** What is kept is whole up to this leaf. */
  #wholeTo = -1;

  /** `most` is how many events it keeps. */
  constructor(store: EventStore, most = USUALLY_HELD) {
    this.#store = store;
    this.#most = most;
  }

  /** The next page of the live log, so that what is kept stays whole. */
  offer(page: readonly Recorded[], leaf: number): void {
    for (const event of page) {
      const kept = this.#streams.get(event.stream);
      if (kept?.events.length === event.revision) this.#keep(event.stream, extended(kept, [event]));
    }
    this.#wholeTo = Math.max(this.#wholeTo, leaf);
  }

  /** Everything recorded in a stream up to a leaf of the log. */
  async upTo(stream: string, leaf: number): Promise<readonly Entry[]> {
    const kept = (leaf <= this.#wholeTo ? this.#found(stream) : undefined) ?? (await this.#read(stream));
    if (kept.unknown !== undefined && kept.unknown.leaf <= leaf) throw upgradeNeeded(kept.unknown);
    const last = kept.events.at(-1);
    return last === undefined || last.leaf <= leaf ? kept.events : kept.events.filter((event) => event.leaf <= leaf);
  }

  /** Everything recorded in a stream until now, straight from the log. */
  async now(stream: string): Promise<readonly Entry[]> {
    const { events, unknown } = await this.#read(stream);
    if (unknown !== undefined) throw upgradeNeeded(unknown);
    return events;
  }

  /** What came to the live log while the stream was being read may have been missed: then its end is read again. */
  async #read(stream: string): Promise<Kept> {
    for (;;) {
      const wholeTo = this.#wholeTo;
      let kept = this.#streams.get(stream) ?? NOTHING;
      for await (const page of this.#store.readStream(stream, { from: kept.events.length })) kept = extended(kept, page);
      if (wholeTo !== this.#wholeTo) continue;
      this.#keep(stream, kept);
      return kept;
    }
  }

  #found(stream: string): Kept | undefined {
    const kept = this.#streams.get(stream);
    if (kept === undefined) return undefined;
    this.#streams.delete(stream);
    this.#streams.set(stream, kept);
    return kept;
  }

  #keep(stream: string, kept: Kept): void {
    this.#drop(stream);
    this.#streams.set(stream, kept);
    if (stream === ALWAYS) return;
    this.#held += kept.events.length + 1;
    for (const oldest of this.#streams.keys()) {
      if (this.#held <= this.#most || oldest === stream) break;
      if (oldest !== ALWAYS) this.#drop(oldest);
    }
  }

  #drop(stream: string): void {
    const kept = this.#streams.get(stream);
    if (kept === undefined) return;
    this.#streams.delete(stream);
    if (stream !== ALWAYS) this.#held -= kept.events.length + 1;
  }
}

const upgradeNeeded = (event: Recorded): UpgradeNeeded => new UpgradeNeeded(unknownIn(event) ?? event);

/** With what comes after it, up to the first event that cannot be read. */
function extended(kept: Kept, added: readonly Recorded[]): Kept {
  if (kept.unknown !== undefined) return kept;
  const end = added.findIndex((event) => unknownIn(event) !== undefined);
  const events = (end < 0 ? added : added.slice(0, end)).map(fromLog);
  return { events: kept.events.length === 0 ? events : [...kept.events, ...events], unknown: added[end] };
}
