import { setImmediate } from 'node:timers/promises';
import { positionOf } from './envelope.ts';
import type { Fault } from './fault.ts';
import type { EventStore } from './port.ts';
import { Reading } from './reading.ts';
import { RawLog, readable, Unreadable, type RawEvent, type RawHead } from './sqlite/raw-log.ts';

/** What reading a whole log again has shown. */
export interface Examined {
  readonly fault?: Fault;
  /** How many events were read, all of them right. */
  readonly size: number;
  /** The root (hex) at each of the sizes that were asked for, as far as it was read. */
  readonly roots: ReadonlyMap<number, string>;
}

/** Reads a whole log again and works out every hash, the chain of every stream and the root. Undefined where all is as it was written. */
export async function verifyLog(log: EventStore | string): Promise<Fault | undefined> {
  return (await examineLog(log)).fault;
}

/** The same, and what the root was at each of these sizes: by that it is told whether a head that was kept elsewhere is of this log. */
export async function examineLog(log: EventStore | string, sizes: readonly number[] = []): Promise<Examined> {
  if (typeof log !== 'string') return examined(new Reading({ sizes }), await headOf(log), pagesOf(log));
  try {
    const raw = readable(() => new RawLog(log));
    try {
      const reading = new Reading({ sizes, notedOf: (stream, key) => raw.append(stream, key) });
      const head = headIn(raw);
      const { fault, ...read } = await examined(reading, head, raw.pages());
      if (fault !== undefined) return { ...read, fault: located(await ofEvents(fault, raw), raw) };
      const ofAppends = head && reading.compareAppends(head);
      return ofAppends === undefined ? read : { ...read, fault: ofAppends };
    } finally {
      raw.close();
    }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const says = `the file cannot be read (${error.message})`;
    return { fault: { position: positionOf(0), kind: 'missing', says }, size: 0, roots: new Map() };
  }
}

/** Where there are more events than the head counts, and one of those beyond is wrong that is not the first, then it is the head that is. */
async function ofEvents(fault: Fault, raw: RawLog): Promise<Fault> {
  if (fault.kind !== 'extra') return fault;
  const beyond = await faultIn(new Reading(), raw.pages(), Infinity);
  return beyond !== undefined && beyond.position > fault.position ? beyond : fault;
}

/** Events that changed places between streams may leave every chain whole: what is noted of each append tells where they belong. */
function located(fault: Fault, raw: RawLog): Fault {
  const leaf = raw.misplaced();
  if (leaf === undefined || leaf < 0 || positionOf(leaf) >= fault.position) return fault;
  return { position: positionOf(leaf), kind: 'order', says: 'it was recorded at another position' };
}

/** A head that cannot be read does not keep the events from being checked. */
function headIn(raw: RawLog): RawHead | undefined {
  try {
    return raw.head();
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

async function headOf(store: EventStore): Promise<RawHead> {
  const head = await store.root();
  return { ...head, events: head.size };
}

async function* pagesOf(store: EventStore): AsyncGenerator<RawEvent[]> {
  for await (const page of store.readAll()) yield page.map(({ leaf, bytes }) => ({ leaf, bytes }));
}

type Pages = AsyncIterable<RawEvent[]> | Iterable<RawEvent[]>;

async function examined(reading: Reading, head: RawHead | undefined, pages: Pages): Promise<Examined> {
  const fault = (await faultIn(reading, pages, head?.size ?? Infinity)) ?? reading.compare(head);
  return { ...(fault === undefined ? {} : { fault }), size: reading.size, roots: reading.roots };
}

async function faultIn(reading: Reading, pages: Pages, size: number): Promise<Fault | undefined> {
  try {
    for await (const page of pages) {
      const fault = reading.takeAll(page, size);
      if (fault !== undefined) return fault;
      await setImmediate();
    }
    return undefined;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { position: positionOf(reading.size), kind: 'missing', says: `what lies there cannot be read (${error.message})` };
  }
}
