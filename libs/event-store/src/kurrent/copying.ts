/**
 * A log that moves: from its file to a cluster, or back. The same bytes in the same order under the same numbers and the same identity,
 * so that whatever names a position or a signed size goes on. What is there is compared with what it was copied from, from the first
 * event on, before and after: so it may be ended anywhere and begun again, and nothing is there twice.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { positionOf } from '../envelope.ts';
import { CompactRange, leafHash } from '../merkle.ts';
import { CopiedLog } from '../sqlite/copied-log.ts';
import { LogSource } from '../sqlite/log-source.ts';
import { verifyLog } from '../verify.ts';
import { callsOf, CopyRefused, eventsOf, pagesOf, patiently, sent } from './carrying.ts';
import { Cluster, IDENTITY } from './cluster.ts';
import { appendsOf } from './mirror-desk.ts';

export interface LogCopying {
  /** Folder of the log's file. Nobody may write it: it is held as whoever writes it does. */
  readonly directory: string;
  /** Of the cluster, `esdb://…` or `esdb+discover://…`. */
  readonly url: string;
  /** Told now and then: events copied, or compared, of so many in all (0 where that is not known). */
  readonly told?: (doing: 'comparing' | 'copying', done: number, of: number) => void;
  /** What else moves while nobody may write the log; the copy is made the log when this is done. */
  readonly alongside?: () => Promise<void>;
  /** What carries it. Tests give a broken one. */
  readonly Carrier?: typeof Cluster;
}

export interface LogCopied {
  readonly storeId: string;
  readonly size: number;
  /** RFC 6962 (hex), worked out from what was read again where it was copied to. */
  readonly root: string;
  /** Events that were there before, from an earlier beginning. */
  readonly before: number;
}

const READ_MS = 30_000;

/**
 * Copies the log of a folder to a cluster that holds none, or the beginning of this one. The folder is the cluster's mirror from then on,
 * and refuses to be written as a log of its own. Throws `CopyRefused` or `CannotOpenLog`.
 */
export async function copyToCluster(copying: LogCopying): Promise<LogCopied> {
  const { directory, url, Carrier = Cluster, told = () => undefined, alongside } = copying;
  const file = join(directory, 'log.db');
  if (!existsSync(file)) throw new CopyRefused(`There is no log in ${directory}.`);
  const cluster = new Carrier(url, READ_MS);
  const held = CopiedLog.open(directory);
  const source = new LogSource(file);
  try {
    await mustVerify(file);
    const { id, size } = source.head();
    await begin(cluster, id);
    const { size: before } = await compared(cluster, source, told);
    for (const call of callsOf(source.appends(before, size))) {
      await sent(cluster, call);
      told('copying', call.end, size);
    }
    const whole = await mustBeWhole(cluster, source, told);
    await alongside?.();
    held.write([], whole.mark);
    return { storeId: id, size, root: whole.root, before };
  } finally {
    source.close();
    held.close();
    await cluster.close();
  }
}

/**
 * Copies the log of a cluster to a folder that holds none, the beginning of this one, or its mirror: from then on the folder's is a log of
 * its own, which Dutybook opens without the cluster. No process may write the cluster any more. Throws `CopyRefused` or `CannotOpenLog`.
 */
export async function copyFromCluster(copying: LogCopying): Promise<LogCopied> {
  const { directory, url, Carrier = Cluster, told = () => undefined, alongside } = copying;
  const file = join(directory, 'log.db');
  const cluster = new Carrier(url, READ_MS);
  let held: CopiedLog | undefined;
  let source: LogSource | undefined;
  try {
    const storeId = await patiently(() => cluster.identity());
    if (storeId === undefined) throw new CopyRefused('The cluster holds no log of Dutybook.');
    held = CopiedLog.open(directory, { storeId });
    const before = held.size;
    // A log that stands alone already is only looked at again.
    if (held.mark !== undefined || before === 0)
      for await (const page of pagesOf(cluster, held)) {
        held.write(appendsOf(page), page.mark);
        told('copying', held.size, 0);
      }
    source = new LogSource(file);
    const { root } = await mustBeWhole(cluster, source, told);
    await mustVerify(file);
    await alongside?.();
    held.standAlone();
    return { storeId, size: held.size, root, before };
  } finally {
    source?.close();
    held?.close();
    await cluster.close();
  }
}

async function mustVerify(file: string): Promise<void> {
  const fault = await verifyLog(file);
  if (fault !== undefined)
    throw new CopyRefused(`The log ${file} is not as it was recorded, from position ${fault.position} on: ${fault.says}.`);
}

/** The cluster's log, begun under this identity if it holds nothing yet. */
async function begin(cluster: Cluster, storeId: string): Promise<void> {
  const found = await patiently(() => cluster.identity());
  if (found === storeId) return;
  if (found !== undefined) throw new CopyRefused(`The cluster holds another log already, ${found}; this one is ${storeId}.`);
  for await (const page of eventsOf(cluster)) {
    const other = page.find(({ streamId }) => !streamId.startsWith('$') && streamId !== IDENTITY);
    if (other !== undefined)
      throw new CopyRefused(
        `The cluster holds something else already, in the stream ${other.streamId}: a log needs one of its own.`,
      );
  }
  const begun = await patiently(() => cluster.begin(storeId));
  if (begun !== storeId) throw new CopyRefused(`Another log, ${begun}, was begun on the cluster just now.`);
}

interface Compared {
  readonly size: number;
  readonly root: string;
  /** Where the last event stands in the cluster's log. */
  readonly mark: string | undefined;
}

/** What the cluster holds, found to be the log from its first event on, byte by byte and append by append. */
async function compared(cluster: Cluster, source: LogSource, told: NonNullable<LogCopying['told']>): Promise<Compared> {
  const { size } = source.head();
  const ours = source.appends(0, size);
  const tree = new CompactRange();
  let mark: string | undefined;
  for await (const page of pagesOf(cluster, { size: 0, mark })) {
    for (const theirs of appendsOf(page)) {
      const { value: mine } = ours.next();
      if (mine === undefined)
        throw new CopyRefused(`The cluster holds more than the log's ${size} events: it is being written, or has gone on since.`);
      if (!isSame(mine.events, theirs))
        throw new CopyRefused(
          `The cluster does not hold this log: from position ${positionOf(tree.size)} on it has something else. Empty it, and copy again.`,
        );
      for (const bytes of theirs) tree.append(leafHash(bytes));
    }
    mark = page.mark;
    told('comparing', tree.size, size);
  }
  return { size: tree.size, root: tree.root().toString('hex'), mark };
}

const isSame = (mine: readonly Uint8Array[], theirs: readonly Uint8Array[]): boolean =>
  mine.length === theirs.length && mine.every((bytes, n) => Buffer.compare(bytes, theirs[n] ?? Buffer.of()) === 0);

async function mustBeWhole(cluster: Cluster, source: LogSource, told: NonNullable<LogCopying['told']>): Promise<Compared> {
  const found = await compared(cluster, source, told);
  const { size, root } = source.head();
  if (found.size !== size)
    throw new CopyRefused(`The cluster holds ${found.size} of the log's ${size} events: it lost some that it acknowledged.`);
  if (found.root !== root)
    throw new CopyRefused(`The root over what the cluster holds is ${found.root}, but the log's is ${root}.`);
  return found;
}
