import { canonical } from './canonical.ts';
import { kindOf, positionOf } from './envelope.ts';
import type { Fault } from './fault.ts';
import { CompactRange, leafHash } from './merkle.ts';
import { NotedAppends, type NotedOf } from './noted-appends.ts';
import type { Recorded } from './port.ts';
import { NODE_LEVELS } from './sqlite/log-rows.ts';
import type { RawEvent, RawHead, RawNode } from './sqlite/raw-log.ts';

interface ReadingSettings {
  /** Sizes at which the root is noted. */
  readonly sizes?: readonly number[];
  /** What the log notes of its appends, where it does. */
  readonly notedOf?: NotedOf;
}

/** One reading of a log from its beginning, which may stop at any event, be compared with the head of then, and go on. */
export class Reading {
  /** Root (hex) at each of the sizes that it was asked for. */
  readonly roots = new Map<number, string>();
  readonly #sizes: ReadonlySet<number>;
  readonly #noted: NotedAppends | undefined;
  readonly #tree = new CompactRange();
  readonly #nodes = new Map<string, string>();
  readonly #tips = new Map<string, { readonly revision: number; readonly hash: string; readonly recordedAt: string }>();

  constructor({ sizes = [], notedOf }: ReadingSettings = {}) {
    this.#sizes = new Set(sizes);
    this.#noted = notedOf === undefined ? undefined : new NotedAppends(notedOf);
    this.#noteRoot();
  }

  get size(): number {
    return this.#tree.size;
  }

  #noteRoot(): void {
    if (this.#sizes.has(this.size)) this.roots.set(this.size, this.#tree.root().toString('hex'));
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
    if (fault !== undefined) return { position, ...fault };
    this.#noted?.take(event, raw.bytes);
    this.#noteRoot();
    return undefined;
  }

  #note(level: number, number: number, hash: Uint8Array): void {
    if (level > 0 && level % NODE_LEVELS === 0) this.#nodes.set(`${level}/${number}`, Buffer.from(hash).toString('hex'));
  }

  compare(head: RawHead | undefined): Fault | undefined {
    const position = positionOf(this.size);
    if (head === undefined) return { position, kind: 'head', says: 'the head of the log cannot be read' };
    if (this.size < head.size) return { position, kind: 'missing', says: `the head counts ${head.size} events` };
    if (head.events > head.size) return { position, kind: 'extra', says: `the head counts ${head.size} events only` };
    if (this.#tree.root().toString('hex') !== head.root)
      return { position, kind: 'head', says: 'the root is not that of these events' };
    return head.nodes === undefined ? undefined : this.#wrongNode(head.nodes);
  }

  /** What is wrong with what is noted of the appends, where the events and the head are right. */
  compareAppends({ appends }: RawHead): Fault | undefined {
    return appends === undefined ? undefined : this.#noted?.compare(appends);
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

  #unchained(event: ReadBack): Omit<Fault, 'position'> | undefined {
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

/** What is checked of an event, read from its bytes. */
export type ReadBack = Pick<Recorded, 'stream' | 'revision' | 'leaf' | 'position' | 'id' | 'type' | 'prev' | 'recordedAt'>;

/** The event, where its bytes are canonical JSON of an event; else what is wrong with them. */
function readBack({ bytes, leaf }: RawEvent): ReadBack | string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    if (canonical(JSON.parse(text)) !== text) return 'its bytes are not canonical';
    const { stream, revision, id, type, prev, recordedAt }: ReadBack = JSON.parse(text);
    if ([stream, id, type, recordedAt].some((member) => typeof member !== 'string')) return 'its bytes are not an event';
    return { stream, revision, leaf, position: positionOf(leaf), id, type, prev, recordedAt };
  } catch (error) {
    return `its bytes cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function misplaced({ beside }: RawEvent, event: ReadBack, hash: string): Omit<Fault, 'position'> | undefined {
  if (beside === undefined) return undefined;
  if (beside.hash !== hash) return { kind: 'content', says: 'its bytes do not have the hash that was kept' };
  const agrees =
    beside.stream === event.stream &&
    beside.revision === event.revision &&
    beside.type === event.type &&
    beside.kind === kindOf(event.stream);
  return agrees ? undefined : { kind: 'order', says: 'it is filed under another stream, revision or type than it says' };
}
