import { CompactRange, leafHash, nodeHash, positionOf, type EventStore, type Recorded } from '#event-store';

/**
 * The tree of a log's first events, worked out again from the bytes as they lie on the disk: a wrong hash that was once signed can never
 * be mended, so nothing is signed that was only believed.
 */
export class ReadBack {
  #tree = new CompactRange();

  constructor(private readonly store: EventStore) {}

  get size(): number {
    return this.#tree.size;
  }

  /** Hex. */
  get root(): string {
    return this.#tree.root().toString('hex');
  }

  /** Stands at a size that was signed. Whether the root there is the one that was signed is for the caller to compare. */
  async standAt(size: number): Promise<void> {
    this.#tree = size === 0 ? new CompactRange() : await treeOf(this.store, size);
  }

  /** Reads on, up to a size. Throws where the events do not lie one after the other. */
  async readTo(size: number): Promise<void> {
    if (size <= this.size) return;
    const stretch = { after: positionOf(this.size - 1), until: positionOf(size - 1) };
    for await (const page of this.store.readAll(stretch)) for (const event of page) this.#take(event);
    if (this.size !== size) throw new Error(`The log says it has ${size} events, but only ${this.size} can be read`);
  }

  #take({ leaf, bytes }: Recorded): void {
    if (leaf !== this.size) throw new Error(`After event ${this.size - 1} comes event ${leaf}`);
    this.#tree.append(leafHash(bytes));
  }
}

/**
 * To the left of a tree's last leaf there are complete subtrees only, and the proof of that leaf is their hashes: first those within its
 * own subtree, then the others from right to left. They were kept for proofs, and are right if the root is.
 */
async function treeOf(store: EventStore, size: number): Promise<CompactRange> {
  const last = await eventAt(store, size - 1);
  const proof = await store.proveInclusion(size - 1, size);
  const levels = trailingZeros(size);
  const peak = proof.slice(0, levels).reduce((right, left) => nodeHash(left, right), leafHash(last.bytes));
  return CompactRange.from(size, Buffer.concat([...proof.slice(levels).toReversed(), peak]));
}

async function eventAt(store: EventStore, leaf: number): Promise<Recorded> {
  for await (const [event] of store.readAll({ after: positionOf(leaf - 1), until: positionOf(leaf) }))
    if (event?.leaf === leaf) return event;
  throw new Error(`Event ${leaf} cannot be read`);
}

function trailingZeros(size: number): number {
  let zeros = 0;
  for (let rest = size; rest % 2 === 0; rest /= 2) zeros += 1;
  return zeros;
}
