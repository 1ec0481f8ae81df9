import type { AllStreamRecordedEvent } from '@eventstore/db-client';
import { IDENTITY, type AllPosition } from './cluster.ts';
import { MirrorAstray } from './mirror.ts';
import type { Page } from './mirror-desk.ts';

/** Events of one append, as they came. */
interface Append {
  readonly stream: string;
  readonly of: number;
  readonly bytes: Uint8Array[];
}

const MOST_EVENTS = 500;
const MOST_BYTES = 1024 * 1024;

export const markOf = ({ commit, prepare }: AllPosition): string => `${commit}/${prepare}`;

export function positionIn(mark: string): AllPosition {
  const [commit = '0', prepare = '0'] = mark.split('/');
  return { commit: BigInt(commit), prepare: BigInt(prepare) };
}

const isAfter = (one: AllPosition, other: AllPosition) =>
  one.commit > other.commit || (one.commit === other.commit && one.prepare > other.prepare);

/** What came from the cluster and is not yet on its way to the mirror: put together to appends, and those to pages. */
export class Pages {
  #last: AllPosition | undefined;
  /** Leaf number of the next event that comes, and of the next that goes. */
  #next: number;
  #first: number;
  #open: Append | undefined;
  #ready: { readonly bytes: Uint8Array[]; readonly mark: string; readonly size: number }[] = [];
  #events = 0;
  #bytes = 0;

  constructor(size: number, mark: string | undefined) {
    this.#next = size;
    this.#first = size;
    this.#last = mark === undefined ? undefined : positionIn(mark);
  }

  /** How many events the log has, by what has come of it. */
  get came(): number {
    return this.#next;
  }

  /** Events waiting to go. */
  get waiting(): number {
    return this.#events;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether a page of what waits would hold no more. */
  get isFull(): boolean {
    return this.#events >= MOST_EVENTS || this.#bytes >= MOST_BYTES;
  }

  /** Takes an event and gives its leaf number, undefined where it came before or is none of the log's. */
  take(event: AllStreamRecordedEvent): number | undefined {
    if (this.#last !== undefined && !isAfter(event.position, this.#last)) return undefined;
    this.#last = event.position;
    if (event.streamId === IDENTITY || event.streamId.startsWith('$')) return undefined;
    this.#add(event);
    return this.#next++;
  }

  #add({ streamId, data, metadata, position }: AllStreamRecordedEvent): void {
    const open = this.#open ?? { stream: streamId, of: countIn(metadata), bytes: [] };
    if (open.stream !== streamId) throw new MirrorAstray(`an append to ${open.stream} is not whole on the cluster`);
    if (!(data instanceof Uint8Array)) throw new MirrorAstray(`an event of ${streamId} was not written by Dutybook`);
    open.bytes.push(data);
    this.#open = open.bytes.length < open.of ? open : undefined;
    if (this.#open !== undefined) return;
    const size = open.bytes.reduce((sum, { length }) => sum + length, 0);
    this.#ready.push({ bytes: open.bytes, mark: markOf(position), size });
    this.#events += open.bytes.length;
    this.#bytes += size;
  }

  /** The next page, undefined where no append is whole. */
  next(): Page | undefined {
    const appends = this.#ready.splice(0, this.#fitting());
    const last = appends.at(-1);
    if (last === undefined) return undefined;
    const events = appends.flatMap(({ bytes }) => bytes);
    const size = appends.reduce((sum, append) => sum + append.size, 0);
    const page = {
      first: this.#first,
      lengths: events.map(({ length }) => length),
      counts: appends.map(({ bytes }) => bytes.length),
    };
    this.#first += events.length;
    this.#events -= events.length;
    this.#bytes -= size;
    return { ...page, bytes: joined(events, size), mark: last.mark };
  }

  #fitting(): number {
    let [count, events, bytes] = [0, 0, 0];
    for (const append of this.#ready) {
      if (count > 0 && (events + append.bytes.length > MOST_EVENTS || bytes + append.size > MOST_BYTES)) break;
      count += 1;
      events += append.bytes.length;
      bytes += append.size;
    }
    return count;
  }
}

/** How many events the append has that an event begins. */
function countIn(metadata: unknown): number {
  const { events } = Object(metadata) as { events?: unknown };
  return typeof events === 'number' ? events : 1;
}

function joined(events: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(new ArrayBuffer(size));
  let at = 0;
  for (const event of events) {
    bytes.set(event, at);
    at += event.length;
  }
  return bytes;
}
