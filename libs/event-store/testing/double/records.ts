import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';

/** One event as the double keeps it. Positions are offsets in an imagined file, so they are neither contiguous nor guessable. */
export interface Kept {
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  readonly id: string;
  readonly type: string;
  readonly json: boolean;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
  /** In ticks of 100 ns. */
  readonly created: string;
}

export type Offered = Pick<Kept, 'id' | 'type' | 'json' | 'data' | 'metadata'>;
export type Expecting = 'any' | 'exists' | 'none' | number;

export type Answer =
  | { readonly is: 'written'; readonly last: number; readonly position: number }
  | { readonly is: 'wrong'; readonly actual: number }
  | { readonly is: 'tombstoned' };

const OVERHEAD = 140;
const NOTHING = new Uint8Array();
const FOR_EVER = '{"$tb":9223372036854775807}';

/** What the server holds: one list, its streams, and what it remembers only while it lives. */
export class Records {
  readonly #all: Kept[] = [];
  readonly #streams = new Map<string, Kept[]>();
  readonly #tombstoned = new Set<string>();
  /** For `any` and `exists` the server knows ids in memory alone: they are gone with the process. */
  readonly #remembered = new Map<string, Kept>();
  readonly #listeners = new Set<(events: readonly Kept[]) => void>();
  readonly #file: string | undefined;
  #end = 0;

