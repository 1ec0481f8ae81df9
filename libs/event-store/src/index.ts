export * from './port.ts';
export * from './clock.ts';
export * from './errors.ts';
export { canonical, NotStorable } from './canonical.ts';
export { CompactRange, emptyRoot, leafHash, nodeHash } from './merkle.ts';
export {
  consistencyProof,
  inclusionProof,
  rootOf,
  verifyConsistency,
  verifyInclusion,
  type Nodes,
  type Proof,
} from './proofs.ts';
