import { CompactRange, HASH_LENGTH, nodeHash } from './merkle.ts';

/** Proofs over the log's tree (RFC 6962 §2.1.1 and §2.1.2) and how a stranger checks them (RFC 9162 §2.1.3.2 and §2.1.4.2). */

/** The hash of the `index`th complete subtree of 2^`level` leaves; level 0 is the leaves themselves. */
export type Nodes = (level: number, index: number) => Uint8Array;

export type Proof = readonly Uint8Array[];

/** That the leaf stands at `index` in the tree of `size` leaves. */
export function inclusionProof(nodes: Nodes, index: number, size: number): Proof {
  if (!(isCount(index) && isCount(size) && index < size)) throw new RangeError(`no leaf ${index} in a tree of ${size}`);
  return path(nodes, index, 0, size);
}

/** That the tree of `size` leaves begins with the tree of `earlier` leaves. */
export function consistencyProof(nodes: Nodes, earlier: number, size: number): Proof {
  if (!(isCount(earlier) && isCount(size) && earlier > 0 && earlier <= size))
    throw new RangeError(`no proof from ${earlier} leaves to ${size}`);
  return growth(nodes, earlier, [0, size], true);
}

export function rootOf(nodes: Nodes, size: number): Uint8Array {
  return size === 0 ? new CompactRange().root() : subtree(nodes, 0, size);
}

export function verifyInclusion(
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: { hashes: Proof; root: Uint8Array },
): boolean {
  if (!(isCount(index) && isCount(size) && index < size && [leaf, ...proof.hashes].every(isHash))) return false;
  const place = new Place(index, size - 1);
  let root = leaf;
  for (const hash of proof.hashes) {
    if (place.last === 0) return false;
    root = place.isRight() ? nodeHash(hash, root) : nodeHash(root, hash);
    place.climb();
  }
  return place.last === 0 && equal(root, proof.root);
}

interface Sized {
  readonly size: number;
  readonly root: Uint8Array;
}

export function verifyConsistency(earlier: Sized, later: Sized, hashes: Proof): boolean {
  if (!(isCount(earlier.size) && isCount(later.size) && earlier.size > 0 && earlier.size <= later.size)) return false;
  if (earlier.size === later.size) return hashes.length === 0 && equal(earlier.root, later.root);
  if (hashes.length === 0 || ![earlier.root, ...hashes].every(isHash)) return false;
  return grown(earlier, later, isPowerOfTwo(earlier.size) ? [earlier.root, ...hashes] : hashes);
}

function grown(earlier: Sized, later: Sized, hashes: Proof): boolean {
  const [first, ...others] = hashes;
  if (first === undefined) return false;
  const place = new Place(earlier.size - 1, later.size - 1);
  while (place.index % 2 === 1) place.halve();
  let [before, now] = [first, first];
  for (const hash of others) {
    if (place.last === 0) return false;
    if (place.isRight()) before = nodeHash(hash, before);
    now = place.isRight() ? nodeHash(hash, now) : nodeHash(now, hash);
    place.climb();
  }
  return place.last === 0 && equal(before, earlier.root) && equal(now, later.root);
}

/** Where the climb from a leaf to the root stands: the node's number on its level and the last one there. */
class Place {
  index: number;
  last: number;

  constructor(index: number, last: number) {
    this.index = index;
    this.last = last;
  }

  isRight(): boolean {
    return this.index % 2 === 1 || this.index === this.last;
  }

  halve(): void {
    this.index = Math.floor(this.index / 2);
    this.last = Math.floor(this.last / 2);
  }

  /** A level up; a last node without a sibling climbs on until it has one. */
  climb(): void {
    if (this.index === this.last) while (this.index % 2 === 0 && this.index !== 0) this.halve();
    this.halve();
  }
}

function path(nodes: Nodes, index: number, from: number, until: number): Uint8Array[] {
  if (until - from === 1) return [];
  const middle = from + split(until - from);
  return index < middle
    ? [...path(nodes, index, from, middle), subtree(nodes, middle, until)]
    : [...path(nodes, index, middle, until), subtree(nodes, from, middle)];
}

function growth(nodes: Nodes, earlier: number, [from, until]: readonly [number, number], whole: boolean): Uint8Array[] {
  const size = until - from;
  if (earlier === size) return whole ? [] : [subtree(nodes, from, until)];
  const middle = from + split(size);
  return earlier <= middle - from
    ? [...growth(nodes, earlier, [from, middle], whole), subtree(nodes, middle, until)]
    : [...growth(nodes, earlier - (middle - from), [middle, until], false), subtree(nodes, from, middle)];
}

function subtree(nodes: Nodes, from: number, until: number): Uint8Array {
  const size = until - from;
  if (isPowerOfTwo(size)) return nodes(Math.log2(size), from / size);
  const middle = from + split(size);
  return nodeHash(subtree(nodes, from, middle), subtree(nodes, middle, until));
}

/** The largest power of two below `size`. */
function split(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

const isPowerOfTwo = (size: number) => split(size) * 2 === size || size === 1;
const isCount = (n: number) => Number.isSafeInteger(n) && n >= 0;
const isHash = (hash: Uint8Array) => hash.length === HASH_LENGTH;
const equal = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;