  /** @param file where the events are kept over a kill; without one they are gone with the process. */
  constructor(file?: string) {
    this.#file = file;
    if (file !== undefined && existsSync(file)) this.#load(readFileSync(file, 'utf8'));
    if (this.#all.length === 0) this.system('$metadata', '$$$settings');
  }

  get all(): readonly Kept[] {
    return this.#all;
  }

  /** Place in the list of the event at a position; beyond the end it is the end, and where no event begins there is none. */
  placeOf(position: number): number | undefined {
    const place = this.#at(position);
    const there = this.#all[place];
    return there === undefined || there.position === position ? place : undefined;
  }

  #at(position: number): number {
    let [low, high] = [0, this.#all.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#all[middle]?.position ?? 0) < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  isTombstoned = (stream: string): boolean => this.#tombstoned.has(stream);

  /** Where reading a stream begins: what was deleted, or cut away by its metadata, is hidden at once. */
  visibleFrom(stream: string): number {
    const { $tb = 0, $maxCount } = this.#metadata(stream);
    const there = this.#streams.get(stream)?.length ?? 0;
    return Math.max($tb, $maxCount === undefined ? 0 : there - $maxCount);
  }

  isSoftDeleted = (stream: string): boolean => this.visibleFrom(stream) > Number.MAX_SAFE_INTEGER;

  stream(name: string): readonly Kept[] {
    return this.#streams.get(name) ?? [];
  }

  /** All of the events or none, decided as the real server does. */
  append(stream: string, expected: Expecting, events: readonly Offered[]): Answer {
    if (this.#tombstoned.has(stream)) return { is: 'tombstoned' };
    const there = this.stream(stream);
    const actual = there.length - 1;
    if (expected === 'exists' && this.#isGone(stream, actual)) return { is: 'wrong', actual };
    const known =
      typeof expected === 'number' ? this.#same(there, expected, events) : this.#knownLoosely(stream, expected, events);
    if (known !== undefined) return known;
    const isRight = typeof expected === 'number' ? expected === actual : expected !== 'none' || this.#isGone(stream, actual);
    if (!isRight) return { is: 'wrong', actual };
    if (this.isSoftDeleted(stream)) this.#describe(stream, JSON.stringify({ $tb: there.length }));
    return this.#write(stream, events);
  }

  /** An event of the server's own, as they stand between everyone's in `$all`. */
  system(type: string, stream = '$$$stats'): void {
    this.#write(stream, [{ id: randomUUID(), type, json: true, data: Buffer.from('{}'), metadata: NOTHING }]);
  }

  softDelete(stream: string): number {
    return this.#describe(stream, FOR_EVER).position;
  }

  tombstone(stream: string): number {
    const written = this.#write(stream, [
      { id: randomUUID(), type: '$streamDeleted', json: true, data: NOTHING, metadata: NOTHING },
    ]);
    this.#tombstoned.add(stream);
    return written.position;
  }

  /** As after an election that the last leader lost: what stood from this position on is no more, and its place is written again. */
  truncate(position: number): readonly Kept[] {
    const lost = this.#all.splice(this.#at(position));
    for (const { stream, id } of lost) {
      this.#streams.get(stream)?.pop();
      this.#remembered.delete(id);
      this.#tombstoned.delete(stream);
    }
    this.#end = lost[0]?.position ?? this.#end;
    if (this.#file !== undefined) writeFileSync(this.#file, this.#all.map(line).join(''));
    return lost;
  }

  listen(listener: (events: readonly Kept[]) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #isGone(stream: string, actual: number): boolean {
    return actual < 0 || this.isSoftDeleted(stream);
  }

  /** A retry is known by its ids standing from the very revision that it expected. */
  #same(there: readonly Kept[], expected: number, events: readonly Offered[]): Answer | undefined {
    if (expected >= there.length - 1) return undefined;
    const same = events.every(({ id }, n) => there[expected + 1 + n]?.id === id);
    const last = there[expected + events.length];
    return same && last ? { is: 'written', last: last.revision, position: last.position } : undefined;
  }

  #knownLoosely(stream: string, expected: Expecting, events: readonly Offered[]): Answer | undefined {
    if (expected === 'none') return this.#same(this.stream(stream), -1, events);
    const known = events.map(({ id }) => this.#remembered.get(id)).map((kept) => (kept?.stream === stream ? kept : undefined));
    const last = known.at(-1);
    if (known[0] === undefined) return undefined;
    if (last === undefined || known.includes(undefined)) return { is: 'wrong', actual: this.stream(stream).length - 1 };
    return { is: 'written', last: last.revision, position: last.position };
  }

  #write(stream: string, events: readonly Offered[]): Extract<Answer, { is: 'written' }> {
    const created = String(BigInt(Date.now()) * 10_000n);
    const first = this.stream(stream).length;
    const kept = events.map((event, n) => this.#keep({ ...event, stream, revision: first + n, position: this.#end, created }));
    if (this.#file !== undefined) appendFileSync(this.#file, kept.map(line).join(''));
    for (const listener of this.#listeners) listener(kept);
    const last = kept.at(-1);
    return { is: 'written', last: last?.revision ?? first - 1, position: last?.position ?? this.#end };
  }

  #keep(event: Kept): Kept {
    this.#all.push(event);
    this.#streams.set(event.stream, this.#streams.get(event.stream) ?? []);
    this.#streams.get(event.stream)?.push(event);
    this.#remembered.set(event.id, event);
    this.#end = event.position + OVERHEAD + 2 * event.stream.length + event.data.length + event.metadata.length;
    return event;
  }

  #describe(stream: string, metadata: string) {
    return this.#write(`$$${stream}`, [
      { id: randomUUID(), type: '$metadata', json: true, data: Buffer.from(metadata), metadata: NOTHING },
    ]);
  }

  #metadata(stream: string): { readonly $tb?: number; readonly $maxCount?: number } {
    const last = this.#streams.get(`$$${stream}`)?.at(-1);
    return last === undefined ? {} : JSON.parse(Buffer.from(last.data).toString());
  }

  #load(text: string): void {
    for (const each of text.split('\n').slice(0, -1)) {
      const { data, metadata, ...event } = JSON.parse(each);
      this.#keep({ ...event, data: Buffer.from(data, 'base64'), metadata: Buffer.from(metadata, 'base64') });
      if (event.type === '$streamDeleted') this.#tombstoned.add(event.stream);
    }
    this.#remembered.clear();
  }
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const line = (event: Kept) => `${JSON.stringify({ ...event, data: base64(event.data), metadata: base64(event.metadata) })}\n`;
