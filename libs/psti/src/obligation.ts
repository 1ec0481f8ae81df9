import type {
  Cite,
  Day,
  DutyId,
  EventId,
  FailureId,
  Holder,
  NoticeId,
  PartyId,
  ProductId,
  RecordKind,
  RulebookId,
  Status,
  Timing,
} from './act.ts';

/** One step of the reasoning: a question about the facts, its answer, and the events that gave it. */
export interface Step {
  readonly asks: string;
  readonly holds: boolean | 'undetermined';
  readonly cite?: Cite;
  readonly events: readonly EventId[];
}

/** A reading of doubtful text that shaped an answer (A1–A59): policy, shown as such. */
export interface SettingUsed {
  readonly id: string;
  readonly value: string;
  readonly says: string;
}

/** Why an answer is what it is: enough for a stranger to follow it without the code. */
export interface Why {
  /** The events that raised the duty, then those that discharged, excused or ended it. */
  readonly triggers: readonly EventId[];
  readonly settledBy: readonly EventId[];
  readonly trace: readonly Step[];
  readonly settings: readonly SettingUsed[];
  /** One sentence for a person. */
  readonly says: string;
  /** What would have to be recorded: for a question to be settled, or for a duty to arise that did not. */
  readonly needs?: string;
}

/**
 * One duty, worked out for one holder, product, failure and recipient, at one pair of clocks. What the law says, what a setting
 * says and what the firm wants of itself stand in fields of their own.
 */
export interface Obligation {
  /** The same for the same instance in every answer: duty, holder, product, failure or notice, recipient, record. */
  readonly key: string;
  readonly duty: DutyId;
  readonly holder: PartyId;
  readonly role: Holder;
  readonly product: ProductId;
  readonly failure?: FailureId;
  readonly notice?: NoticeId;
  readonly item?: string;
  readonly to?: PartyId;
  readonly record?: RecordKind;
  readonly recordId?: string;
  readonly statement?: string;
  readonly cite: Cite;
  /** What must be done, in plain words. */
  readonly what: string;
  readonly status: Status;
  /** The day of DONE, CEASED, CROSSED, or from which ACTIVE or EXCUSED. */
  readonly on?: Day;
  /** The day the duty became performable. */
  readonly since?: Day;
  readonly timing: Timing;
  /** Only from a dated period or a notice. */
  readonly dueOn?: Day;
  readonly until?: Day;
  readonly ends?: readonly Day[];
  /** Policy, never law. */
  readonly policyUntil?: Day;
  readonly enforcedUntil?: Day;
  readonly excuse?: Cite;
  readonly missing?: readonly string[];
  /** Days of acts across a gate or prohibition. */
  readonly crossed?: readonly Day[];
  readonly outcome?: 'failure' | 'no failure' | 'deemed compliant';
  readonly outcomeCite?: Cite;
  readonly joint?: boolean;
  readonly holderFor?: PartyId;
  readonly mirrors?: DutyId;
  readonly flags?: readonly string[];
  readonly rulebook: RulebookId;
  /** The organisation's own aim, labelled as theirs. */
  readonly target?: { readonly days: number; readonly dueOn: Day };
  readonly why: Why;
  /** What would discharge it, where anything would. */
  readonly discharge?: string;
}
