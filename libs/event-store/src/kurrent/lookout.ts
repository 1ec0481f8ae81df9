import type { Cluster } from './cluster.ts';
import { MirrorAstray, type Mirror } from './mirror.ts';

/** So many of the newest events are looked for each time; where more have come since the look before the last, so many among those. */
const MOST = 50;

/**
 * Looks on the cluster for what the mirror has. A cluster can lose in an election what it acknowledged, and what is written after that may
 * come here before anybody notices: so it is not enough to look for the last event. What is found wrong is a `MirrorAstray`; where the
 * cluster does not answer, nothing is found.
 */
export class Lookout {
  readonly #cluster: Cluster;
  readonly #mirror: Mirror;
  /** Leaf number of the last event whose caller was told that it is recorded. */
  #told = -1;
  /** Sizes of the mirror at the look before the last, and at the last. */
  #sizes: readonly [number, number];

  constructor(cluster: Cluster, mirror: Mirror) {
    this.#cluster = cluster;
    this.#mirror = mirror;
    this.#sizes = [mirror.size, mirror.size];
  }

  /** A caller is told that the event at this leaf is recorded: from now on it is looked for, until there is a later one. */
  told(leaf: number): void {
    this.#told = Math.max(this.#told, leaf);
  }

  /** That the cluster holds the log that the mirror copies, and its last event. */
  async mustBeSame(storeId: string): Promise<void> {
    const found = await this.#cluster.identity();
    if (found !== storeId)
      throw new MirrorAstray(
        `the cluster holds ${found === undefined ? 'no log' : `the log ${found}`}, but the mirror is a copy of ${storeId}`,
      );
    await this.#mustHave(this.#mirror.size - 1);
  }

  /** That the cluster has what came lately, and what a caller of this process was told last. */
  async mustHaveTheNewest(): Promise<void> {
    const { size } = this.#mirror;
    const [before, last] = this.#sizes;
    for (const leaf of new Set([this.#told, ...spread(Math.min(before, size - MOST), size - 1)])) await this.#mustHave(leaf);
    this.#sizes = [last, size];
  }

  async #mustHave(leaf: number): Promise<void> {
    const [mine] = this.#mirror.reader.logPage({ first: leaf, last: leaf, most: 1 }).events;
    if (mine === undefined) return;
    const theirs = await this.#cluster.eventAt(mine.stream, mine.revision);
    if (theirs === undefined || Buffer.compare(theirs, mine.bytes) !== 0)
      throw new MirrorAstray(
        `the cluster no longer has the event ${mine.id} of ${mine.stream}, which this mirror has at ${mine.position}`,
      );
  }
}

/** Leaf numbers from one to another, both among them, at even distances. */
function spread(from: number, to: number): number[] {
  const first = Math.max(0, from);
  const step = Math.max(1, (to - first) / (MOST - 1));
  return Array.from({ length: Math.min(MOST, to - first + 1) }, (_, n) => Math.round(to - n * step));
}
