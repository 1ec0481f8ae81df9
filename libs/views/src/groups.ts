import { asKnown, type Clocks, type PartyId } from '#psti';
import type { Entry } from './facts.ts';
import type { Reading } from './reading.ts';
import type { Shelf } from './shelf.ts';
import { streamName, streamOf } from './stream-name.ts';

/** How far to read: up to a leaf of the log, or all there is now. */
export type Within = number | 'now';

/** Streams that a party holds to be one, the one begun first first, with all that was recorded in them, in the order of the log. */
export interface Group {
  readonly streams: readonly string[];
  readonly events: readonly Entry[];
}
export const nothing: Group = { streams: [], events: [] };

/** Reads streams, and puts those together that are one. The shelf names candidates; the events, at the clocks asked about, decide. */
export class Groups {
  readonly #reading: Reading;
  readonly #shelf: Shelf;

  constructor(reading: Reading, shelf: Shelf) {
    this.#reading = reading;
    this.#shelf = shelf;
  }

  async read(stream: string, within: Within): Promise<readonly Entry[]> {
    return within === 'now' ? this.#reading.now(stream) : this.#reading.upTo(stream, within);
  }

  /** A stream and those that its party says are the same, directly or by way of others. */
  async of(stream: string, within: Within, clocks: Clocks): Promise<Group> {
    const read = new Map<string, readonly Entry[]>();
    const edges = new Map<string, Set<string>>();
    const reach = async (each: string): Promise<void> => {
      if (read.has(each)) return;
      const events = await this.read(each, within);
      read.set(each, events);
      for (const other of namedSame(streamName(each)?.party ?? '', events, clocks)) {
        link(edges, each, other);
        link(edges, other, each);
        await reach(other);
      }
    };
    for (const candidate of this.#shelf.sameAs(stream)) await reach(candidate);
    const members = connected(stream, edges).filter((member) => (read.get(member)?.length ?? 0) > 0);
    const begun = (member: string): number => read.get(member)?.[0]?.leaf ?? 0;
    const streams = members.sort((a, b) => begun(a) - begun(b));
    return { streams, events: inLogOrder(streams.map((member) => read.get(member) ?? [])) };
  }
}

const isSame = ({ type }: Entry): boolean => type === 'SameProductAs' || type === 'SameFailureAs';
const namedSame = (party: PartyId, events: readonly Entry[], clocks: Clocks): readonly string[] =>
  !events.some(isSame)
    ? []
    : asKnown(events, clocks).flatMap((event) => {
        if (event.type === 'SameProductAs') return [streamOf(party, 'product', event.product)];
        return event.type === 'SameFailureAs' ? [streamOf(party, 'failure', event.failure)] : [];
      });

const link = (edges: Map<string, Set<string>>, from: string, to: string): void => {
  edges.set(from, (edges.get(from) ?? new Set()).add(to));
};
const connected = (from: string, edges: ReadonlyMap<string, ReadonlySet<string>>): string[] => {
  const reached = new Set([from]);
  for (const each of reached) for (const other of edges.get(each) ?? []) reached.add(other);
  return [...reached];
};
const inLogOrder = (streams: readonly (readonly Entry[])[]): readonly Entry[] => {
  const [only, ...others] = streams.filter(({ length }) => length > 0);
  return others.length === 0 ? (only ?? []) : streams.flat().sort((a, b) => a.leaf - b.leaf);
};
