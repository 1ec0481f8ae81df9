import { positionOf } from '../envelope.ts';
import { CannotOpenLog, StoreDamaged } from '../errors.ts';
import type { Fault } from '../fault.ts';
import { leafHash } from '../merkle.ts';
import type { Recorded } from '../port.ts';
import { rootOf } from '../proofs.ts';
import { readable, Unreadable } from './raw-log.ts';
import { LogReader } from './reader.ts';

const PAGE = 100;

/**
 * What can be told of a log's file without reading all of it: that its tables and guards are as made, that its head is that of the hashes
 * kept for proofs, and that each of its last events has the hash kept of it and follows on the one before it in its stream.
 */
export function checkEnd(file: string, events: number): Fault | undefined {
  try {
    const reader = readable(() => new LogReader(file));
    try {
      return readable(() => wrongAtTheEnd(reader, events));
    } finally {
      reader.close();
    }
  } catch (error) {
    if ([CannotOpenLog, StoreDamaged, Unreadable, RangeError, SyntaxError].some((kind) => error instanceof kind))
      return { position: positionOf(0), kind: 'head', says: error instanceof Error ? error.message : String(error) };
    throw error;
  }
}

function wrongAtTheEnd(reader: LogReader, count: number): Fault | undefined {
  const { size, root } = reader.root();
  const kept = hex(rootOf((level, number) => reader.node(level, number), size));
  if (kept !== root)
    return { position: positionOf(size), kind: 'head', says: 'the root is not that of the hashes that were kept' };
  for (let next = Math.max(0, size - count); next < size;) {
    const { events } = reader.logPage({ first: next, last: size - 1, most: PAGE });
    if (events[0]?.leaf !== next) return { position: positionOf(next), kind: 'missing', says: 'there is no event' };
    const wrong = events.map((event) => wrongWith(event, reader)).find((fault) => fault !== undefined);
    if (wrong !== undefined) return wrong;
    next += events.length;
  }
  return undefined;
}

function wrongWith({ leaf, bytes, position, stream, revision, prev }: Recorded, reader: LogReader): Fault | undefined {
  if (hex(leafHash(bytes)) !== hex(reader.node(0, leaf)))
    return { position, kind: 'content', says: 'its bytes do not have the hash that was kept' };
  const [before] = revision === 0 ? [] : reader.streamPage(stream, { from: revision - 1, to: revision - 1, most: 1 }).events;
  if (prev !== (before === undefined ? null : hex(reader.node(0, before.leaf))))
    return { position, kind: 'order', says: `it does not follow on the event before it in ${stream}` };
  return undefined;
}

const hex = (hash: Uint8Array): string => Buffer.from(hash).toString('hex');
