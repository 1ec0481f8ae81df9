import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { trials } from '../../../infra/trials.ts';
import { CompactRange, emptyRoot, leafHash, nodeHash } from './merkle.ts';
import { consistencyProof, inclusionProof, rootOf, verifyConsistency, verifyInclusion, type Nodes } from './proofs.ts';

interface Vector {
  readonly file: string;
  readonly wantErr: boolean;
  readonly proof: readonly string[] | null;
  readonly root: string;
  readonly leafIdx: number;
  readonly treeSize: number;
  readonly leafHash: string;
  readonly size1: number;
  readonly size2: number;
  readonly root1: string;
  readonly root2: string;
}

const vectors: { inclusion: Vector[]; consistency: Vector[] } = JSON.parse(
  readFileSync(new URL('../testdata/merkle-vectors.json', import.meta.url), 'utf8'),
);

const decoded = (text: string | null) => Buffer.from(text ?? '', 'base64');
const hashes = (proof: readonly string[] | null) => (proof ?? []).map(decoded);

const includes = (v: Vector) =>
  verifyInclusion(decoded(v.leafHash), v.leafIdx, v.treeSize, { hashes: hashes(v.proof), root: decoded(v.root) });
const continues = (v: Vector) =>
  verifyConsistency({ size: v.size1, root: decoded(v.root1) }, { size: v.size2, root: decoded(v.root2) }, hashes(v.proof));

const wronglyJudged = (list: readonly Vector[], verify: (v: Vector) => boolean) =>
  list.filter((v) => verify(v) === v.wantErr).map(({ file }) => file);

describe('E-01: the published vectors', () => {
  test('98 of inclusion', () => {
    expect(vectors.inclusion).toHaveLength(98);
    expect(wronglyJudged(vectors.inclusion, includes)).toEqual([]);
  });

  test('98 of consistency', () => {
    expect(vectors.consistency).toHaveLength(98);
    expect(wronglyJudged(vectors.consistency, continues)).toEqual([]);
  });

  test('and finds it when the verifier says yes to everything, or no', () => {
    expect(wronglyJudged(vectors.inclusion, () => true).length).toBeGreaterThan(50);
    expect(wronglyJudged(vectors.consistency, () => false).length).toBeGreaterThan(0);
  });
});

/** Every node of a tree of this many leaves, so that any proof over any of its sizes can be made. */
const levels: Buffer[][] = [Array.from({ length: 4096 }, (_, n) => leafHash(Buffer.from(`leaf ${n}`)))];
for (let below = levels[0] ?? []; below.length > 1; below = levels.at(-1) ?? [])
  levels.push(Array.from({ length: below.length / 2 }, (_, n) => nodeHash(at(below, 2 * n), at(below, 2 * n + 1))));

function at(list: readonly Buffer[], index: number): Buffer {
  const found = list[index];
  if (found === undefined) throw new RangeError(`nothing at ${index}`);
  return found;
}

const nodes: Nodes = (level, index) => at(levels[level] ?? [], index);
const flipped = (hash: Uint8Array, bit: number) =>
  Buffer.from(hash).map((byte, n) => (n === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));

const trees = fc.integer({ min: 1, max: 3000 }).chain((size) => fc.record({ size: fc.constant(size), index: fc.nat(size - 1) }));
const bit = fc.nat(255);
const RUNS = trials({ few: 500, first: 2_500, long: 50_000 });
const runs = { numRuns: RUNS };
jest.setTimeout(60_000 + RUNS * 10);

