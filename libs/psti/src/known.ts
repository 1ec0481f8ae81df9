import type { Clocks, Day, EventId, Instant, Moment, SubjectId } from './act.ts';
import { endOf, isDay, londonDay } from './calendar.ts';

/**
 * The two clocks. What had not happened by `asOf` or was not recorded by `knownAt` is dropped, corrections are put in the place of
 * what they supersede, and the rest is put in the order in which it happened. No rule knows about either clock's machinery.
 */

/** What the log adds to an event. `leaf` is its number in the whole log, and so the log order across streams. */
export interface Envelope {
  readonly stream: string;
  readonly revision: number;
  readonly recordedAt: Instant;
  readonly by: SubjectId;
  readonly leaf: number;
}
export type Known<E> = E & Envelope;

interface Happened {
  readonly id: EventId;
  readonly type: string;
  readonly on: Day;
  readonly at?: Instant;
}

/** What a `Correction` carries: the event it supersedes, and the full replacement or, to withdraw it, none. */
interface Correcting {
  readonly type: 'Correction';
  readonly supersedes: EventId;
  readonly event?: {
    readonly type: string;
    readonly version?: number;
    readonly on: Day;
    readonly at?: Instant;
    readonly data?: object;
  };
}
const isCorrection = <E extends Happened>(event: E): event is E & Correcting => event.type === 'Correction';

export const asKnown = <E extends Happened>(events: readonly Known<E>[], { asOf, knownAt }: Clocks): readonly Known<E>[] => {
  const recorded = events.filter(recordedBy(knownAt));
  return inOrder(corrected(recorded).filter(happenedBy(asOf)));
};

/** What stood at the clocks before it was corrected: by this a book of which all was withdrawn is told from an empty one. */
export const asFirstSaid = <E extends Happened>(events: readonly Known<E>[], { asOf, knownAt }: Clocks): readonly Known<E>[] =>
  inOrder(events.filter((event) => !isCorrection(event) && recordedBy(knownAt)(event) && happenedBy(asOf)(event)));

/** A day means its end in London: what was recorded on it counts. */
const recordedBy = (knownAt: Moment): ((event: Envelope) => boolean) => {
  if (!isDay(knownAt)) {
    const until = Date.parse(knownAt);
    return ({ recordedAt }) => Date.parse(recordedAt) <= until;
  }
  const midnight = endOf(knownAt);
  return ({ recordedAt }) => recordedAt < knownAt || Date.parse(recordedAt) < midnight;
};

/** Under an instant, an event of which only the day is known counts once that day is over. */
const happenedBy = (asOf: Moment): ((event: Happened) => boolean) => {
  if (isDay(asOf)) return ({ on }) => on <= asOf;
  const until = Date.parse(asOf);
  const today = londonDay(asOf);
  return ({ on, at }) => (at === undefined ? on < today : Date.parse(at) <= until);
};

/**
 * The latest correction of an event governs. A correction may itself be corrected, by the event as it should have been, or
 * withdrawn: then what stood before it stands again. The event keeps its id and its place in the log: it is as if it had been
 * recorded right.
 */
export const corrected = <E extends Happened>(events: readonly Known<E>[]): readonly Known<E>[] => {
  if (!events.some(isCorrection)) return events;
  const corrections = new Map<EventId, Known<E>[]>();
  for (const correction of [...events].filter(isCorrection).sort((a, b) => b.leaf - a.leaf))
    corrections.set(correction.supersedes, [...(corrections.get(correction.supersedes) ?? []), correction]);
  return events.flatMap((event) => (isCorrection(event) ? [] : settled(event, corrections)));
};

const settled = <E extends Happened>(
  event: Known<E>,
  corrections: ReadonlyMap<EventId, readonly Known<E>[]>,
): readonly Known<E>[] => {
  for (const correction of corrections.get(event.id) ?? []) {
    const standing = settled(correction, corrections)[0];
    if (standing === undefined) continue;
    // A correction that was itself corrected has become the event as it should have been.
    const by = isCorrection(standing) ? standing.event : standing;
    return by === undefined ? [] : [replaced(event, by)];
  }
  return [event];
};

const replaced = <E extends Happened>(event: Known<E>, by: NonNullable<Correcting['event']>): Known<E> => {
  const { id, stream, revision, recordedAt, by: recorder, leaf } = event;
  const { data, version = 1, ...happening } = by;
  // What stands on the log was held to the shape of its type when it was recorded: this is the log being read.
  return { ...happening, version, ...data, id, stream, revision, recordedAt, by: recorder, leaf } as unknown as Known<E>;
};

/** By day; within a day by `at` where both have one, else by log order: events without a time keep their place among those with one. */
const inOrder = <E extends Happened>(events: readonly Known<E>[]): readonly Known<E>[] => {
  const ordered = [...events].sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : a.leaf - b.leaf));
  for (let from = 0; from < ordered.length;) {
    const on = ordered[from]?.on;
    let to = from + 1;
    while (ordered[to]?.on === on) to += 1;
    if (to - from > 1) timed(ordered, from, to);
    from = to;
  }
  return ordered;
};

const timed = <E extends Happened>(ordered: Known<E>[], from: number, to: number): void => {
  const places: number[] = [];
  for (let place = from; place < to; place += 1) if (ordered[place]?.at !== undefined) places.push(place);
  if (places.length < 2) return;
  const events = places.flatMap((place) => ordered[place] ?? []).sort((a, b) => instantOf(a) - instantOf(b) || a.leaf - b.leaf);
  events.forEach((event, index) => (ordered[places[index] ?? from] = event));
};
const instantOf = ({ at }: Happened): number => (at === undefined ? 0 : Date.parse(at));
