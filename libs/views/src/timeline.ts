import { isDeepStrictEqual } from 'node:util';
import type { Position } from '#event-store';
import {
  asKnown,
  corrected,
  daysBetween,
  isDay,
  londonDay,
  textsIn,
  type Clocks,
  type Day,
  type EventId,
  type Instant,
  type Moment,
  type SubjectId,
  type Why,
} from '#psti';
import type { Entry } from './facts.ts';
import { EVER } from './matters.ts';
import { remembered } from './remembered.ts';

/** By which clocks an answer was worked out, and up to where the log had been read. */
export interface Answered extends Clocks {
  readonly today: Day;
  readonly position: Position;
}

/** The correction that struck an entry or put it in place of another. Why: the vault's words under its id and the path `reasons`. */
export interface CorrectionOf {
  readonly event: EventId;
  readonly on: Day;
  readonly at?: Instant;
  readonly recordedAt: Instant;
  readonly by: SubjectId;
}

/**
 * One fact on a record. What was corrected stays, struck; what replaced it is an entry of its own, at its own day. The words of a
 * text field are not here: the vault has them under `textsOf` and the path.
 */
export interface TimelineEntry {
  readonly event: EventId;
  readonly type: string;
  readonly version: number;
  readonly stream: string;
  readonly revision: number;
  /** Number of the event in the whole log, the mark by which its proof is found. */
  readonly leaf: number;
  readonly on: Day;
  readonly at?: Instant;
  readonly recordedAt: Instant;
  /** Whole London days from `on` to the day of recording, where it was recorded on a later day. */
  readonly lateDays?: number;
  readonly by: SubjectId;
  readonly data: Readonly<Record<string, unknown>>;
  /** Under which event id the vault keeps the words: a replacement's are under its correction's. */
  readonly textsOf: EventId;
  /** Their paths: from `data` for a fact, from the correction's `data` for a replacement (`event.data.text`). */
  readonly texts: readonly string[];
  readonly standing: 'stands' | 'struck';
  readonly correction?: CorrectionOf;
}

/** What the clocks keep off the page: nothing of it is shown but that it is there. */
export interface Hidden {
  /** Recorded by then, but had not happened. */
  readonly notYetHappened: number;
  /** Not yet recorded by then. */
  readonly notYetRecorded: number;
  /** Where either clock would have to stand to show the next of them. */
  readonly nextOn?: Day;
  readonly nextRecordedAt?: Instant;
  /** Where either clock would have to stand so that the last one shown is no longer. */
  readonly previousOn?: Day;
  readonly previousRecordedAt?: Instant;
}

/** What was recorded, at both clocks, in the order in which it happened; what was corrected stands beside what it was corrected to. */
export function timelineOf(events: readonly Entry[], { asOf, knownAt }: Clocks): readonly TimelineEntry[] {
  const recorded = events.filter(isRecordedBy(knownAt));
  const entries = versionsOf(recorded).map((entry) => ({ ...placeOf(entry), entry }));
  return asKnown(entries, { asOf, knownAt: EVER }).map(({ entry }) => entry);
}

/** What the clocks and the order of things go by. */
const placeOf = ({ event: id, type, on, at, stream, revision, recordedAt, by, leaf }: TimelineEntry) => ({
  ...{ id, type, on, stream, revision, recordedAt, by, leaf },
  ...(at === undefined ? {} : { at }),
});

/** A day means its end in London; only what was recorded that very day needs its London day worked out. */
export const isRecordedBy = (knownAt: Moment): ((event: Pick<Entry, 'recordedAt'>) => boolean) => {
  if (!isDay(knownAt)) {
    const until = Date.parse(knownAt);
    return ({ recordedAt }) => Date.parse(recordedAt) <= until;
  }
  return ({ recordedAt }) => {
    const utcDay = recordedAt.slice(0, 10);
    return utcDay < knownAt || (utcDay === knownAt && londonDay(recordedAt) === knownAt);
  };
};

type Correcting = Entry & { readonly type: 'Correction' };
const isCorrection = (event: Entry): event is Correcting => event.type === 'Correction';

/** An event as it was recorded, or as a correction made it. */
interface Version {
  readonly event: Entry;
  /** Whose words its texts are, and where they begin: its own, or those of the correction that gave it. */
  readonly words: { readonly of: EventId; readonly under: string };
  readonly by?: Correcting;
  readonly struckBy?: Correcting;
}

function versionsOf(recorded: readonly Entry[]): readonly TimelineEntry[] {
  const corrections = recorded.filter(isCorrection);
  const facts = corrections.length === 0 ? recorded : recorded.filter((event) => !isCorrection(event));
  return facts.flatMap((event) => {
    const chain = corrections.length === 0 ? [] : chainFrom(event, corrections);
    return chain.length === 0 ? asRecorded(event) : historyOf(event, chain).map(entryOf);
  });
}
const asRecorded = remembered((event: Entry) => entryOf({ event, words: { of: event.id, under: '' } }));

