import { canonical, NotStorable } from './canonical.ts';
import { StoreDamaged, TooLarge } from './errors.ts';
import { mustBeExpectation } from './expectation.ts';
import { sha256 } from './merkle.ts';
import type { AppendOptions, Json, NewEvent, Position, Recorded } from './port.ts';

/**
 * The bytes of an event: one canonical JSON object of what the caller offered and what only the log can add (`prev`, `recordedAt`,
 * `revision`, `salt`). These shapes stay on disk for ten years: members may be added, never renamed.
 */

export const MOST_EVENTS = 1000;
export const MOST_BYTES = 1024 * 1024;
const LONGEST_NAME = 250;
/** What the log's own members take at most: a hash, an instant, a revision, a salt and their names. */
const LOGS_OWN = 250;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const salt = /^[0-9a-f]{32}$/;
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
/** Positions have one width, so that they are ordered as text. */
const FIRST = '0'.repeat(16);

export const positionOf = (leaf: number): Position => (leaf < 0 ? '' : (FIRST + leaf).slice(-FIRST.length));

/** The leaf number of a position, −1 for the beginning. */
export function leafOf(position: Position): number {
  if (position === '') return -1;
  if (!/^\d{16}$/.test(position)) throw new NotStorable('position', `«${position}» is not a position of this log`);
  return Number(position);
}

export const kindOf = (stream: string): string => stream.split('/')[1] ?? stream;

/** An event's canonical text, cut where the log's own members go in. */
interface Draft {
  readonly type: string;
  readonly head: string;
  readonly middle: string;
  readonly tail: string;
}

/** An append, checked and written out as far as the caller can: what is handed to the one writer. */
export interface Handover {
  readonly stream: string;
  readonly key: string;
  readonly expected: AppendOptions['expected'];
  /** The clock's instant when it was handed over. */
  readonly at: string;
  /** SHA-256 (hex) over what the caller sent: by it a repetition is told from another body under the same key. */
  readonly content: string;
  readonly drafts: readonly Draft[];
  readonly size: number;
}

export function handover(stream: string, events: readonly NewEvent[], options: AppendOptions, now: Date): Handover {
  if (events.length > MOST_EVENTS) throw new TooLarge(`${MOST_EVENTS} events`);
  mustBeStreamName(stream);
  mustBeExpectation(options.expected);
  mustBeIds(events, options.key);
  const by = `"by":${canonical(options.by, 'by')},`;
  const offered = events.map(offer);
  const drafts = offered.map((one) => drafted(one, by, stream));
  const size = drafts.reduce((sum, { head, middle, tail }) => sum + Buffer.byteLength(head + middle + tail) + LOGS_OWN, 0);
  if (size > MOST_BYTES) throw new TooLarge('1 MiB');
  const content = contentOf(offered);
  return { stream, key: options.key, expected: options.expected, at: now.toISOString(), content, drafts, size };
}

/** What a caller sent of an event, as canonical text. */
type Offer = ReturnType<typeof offer>;

