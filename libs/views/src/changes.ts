import type { EventStore, Recorded } from '#event-store';
import { followedKinds } from './facts.ts';
import { bearsOnDuties } from './said.ts';
import { streamName } from './stream-name.ts';
import type { Checkpoint } from './views-file.ts';

const MOST = 50_000;

/**
 * In which streams something was recorded lately, and in whose book: by this is seen whether what was worked out before still stands.
 * What is longer ago is forgotten, and counts as changed.
 */
export class Changes {
  readonly #store: EventStore;
  readonly #most: number;
  readonly #last = new Map<string, number>();
  #at: Pick<Checkpoint, 'position' | 'leaf'> = { position: '', leaf: -1 };
  /** Nothing is known of what came before this leaf. */
  #since = -1;

  /** `most`: of how many streams and books it knows. */
  constructor(store: EventStore, most = MOST) {
    this.#store = store;
    this.#most = most;
  }

  /** The next page of the log, up to there. */
  note(page: readonly Recorded[], at: Pick<Checkpoint, 'position' | 'leaf'>): void {
    for (const event of page) for (const name of namesOf(event)) this.#last.set(name, event.leaf);
    if (at.leaf > this.#at.leaf) this.#at = { position: at.position, leaf: at.leaf };
    if (this.#last.size <= this.#most) return;
    this.#last.clear();
    this.#since = this.#at.leaf;
  }

  /** Knows what was recorded up to this leaf after this, though nobody has been told of it yet. */
  async upTo(leaf: number): Promise<void> {
    if (leaf <= this.#at.leaf) return;
    const until = await this.#store.head();
    for await (const page of this.#store.readAll({ after: this.#at.position, until, kinds: followedKinds })) {
      const last = page.at(-1);
      if (last !== undefined) this.note(page, last);
    }
    this.note([], { position: until, leaf });
  }

  /** Whether nothing was recorded after this leaf in any of these: a stream, a kind of stream of a party (`firm/failure`), or `installation`. */
  none(names: readonly string[], after: number): boolean {
    return after >= this.#since && names.every((name) => (this.#last.get(name) ?? -1) <= after);
  }
}

const namesOf = (event: Recorded): readonly string[] => {
  const { stream } = event;
  const name = streamName(stream);
  if (name === undefined || name.party === '') return bearsOnDuties(event) ? [stream] : [];
  return [stream, `${name.party}/${name.kind}`];
};
