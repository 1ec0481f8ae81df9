import type { Day, EventId, RecordKind } from './act.ts';
import type { FailureEvent, KeptRecord } from './failure-record.ts';
import type { Known } from './known.ts';

/** The records of ss.12 and 20 as they were made and updated, and what each had to hold. */

type Made = Known<Extract<FailureEvent, { type: 'RecordMade' }>>;
type Updated = Known<Extract<FailureEvent, { type: 'RecordUpdated' }>>;
export type RecordItem = 'outcome' | 'details' | 'steps';

export interface Kept {
  readonly kind: KeptRecord;
  readonly made: Made;
  readonly updates: readonly Updated[];
  readonly latest: Made | Updated;
}

export const recordsKept = (events: readonly Known<FailureEvent>[]): readonly Kept[] => {
  const updates = events.filter((event) => event.type === 'RecordUpdated');
  return events
    .filter((event) => event.type === 'RecordMade')
    .map((made) => {
      const later = updates.filter(({ record, kind, on }) => record === made.record && kind === made.kind && on >= made.on);
      return { kind: made.kind, made, updates: later, latest: later.at(-1) ?? made };
    });
};

/** What was known by a place in the order of events: the content that a record made then must hold (s.12(2)–(3), s.20(2)). */
export type Demand = (kind: KeptRecord, by: number) => readonly RecordItem[];

export interface KeptState {
  readonly kept: Kept;
  /** The day from which it holds what was known when it was made. */
  readonly complete?: Day;
  /** What is known by now and it does not hold. */
  readonly missing: readonly RecordItem[];
  readonly events: readonly EventId[];
}

/** An update gives the whole of the content. What the record itself names as gaps is judged apart (s.20(3)). */
export const stateOf = (kept: Kept, demand: Demand, place: ReadonlyMap<EventId, number>): KeptState => {
  const required = demand(kept.kind, place.get(kept.made.id) ?? 0);
  const versions = [kept.made, ...kept.updates];
  const complete = versions.find(({ content, gaps }) => required.every((item) => content.includes(item) || gaps?.includes(item)));
  const known = demand(kept.kind, Number.POSITIVE_INFINITY);
  const gaps = kept.latest.gaps ?? [];
  const missing = (['outcome', 'details', 'steps'] as const).filter(
    (item) => gaps.includes(item) || (known.includes(item) && !kept.latest.content.includes(item)),
  );
  return { kept, complete: complete?.on, missing, events: versions.map(({ id }) => id) };
};

export const isKindOf = (kind: RecordKind) => (kept: Kept) => kept.kind === kind;