const contentOf = (offered: readonly Offer[]) =>
  sha256(`[${offered.map(({ at, middle, last }) => `{${at}${middle}${last}`).join(',')}]`).toString('hex');

const drafted = ({ type, at, middle, last }: Offer, by: string, stream: string): Draft => ({
  type,
  head: `{${at}${by}`,
  middle,
  tail: `"stream":${canonical(stream)},${last}`,
});

function offer(event: NewEvent) {
  if (!(Number.isSafeInteger(event.version) && event.version >= 1))
    throw new NotStorable('version', 'is not a whole number from 1');
  if (typeof event.type !== 'string' || event.type === '') throw new NotStorable('type', 'is missing');
  const data = canonical(event.data, 'data');
  if (!data.startsWith('{')) throw new NotStorable('data', 'is not an object');
  return {
    type: event.type,
    at: event.at === undefined ? '' : `"at":${canonical(event.at, 'at')},`,
    middle: `"data":${data},"id":"${event.id}","on":${canonical(event.on, 'on')},`,
    last: `"type":${canonical(event.type, 'type')},"version":${event.version}}`,
  };
}

/** What only the log knows of an event when it writes it. */
export interface LogsOwn {
  readonly prev: string | null;
  readonly recordedAt: string;
  readonly adjusted: boolean;
  readonly revision: number;
  readonly salt: string;
}

/** The exact bytes of an event, and the hash under which they stand in the tree. */
export function written(draft: Draft, own: LogsOwn): { bytes: Buffer; leaf: Buffer } {
  const prev = own.prev === null ? 'null' : `"${own.prev}"`;
  // A leaf is hashed behind one byte of zero: it is written once, with that byte, and hashed from there.
  const leaf = Buffer.from(
    `\0${draft.head}${own.adjusted ? '"clock":"adjusted",' : ''}${draft.middle}"prev":${prev},"recordedAt":"${own.recordedAt}",` +
      `"revision":${own.revision},"salt":"${own.salt}",${draft.tail}`,
  );
  return { bytes: leaf.subarray(1), leaf: sha256(leaf) };
}

/** An append as it was recorded elsewhere, read from the bytes of its events. */
export interface Copied {
  readonly stream: string;
  readonly key: string;
  readonly content: string;
  readonly events: readonly { readonly event: Recorded; readonly bytes: Uint8Array; readonly leaf: Buffer }[];
}

/** Written anew from what they say, they must be the same bytes; and what belongs to the append as a whole the same in each. */
export function copied(append: readonly Uint8Array[]): Copied {
  const read = append.map((bytes) => ({ bytes, event: readWhole(Buffer.from(bytes).toString(), -1) }));
  const [first] = read;
  if (first === undefined) throw new NotStorable('events', 'are none; an append holds at least one');
  const { stream, id: key, by, recordedAt } = first.event;
  mustBeStreamName(stream);
  mustBeIds(
    read.map(({ event }) => event),
    key,
  );
  const offered = read.map(({ event }) => offer(event));
  const events = read.map(({ bytes, event }, n) => {
    if (event.stream !== stream || event.by !== by || event.recordedAt !== recordedAt)
      throw new NotStorable('events', 'are not all of one append');
    const { prev, revision, salt: grain } = event;
    const own = { prev, recordedAt, revision, salt: grain, adjusted: event.clock !== undefined };
    const again = written(drafted(offered[n] ?? offer(event), `"by":${canonical(by)},`, stream), own);
    if (!salt.test(grain) || !instant.test(recordedAt) || !again.bytes.equals(bytes))
      throw new NotStorable('bytes', 'are not those of an event as the log writes it');
    return { event, bytes, leaf: again.leaf };
  });
  return { stream, key, content: contentOf(offered), events };
}

/**
 * An event as it is read back. What is asked of it is cut out of the stored text, so that what is passed over is never parsed. In canonical
 * text the members stand in one order, and no string holds a bare quotation mark: the first `,"data":` is the body's, and the last of
 * each member behind it is the event's own. None of them is an own property: whoever copies an event names what it wants of it.
 */
export class StoredEvent implements Recorded {
  readonly leaf: number;
  readonly #text: string;
  #data: Recorded['data'] | undefined;

  constructor(text: string, leaf: number) {
    this.#text = text;
    this.leaf = leaf;
  }

  get at(): string | undefined {
    return this.#text.startsWith('{"at":') ? this.#parsed(this.#between('{"at":', ',"by":')) : undefined;
  }
  get by(): string {
    return this.#parsed(this.#between('"by":', this.clock === undefined ? ',"data":' : ',"clock":'));
  }
  get clock(): 'adjusted' | undefined {
    return this.#text.endsWith(',"clock":"adjusted"', this.#text.indexOf(',"data":')) ? 'adjusted' : undefined;
  }
  get data(): Recorded['data'] {
    return (this.#data ??= this.#parsed(
      this.#text.slice(this.#text.indexOf(',"data":') + ',"data":'.length, this.#text.lastIndexOf(',"id":')),
    ));
  }
  get id(): string {
    return this.#word(',"id":', ',"on":');
  }
  get on(): string {
    return this.#word(',"on":', ',"prev":');
  }
  get prev(): string | null {
    return this.#parsed(this.#last(',"prev":', ',"recordedAt":'));
  }
  get recordedAt(): string {
    return this.#word(',"recordedAt":', ',"revision":');
  }
  get revision(): number {
    return Number(this.#last(',"revision":', ',"salt":'));
  }
  get salt(): string {
    return this.#word(',"salt":', ',"stream":');
  }
  get stream(): string {
    return this.#word(',"stream":', ',"type":');
  }
  get type(): string {
    return this.#word(',"type":', ',"version":');
  }
  get version(): number {
    return Number(this.#last(',"version":', '}'));
  }
  get position(): Position {
    return positionOf(this.leaf);
  }
  get bytes(): Uint8Array {
    return Buffer.from(this.#text);
  }

  /** Of the members before the body. */
  #between(member: string, next: string): string {
    const from = this.#text.indexOf(member) + member.length;
    return this.#text.slice(from, this.#text.indexOf(next, from));
  }

  /** Of those behind it. */
  #last(member: string, next: string): string {
    const end = this.#text.lastIndexOf(next);
    const start = this.#text.lastIndexOf(member, end);
    if (start < 0) throw this.#unreadable(`${member} is missing`);
    return this.#text.slice(start + member.length, end);
  }

  #word(member: string, next: string): string {
    const value = this.#last(member, next);
    return value.includes('\\') || !value.startsWith('"') || !value.endsWith('"') ? this.#parsed(value) : value.slice(1, -1);
  }

  /** The one place where stored text becomes a type again: the log wrote it in this shape. */
  #parsed<Value extends Json>(text: string): Value {
    try {
      return JSON.parse(text) as Value;
    } catch (error) {
      throw this.#unreadable(error instanceof Error ? error.message : String(error));
    }
  }

  #unreadable(says: string): StoreDamaged {
    return new StoreDamaged(`what stands at position ${this.leaf} cannot be read (${says})`);
  }
}

/** The same of bytes that anyone may have written: whatever they say, read as a whole. Throws where they are no JSON. */
export const readWhole = (text: string, leaf: number): Recorded => ({
  ...(JSON.parse(text) as Omit<Recorded, 'position' | 'leaf' | 'bytes'>),
  position: positionOf(leaf),
  leaf,
  bytes: Buffer.from(text),
});

export function mustBeStreamName(stream: string): void {
  if (stream === '' || stream.length > LONGEST_NAME)
    throw new NotStorable('stream', `has a name of 1 to ${LONGEST_NAME} characters`);
  if (stream.startsWith('$'))
    throw new NotStorable('stream', 'has a name that begins with $, which is kept for the store itself');
  if (/[\p{Control}\p{Surrogate}]/u.test(stream))
    throw new NotStorable('stream', 'has a name with control characters or halves of characters');
}

function mustBeIds(events: readonly NewEvent[], key: string): void {
  if (events.length === 0) throw new NotStorable('events', 'are none; an append holds at least one');
  for (const { id } of events) if (!uuid.test(id)) throw new NotStorable('id', `«${id}» is not a UUID in small letters`);
  if (events[0]?.id !== key) throw new NotStorable('key', 'is not the id of the first event');
  if (new Set(events.map(({ id }) => id)).size !== events.length) throw new NotStorable('id', 'stands twice in one append');
}
