import { randomBytes, randomUUID } from 'node:crypto';
import { Clock } from './clock.ts';
import { handover, kindOf, StoredEvent, written, type Handover } from './envelope.ts';
import { KeyReused, WrongRevision } from './errors.ts';
import { firstMissed, isWhereExpected, MOST_MISSED } from './expectation.ts';
import { CompactRange } from './merkle.ts';
import { PagedStore, type LogPage, type StreamPage, type StreamStretch, type Stretch } from './paged-store.ts';
import type { Appended, AppendOptions, Expected, Health, NewEvent, Recorded } from './port.ts';

interface Stream {
  readonly events: StoredEvent[];
  readonly commits: Map<string, Appended & { readonly content: string }>;
  tip: string | null;
}

/** A log without a disk: the model that the others are held to, and a store for tests and trials. */
export class MemoryStore extends PagedStore {
  readonly storeId = randomUUID();
  readonly clock: Clock;
  readonly #events: StoredEvent[] = [];
  readonly #streams = new Map<string, Stream>();
  readonly #tree = new CompactRange();
  readonly #nodes: Uint8Array[][] = [];

  constructor(clock: Clock = new Clock()) {
    super();
    this.clock = clock;
  }

  async append(stream: string, events: readonly NewEvent[], options: AppendOptions): Promise<Appended> {
    this.mustBeOpen();
    const offered = handover(stream, events, options, this.clock.now());
    const found = this.#streams.get(stream) ?? { events: [], commits: new Map(), tip: null };
    const known = found.commits.get(offered.key);
    if (known === undefined) return this.#write(found, offered);
    if (known.content !== offered.content)
      throw new KeyReused({ stream, key: offered.key, first: known.first, last: known.last });
    const { content, ...receipt } = known;
    return { ...receipt, duplicate: true };
  }

  #write(stream: Stream, { stream: name, key, expected, at, content, drafts }: Handover): Appended {
    const actual = stream.events.length - 1;
    if (!isWhereExpected(expected, actual))
      throw new WrongRevision({ stream: name, expected, actual, missed: missedOf(stream, expected) });
    const before = stream.events.at(-1)?.recordedAt ?? at;
    const adjusted = at < before;
    const recordedAt = adjusted ? before : at;
    for (const draft of drafts) {
      const own = {
        prev: stream.tip,
        recordedAt,
        adjusted,
        revision: stream.events.length,
        salt: randomBytes(16).toString('hex'),
      };
      const { bytes, leaf } = written(draft, own);
      const event = new StoredEvent(bytes.toString(), this.#events.length);
      this.#events.push(event);
      stream.events.push(event);
      stream.tip = leaf.toString('hex');
      this.#tree.append(leaf, (level, index, hash) => ((this.#nodes[level] ??= [])[index] = hash));
    }
    this.#streams.set(name, stream);
    const { revision: last, position, leaf } = this.#events.at(-1) ?? { revision: 0, position: '', leaf: 0 };
    const receipt = { stream: name, first: actual + 1, last, position, leaf, recordedAt, duplicate: false };
    stream.commits.set(key, { ...receipt, content });
    this.bell.ring();
    return receipt;
  }

  async stat(stream: string): Promise<{ exists: boolean; revision: number }> {
    this.mustBeOpen();
    const revision = (this.#streams.get(stream)?.events.length ?? 0) - 1;
    return { exists: revision >= 0, revision };
  }

  async root(): Promise<{ size: number; root: string }> {
    return { size: this.#tree.size, root: this.#tree.root().toString('hex') };
  }

  health(): Health {
    return this.closed ? { writable: false, says: 'It has been closed.', passing: false } : { writable: true };
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.endSubscriptions();
  }

  protected lastLeaf(): number {
    return this.#events.length - 1;
  }

  protected node(level: number, index: number): Uint8Array {
    const hash = this.#nodes[level]?.[index];
    if (hash === undefined) throw new RangeError(`no node ${index} on level ${level}`);
    return hash;
  }

  protected logPage({ first, last, types, kinds, most }: Stretch): LogPage {
    const events: Recorded[] = [];
    let leaf = first;
    for (; leaf <= last && events.length < most; leaf++) {
      const event = this.#events[leaf];
      if (event === undefined) break;
      if ((types?.includes(event.type) ?? true) && (kinds?.includes(kindOf(event.stream)) ?? true)) events.push(event);
    }
    return { events, reached: leaf - 1 };
  }

  protected streamPage(stream: string, stretch: StreamStretch): StreamPage {
    const events = stretchOf(this.#streams.get(stream)?.events ?? [], stretch);
    return { events, isWhole: events.length < stretch.most };
  }
}

function stretchOf(events: readonly StoredEvent[], { from, to, most }: StreamStretch): readonly StoredEvent[] {
  if (from <= to) return events.slice(from, Math.min(to + 1, from + most));
  const first = Math.min(from, events.length - 1);
  return events.slice(Math.max(to, first - most + 1), first + 1).toReversed();
}

const missedOf = ({ events }: Stream, expected: Expected) => events.slice(firstMissed(expected)).slice(0, MOST_MISSED);
