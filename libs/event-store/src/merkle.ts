import { hash } from 'node:crypto';

/**
 * The log's tree, as RFC 6962 §2.1 has it: SHA-256, a leaf is prefixed 0x00, a node 0x01. Sizes go beyond 2^31,
 * so indexes are halved by division and never shifted.
 */

export const HASH_LENGTH = 32;

/** By way of text, whose 32 bytes come out of Node's pool: an ArrayBuffer of its own for every hash takes half as long again. */
export const sha256 = (bytes: Uint8Array | string): Buffer => Buffer.from(hash('sha256', bytes, 'binary'), 'binary');

export function leafHash(bytes: Uint8Array): Buffer {
  const leaf = Buffer.allocUnsafe(bytes.length + 1);
  leaf[0] = 0;
  leaf.set(bytes, 1);
  return sha256(leaf);
}

/** Filled anew for each hash, and never seen outside. */
const node = Buffer.alloc(1 + 2 * HASH_LENGTH, 1);

export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  node.set(left, 1);
  node.set(right, 1 + HASH_LENGTH);
  return sha256(node);
}

/** The root of a tree without leaves. */
export const emptyRoot = (): Buffer => sha256('');

/** What must be kept to go on appending: the roots of the complete subtrees, largest first. At most one per binary digit of the size. */
export class CompactRange {
  size = 0;
  readonly #peaks: Uint8Array[] = [];

  static from(size: number, peaks: Uint8Array): CompactRange {
    const range = new CompactRange();
    for (let at = 0; at < peaks.length; at += HASH_LENGTH) range.#peaks.push(peaks.slice(at, at + HASH_LENGTH));
    range.size = size;
    if (range.#peaks.length !== ones(size))
      throw new RangeError(`${range.#peaks.length} peaks do not make a tree of ${size} leaves`);
    return range;
  }

  /** `complete` hears of every subtree that this leaf completes, the leaf itself first. */
  append(leaf: Uint8Array, complete: (level: number, index: number, hash: Uint8Array) => void = () => undefined): void {
    let [hash, level, rest] = [leaf, 0, this.size];
    complete(level, rest, hash);
    for (; rest % 2 === 1; rest = (rest - 1) / 2) {
      hash = nodeHash(this.#peaks.pop() ?? hash, hash);
      complete(++level, (rest - 1) / 2, hash);
    }
    this.#peaks.push(hash);
    this.size += 1;
  }

  root(): Buffer {
    const [last, ...others] = this.#peaks.toReversed();
    if (last === undefined) return emptyRoot();
    return Buffer.from(others.reduce((right, left) => nodeHash(left, right), last));
  }

  /** The peaks one after the other, as they are kept on disk. */
  peaks(): Buffer {
    return Buffer.concat(this.#peaks);
  }
}

function ones(size: number): number {
  let count = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}
