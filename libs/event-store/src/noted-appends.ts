import { copied, positionOf } from './envelope.ts';
import type { Fault } from './fault.ts';
import type { Recorded } from './port.ts';
import { Unreadable, type RawAppend } from './sqlite/raw-log.ts';

/** What a log notes of the append to a stream that has this key. */
export type NotedOf = (stream: string, key: string) => RawAppend | undefined;

type NotedEvent = Pick<Recorded, 'stream' | 'revision' | 'leaf' | 'position' | 'id'>;

/** An append that is being read. */
interface Open {
  readonly noted: RawAppend;
  readonly bytes: Uint8Array[];
}

/**
 * What a log notes of each append beside its events: by it a repetition is known again and given the first receipt. Every event is of
 * one append, the appends lie one after the other, and each is what its caller sent. The events come first: only where they are all
 * right does it matter what is wrong here.
 */
export class NotedAppends {
  readonly #of: NotedOf;
  #open: Open | undefined;
  #count = 0;
  #fault: Fault | undefined;

  constructor(of: NotedOf) {
    this.#of = of;
  }

  /** The next event of the log, which is right in itself. */
  take(event: NotedEvent, bytes: Uint8Array): void {
    if (this.#fault !== undefined) return;
    const says = this.#wrongIn(event, bytes);
    if (says !== undefined) this.#fault = { position: event.position, kind: 'head', says };
  }

  #wrongIn(event: NotedEvent, bytes: Uint8Array): string | undefined {
    try {
      this.#open ??= this.#begun(event);
    } catch (error) {
      if (error instanceof Unreadable) return `what is noted of its append cannot be read (${error.message})`;
      throw error;
    }
    if (this.#open === undefined) return 'nothing is noted of its append';
    const { noted } = this.#open;
    this.#open.bytes.push(bytes);
    const left = noted.last - event.revision;
    if (left < 0 || noted.pos !== event.leaf + left || noted.first !== event.revision - this.#open.bytes.length + 1)
      return 'its append is noted with other events';
    return left > 0 ? undefined : this.#whole(this.#open);
  }

  #begun({ stream, id }: NotedEvent): Open | undefined {
    const noted = this.#of(stream, id);
    return noted === undefined ? undefined : { noted, bytes: [] };
  }

  #whole({ noted, bytes }: Open): string | undefined {
    this.#open = undefined;
    this.#count += 1;
    try {
      return copied(bytes).content === noted.content ? undefined : 'its append is noted with other content';
    } catch (error) {
      return `its append is not one: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  /** Whether the log notes as many appends as its events are. */
  compare(count: number): Fault | undefined {
    if (this.#fault !== undefined || count === this.#count) return this.#fault;
    return { position: positionOf(0), kind: 'head', says: `${count} appends are noted, but its events are of ${this.#count}` };
  }
}