/** The corrections of an event, and those of its corrections, as they were recorded. */
const chainFrom = ({ id }: Entry, corrections: readonly Correcting[]): readonly Correcting[] => {
  const named = new Set([id]);
  return corrections.filter((correction) => named.has(correction.supersedes) && named.add(correction.id));
};

/** What stood after each correction. Each was struck by the next; a withdrawn correction brings back what stood before it. */
function historyOf(event: Entry, chain: readonly Correcting[]): readonly Version[] {
  const struck: Version[] = [];
  let now: Version | undefined = { event, words: { of: event.id, under: '' } };
  for (const [place, by] of chain.entries()) {
    if (now !== undefined) struck.push({ ...now, struckBy: by });
    const [after] = corrected([event, ...chain.slice(0, place + 1)]);
    now = after && { event: after, by, words: wordsOf(after, by, struck) };
  }
  return now === undefined ? struck : [...struck, now];
}
const wordsOf = (event: Entry, by: Correcting, struck: readonly Version[]): Version['words'] => {
  if (by.event !== undefined) return { of: by.id, under: 'event.data.' };
  return struck.findLast((version) => isDeepStrictEqual(version.event, event))?.words ?? { of: event.id, under: '' };
};

function entryOf({ event, words, by, struckBy }: Version): TimelineEntry {
  const { id, type, version, stream, revision, leaf, on, at, recordedAt: first, by: recorder, ...data } = event;
  const { recordedAt, by: recordedBy } = by ?? { recordedAt: first, by: recorder };
  const late = daysBetween(on, londonDay(recordedAt));
  const correction = struckBy ?? by;
  return {
    ...{ event: id, type, version, stream, revision, leaf, on },
    ...(at === undefined ? {} : { at }),
    recordedAt,
    ...(late > 0 ? { lateDays: late } : {}),
    by: recordedBy,
    data,
    textsOf: words.of,
    texts: textsIn(type, data).map((path) => `${words.under}${path}`),
    standing: struckBy === undefined ? 'stands' : 'struck',
    ...(correction === undefined ? {} : { correction: correctionOf(correction) }),
  };
}
const correctionOf = ({ id, on, at, recordedAt, by }: Correcting): CorrectionOf => ({
  event: id,
  on,
  ...(at === undefined ? {} : { at }),
  recordedAt,
  by,
});

/** What the clocks keep off a page, and where they would have to stand for the next event more, or one less. */
export function hiddenIn(events: readonly Entry[], { asOf, knownAt }: Clocks): Hidden {
  const isRecorded = isRecordedBy(knownAt);
  const recorded = events.filter(isRecorded);
  const unrecorded = events.filter((event) => !isRecorded(event));
  const happened = new Set(asKnown(recorded, { asOf, knownAt: EVER }).map(({ id }) => id));
  const standing = asKnown(recorded, { asOf: EVER, knownAt: EVER });
  const ahead = standing.filter(({ id }) => !happened.has(id));
  const days = standing.filter(({ id }) => happened.has(id)).map(({ on }) => on);
  const instants = recorded.map(({ recordedAt }) => recordedAt);
  return {
    notYetHappened: ahead.length,
    notYetRecorded: unrecorded.length,
    nextOn: least(ahead.map(({ on }) => on)),
    nextRecordedAt: least(unrecorded.map(({ recordedAt }) => recordedAt)),
    previousOn: lastButOne(days),
    previousRecordedAt: lastButOne(instants),
  };
}
const least = (moments: readonly string[]): string | undefined =>
  moments.reduce<string | undefined>((first, next) => (first === undefined || next < first ? next : first), undefined);
const greatest = (moments: readonly string[]): string | undefined =>
  moments.reduce<string | undefined>((last, next) => (last === undefined || next > last ? next : last), undefined);
const lastButOne = (moments: readonly string[]): string | undefined => {
  const last = greatest(moments);
  return greatest(moments.filter((moment) => moment !== last));
};

/** The events that reasons name. */
export function namedIn(reasons: readonly Why[]): Set<EventId> {
  const named = new Set<EventId>();
  for (const { triggers, settledBy, trace } of reasons) {
    for (const events of [triggers, settledBy]) for (const event of events) named.add(event);
    for (const { events } of trace) for (const event of events) named.add(event);
  }
  return named;
}

/** What the reasons name and a page does not show already, from all that bears on them. */
export function citedIn(
  reasons: readonly Why[],
  { events, clocks, shown }: { events: readonly Entry[]; clocks: Clocks; shown: readonly TimelineEntry[] },
) {
  const named = namedIn(reasons);
  for (const { event } of shown) named.delete(event);
  const streams = new Set(events.filter(({ id }) => named.has(id)).map(({ stream }) => stream));
  return timelineOf(
    events.filter(({ stream }) => streams.has(stream)),
    clocks,
  ).filter(({ event }) => named.has(event));
}
