import type { Cite, Day, DutyId, EventId, Holder, RecordKind, RulebookId, Status, Timing } from './act.ts';
import type { Facts } from './book.ts';
import type { Condition, Instance, Open, Owed, Question, Sequence } from './facts/question.ts';
import type { Obligation, SettingUsed, Step } from './obligation.ts';
import type { SettingId } from './settings.ts';
import type { TimerId } from './timers.ts';
import type { Item } from './told.ts';

/**
 * What a duty is: which it is, whose, where in the Act, how soon, since when, after what, owed to whom, saying what, unless what, until
 * what. It has no control flow: what counts as done belongs to its kind, the status is worked out in one place for all (status.ts).
 */

export interface Excuse extends Condition {
  readonly cite: Cite;
}
export interface Clauses {
  readonly id: DutyId;
  readonly of: Holder;
  readonly cite: Cite;
  /** What must be done, in plain words. */
  readonly what: string;
  readonly timing: Timing;
  /** All must hold; the clock starts on the latest of their days. */
  readonly since: readonly Question[];
  readonly after?: Sequence;
  readonly owedTo?: Owed;
  readonly saying?: readonly Item[];
  /** Of whose steps to remedy it must tell: the manufacturer’s under ss.19 and 25, else its own. */
  readonly stepsOf?: 'manufacturer';
  readonly unless?: readonly Excuse[];
  /** What neither excuses it nor ends it, though one might think so. */
  readonly despite?: readonly string[];
  /** What its date is counted by. */
  readonly timers?: readonly TimerId[];
  /** What ends it without its being done. */
  readonly until?: readonly Condition[];
  /** What leaves it open to a person's judgment. */
  readonly unclear?: readonly Condition[];
  /** Readings that shape it whatever the facts are. */
  readonly readings?: readonly SettingId[];
}

/** What a party did about one instance of a duty, measured by the duty's kind. */
export interface Deed {
  readonly done?: Day;
  /** Something was given, though not all of it. */
  readonly begun?: Day;
  readonly missing?: readonly string[];
  readonly events: readonly EventId[];
  readonly settings?: readonly SettingId[];
  readonly shows?: Partial<Obligation>;
}

/** A row that a kind makes by itself: a prohibition, a gate, a term, a state to be kept. */
export interface Standing {
  readonly instance?: Instance;
  readonly status: Status;
  readonly on?: Day;
  readonly since: Day;
  readonly events: readonly EventId[];
  readonly settledBy: readonly EventId[];
  readonly settings?: readonly SettingId[];
  /** What has to be settled, where it is undetermined. */
  readonly open?: Open;
  readonly shows?: Partial<Obligation>;
}

/** What goes with every kind: what would discharge the duty, in words, and the readings that can shape what counts as done. */
interface Common {
  readonly discharge: string;
  readonly readings?: readonly SettingId[];
}
export interface ActKind extends Common {
  readonly is: 'act';
  readonly record?: RecordKind;
  readonly deed: (facts: Facts, instance: Instance) => Deed;
}
export interface StandingKind extends Common {
  readonly is: 'standing';
  /** What a row stands for, and what would have to be recorded where there is none. */
  readonly of: Open;
  /** What ends it, in words. */
  readonly ends: readonly string[];
  readonly rows: (facts: Facts, arisen: Day) => readonly Standing[];
}
export interface RiderKind extends Common {
  readonly is: 'rider';
  readonly of: readonly DutyId[];
  readonly deed: (facts: Facts, instance: Instance) => Deed;
}
export interface MirrorKind {
  readonly is: 'mirror';
  readonly of: readonly DutyId[];
  readonly delegated: 'R8' | 'S11-2' | 'S11-3' | 'S12-1';
}
/** What counts as done lives with the kind, once. */
export type Kind = ActKind | StandingKind | RiderKind | MirrorKind;

export interface Duty extends Clauses {
  readonly kind: Kind;
}

/** What a duty comes to in one book: its rows, or the reasoning by which there is none. */
export interface WorkedOut {
  readonly rows: readonly Obligation[];
  readonly steps: readonly Step[];
  readonly settings: readonly SettingUsed[];
  /** Where there is none: what would have to be recorded for one. */
  readonly needs?: string;
  /** The law that it was judged by. */
  readonly rulebook: RulebookId;
  readonly status: 'N/T' | 'DORMANT' | 'arisen';
}
