import type { Position } from '#event-store';
import type { Clocks, Day, EventId, Instant, SubjectId } from '#psti';

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
  /** The next moment at which either clock would show more. */
  readonly nextOn?: Day;
  readonly nextRecordedAt?: Instant;
  readonly previousOn?: Day;
  readonly previousRecordedAt?: Instant;
}
