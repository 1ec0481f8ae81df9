import { setImmediate } from 'node:timers/promises';
import { canonical } from './canonical.ts';
import { kindOf, positionOf, StoredEvent } from './envelope.ts';
import { CompactRange, leafHash } from './merkle.ts';
import type { EventStore, Position, Recorded } from './port.ts';
import { NODE_LEVELS } from './sqlite/log-rows.ts';
import { RawLog, readable, Unreadable, type RawEvent, type RawHead, type RawNode } from './sqlite/raw-log.ts';

/** The first place where a log is not what was written, and how: changed, moved, gone, added, or not what its head says. */
export interface Fault {
  readonly position: Position;
  readonly kind: 'content' | 'order' | 'missing' | 'extra' | 'head';
  readonly says: string;
}

/** Reads a whole log again and works out every hash, the chain of every stream and the root. Undefined where all is as it was written. */
export async function verifyLog(log: EventStore | string): Promise<Fault | undefined> {
  if (typeof log !== 'string') return verified(await headOf(log), pagesOf(log));
  try {
    const raw = readable(() => new RawLog(log));
    try {
      return located(await verified(headIn(raw), raw.pages()), raw);
    } finally {
      raw.close();
    }
  } catch (error) {
    if (error instanceof Unreadable)
      return { position: positionOf(0), kind: 'missing', says: `the file cannot be read (${error.message})` };
    throw error;
  }
}

/** Events that changed places between streams may leave every chain whole: what is noted of each append tells where they belong. */
function located(fault: Fault | undefined, raw: RawLog): Fault | undefined {
  const leaf = fault === undefined ? undefined : raw.misplaced();
  if (fault === undefined || leaf === undefined || leaf < 0 || positionOf(leaf) >= fault.position) return fault;
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

async function verified(head: RawHead | undefined, pages: Pages): Promise<Fault | undefined> {
  const reading = new Reading();
  const fault = await faultIn(reading, pages, head?.size ?? Infinity);
  if (fault !== undefined) return fault;
  return head === undefined
    ? { position: positionOf(reading.size), kind: 'head', says: 'the head of the log cannot be read' }
    : reading.compare(head);
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

/** One reading of a log from its beginning, which may stop at any event, be compared with the head of then, and go on. */
export class Reading {
  readonly #tree = new CompactRange();
  readonly #nodes = new Map<string, string>();
  readonly #tips = new Map<string, { readonly revision: number; readonly hash: string; readonly recordedAt: string }>();

  get size(): number {
    return this.#tree.size;
  }

  /** As many as the log counts, until the first that is wrong. */
  takeAll(page: readonly RawEvent[], size: number): Fault | undefined {
    for (const raw of page.slice(0, size - this.size)) {
      const fault = this.take(raw);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  take(raw: RawEvent): Fault | undefined {
    const position = positionOf(this.size);
    if (raw.leaf !== this.size) return { position, kind: 'missing', says: `the next event lies at ${raw.leaf}` };
    const hash = leafHash(raw.bytes);
    const event = readBack(raw);
    if (typeof event === 'string') return { position, kind: 'content', says: event };
    const fault = misplaced(raw, event, hash.toString('hex')) ?? this.#unchained(event);
    this.#tips.set(event.stream, { revision: event.revision, hash: hash.toString('hex'), recordedAt: event.recordedAt });
    this.#tree.append(hash, (level, number, node) => this.#note(level, number, node));
    return fault === undefined ? undefined : { position, ...fault };
  }

  #note(level: number, number: number, hash: Uint8Array): void {
    if (level > 0 && level % NODE_LEVELS === 0) this.#nodes.set(`${level}/${number}`, Buffer.from(hash).toString('hex'));
  }

  compare(head: RawHead): Fault | undefined {
    const position = positionOf(this.size);
    if (this.size < head.size) return { position, kind: 'missing', says: `the head counts ${head.size} events` };
    if (head.events > head.size) return { position, kind: 'extra', says: `the head counts ${head.size} events only` };
    if (this.#tree.root().toString('hex') !== head.root)
      return { position, kind: 'head', says: 'the root is not that of these events' };
    return head.nodes === undefined ? undefined : this.#wrongNode(head.nodes);
  }

  #wrongNode(nodes: readonly RawNode[]): Fault | undefined {
    const wrong = nodes.find(({ level, number, hash }) => this.#nodes.get(`${level}/${number}`) !== hash);
    if (wrong !== undefined)
      return {
        position: positionOf(wrong.number * 2 ** wrong.level),
        kind: 'head',
        says: 'a hash kept for proofs is not that of these events',
      };
    return nodes.length === this.#nodes.size
      ? undefined
      : { position: positionOf(this.size), kind: 'head', says: 'hashes kept for proofs are gone' };
  }

  #unchained(event: Recorded): Omit<Fault, 'position'> | undefined {
    const tip = this.#tips.get(event.stream) ?? { revision: -1, hash: null, recordedAt: '' };
    const next = tip.revision + 1;
    if (event.revision > next) return { kind: 'missing', says: `revision ${next} of ${event.stream} is not there` };
    if (event.revision < next) return { kind: 'extra', says: `revision ${event.revision} of ${event.stream} is there twice` };
    if (event.prev !== tip.hash) return { kind: 'order', says: `it does not follow on the event before it in ${event.stream}` };
    if (event.recordedAt < tip.recordedAt)
      return { kind: 'order', says: `it was recorded before the event before it in ${event.stream}` };
    return undefined;
  }
}

/** The event, where its bytes are canonical JSON of an event; else what is wrong with them. */
function readBack({ bytes, leaf }: RawEvent): Recorded | string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return canonical(JSON.parse(text)) === text ? new StoredEvent(text, leaf) : 'its bytes are not canonical';
  } catch (error) {
    return `its bytes cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function misplaced({ beside }: RawEvent, event: Recorded, hash: string): Omit<Fault, 'position'> | undefined {
  if (beside === undefined) return undefined;
  if (beside.hash !== hash) return { kind: 'content', says: 'its bytes do not have the hash that was kept' };
  const agrees =
    beside.stream === event.stream &&
    beside.revision === event.revision &&
    beside.type === event.type &&
    beside.kind === kindOf(event.stream);
  return agrees ? undefined : { kind: 'order', says: 'it is filed under another stream, revision or type than it says' };
}
