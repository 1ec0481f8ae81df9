export * from './port.ts';
export * from './clock.ts';
export * from './errors.ts';
export { canonical, NotStorable } from './canonical.ts';
export { leafOf, positionOf } from './envelope.ts';
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
export { MemoryStore } from './memory.ts';
export { SqliteStore } from './sqlite/sqlite-store.ts';
export { LogReader } from './sqlite/reader.ts';
export { LogSource, type AppendedBytes, type LogHead } from './sqlite/log-source.ts';
export { CopiedLog, NotAsRecorded, type CopiedAppend, type CopySettings } from './sqlite/copied-log.ts';
export { directoryOf } from './sqlite/log-file.ts';
export { openForReading } from './sqlite/reading-store.ts';
export { KurrentStore, type KurrentSettings } from './kurrent/kurrent-store.ts';
export { CopyRefused } from './kurrent/carrying.ts';
export { copyFromCluster, copyToCluster, type LogCopied, type LogCopying } from './kurrent/copying.ts';
export { decide } from './decide.ts';
export type { Offered } from './mailbox.ts';
export { CheckpointAstray, Follower, type Checkpoint, type FollowerHealth, type Following, type Stuck } from './follow.ts';
export type { Fault } from './fault.ts';
export { examineLog, verifyLog, type Examined } from './verify.ts';
export { syncFolder } from './sqlite/directory.ts';
export { checkEnd } from './sqlite/end-check.ts';
export { verifyApart } from './sqlite/verified-apart.ts';
export { RawLog, Unreadable, type RawEvent } from './sqlite/raw-log.ts';
export { EventStoreModule, openStore, type LogSettings } from './event-store.module.ts';