describe('E-02: proofs by property', () => {
  test('the compact range has the root that the definition gives, at every size to 600', () => {
    const range = new CompactRange();
    for (let size = 0; size <= 600; size++) {
      expect(range.root().equals(rootOf(nodes, size))).toBe(true);
      const reopened = CompactRange.from(range.size, range.peaks());
      expect(reopened.root().equals(range.root())).toBe(true);
      range.append(nodes(0, size));
    }
  });

  test('the empty tree has the hash of nothing', () => {
    expect(emptyRoot().toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  test('every inclusion proof holds', () => {
    fc.assert(
      fc.property(trees, ({ size, index }) => included({ size, index })),
      runs,
    );
  });

  test('no inclusion proof holds for another leaf, index, size, root, order, length or hash', () => {
    fc.assert(
      fc.property(trees, bit, fc.nat(), ({ size, index }, flip, pick) => {
        const hashes = inclusionProof(nodes, index, size);
        const root = rootOf(nodes, size);
        const leaf = nodes(0, index);
        const holds = (changed: {
          leaf?: Uint8Array;
          index?: number;
          size?: number;
          hashes?: readonly Uint8Array[];
          root?: Uint8Array;
        }) =>
          verifyInclusion(changed.leaf ?? leaf, changed.index ?? index, changed.size ?? size, {
            hashes: changed.hashes ?? hashes,
            root: changed.root ?? root,
          });
        expect(holds({ leaf: flipped(leaf, flip) })).toBe(false);
        expect(holds({ root: flipped(root, flip) })).toBe(false);
        expect(holds({ index: index === 0 ? size - 1 || 1 : index - 1 })).toBe(false);
        for (const changed of changes(hashes, pick, flip)) expect(holds({ hashes: changed })).toBe(false);
      }),
      runs,
    );
  });

  test('every consistency proof holds, and none with another size, root, order, length or hash', () => {
    fc.assert(
      fc.property(trees, bit, fc.nat(), ({ size, index }, flip, pick) => {
        const earlier = { size: index + 1, root: rootOf(nodes, index + 1) };
        const later = { size, root: rootOf(nodes, size) };
        const hashes = consistencyProof(nodes, earlier.size, size);
        expect(verifyConsistency(earlier, later, hashes)).toBe(true);
        expect(verifyConsistency({ ...earlier, root: flipped(earlier.root, flip) }, later, hashes)).toBe(false);
        expect(verifyConsistency(earlier, { ...later, root: flipped(later.root, flip) }, hashes)).toBe(false);
        expect(verifyConsistency(later, earlier, hashes)).toBe(earlier.size === size);
        expect(verifyConsistency({ ...earlier, size: 0 }, later, hashes)).toBe(false);
        for (const changed of changes(hashes, pick, flip)) expect(verifyConsistency(earlier, later, changed)).toBe(false);
      }),
      { numRuns: 2 * RUNS },
    );
  });

  test('every proof holds in trees of up to 2^52 leaves, all alike', () => {
    const alike = [leafHash(Buffer.from('leaf'))];
    for (let level = 0; level < 53; level++) alike.push(nodeHash(at(alike, level), at(alike, level)));
    const node: Nodes = (level) => at(alike, level);
    const sizes = fc.maxSafeNat().map((n) => (n % 2 ** 52) + 1);
    fc.assert(
      fc.property(sizes, sizes, bit, (a, b, flip) => {
        const [earlier, size] = [Math.min(a, b), Math.max(a, b)];
        const proof = { hashes: inclusionProof(node, earlier - 1, size), root: rootOf(node, size) };
        expect(verifyInclusion(node(0, 0), earlier - 1, size, proof)).toBe(true);
        expect(verifyInclusion(flipped(node(0, 0), flip), earlier - 1, size, proof)).toBe(false);
        const growth = consistencyProof(node, earlier, size);
        expect(verifyConsistency({ size: earlier, root: rootOf(node, earlier) }, { size, root: proof.root }, growth)).toBe(true);
      }),
      { numRuns: RUNS / 5 },
    );
  });

  test('and finds it when the verifier ignores the order of two children', () => {
    const careless = (leaf: Uint8Array, hashes: readonly Uint8Array[], root: Uint8Array) =>
      hashes.reduce((hash: Uint8Array, other) => [hash, other].toSorted(Buffer.compare).reduce(nodeHash), leaf) === root;
    expect(() =>
      fc.assert(
        fc.property(trees, ({ size, index }) =>
          careless(nodes(0, index), inclusionProof(nodes, index, size), rootOf(nodes, size)),
        ),
        runs,
      ),
    ).toThrow();
  });
});

const included = ({ size, index }: { size: number; index: number }) =>
  verifyInclusion(nodes(0, index), index, size, { hashes: inclusionProof(nodes, index, size), root: rootOf(nodes, size) });

/** One change each: a bit, a hash dropped, one added, two swapped. */
function changes(hashes: readonly Uint8Array[], pick: number, flip: number): (readonly Uint8Array[])[] {
  const extra = flipped(emptyRoot(), flip);
  if (hashes.length === 0) return [[extra]];
  const which = pick % hashes.length;
  const changed = [
    hashes.map((hash, n) => (n === which ? flipped(hash, flip) : hash)),
    hashes.filter((_, n) => n !== which),
    [...hashes.slice(0, which), extra, ...hashes.slice(which)],
  ];
  const [first, second, ...others] = hashes;
  return first === undefined || second === undefined ? changed : [...changed, [second, first, ...others]];
}
