import { recordKinds, roles } from './act.ts';
import type { Day, DutyId, EventId, FailureId, PartyId, ProductId, RecordKind, Role, SubjectId, Text } from './act.ts';
import { Correction } from './correction.ts';
import { decideCorrection, named, notBefore, refolded, Refused } from './decider.ts';
import type { Decider, Stream } from './decider.ts';
import { none } from './entries.ts';
import type { Entries } from './entries.ts';
import type { Known } from './known.ts';
import type { Batches, YesNo } from './product-record.ts';
import {
  Group,
  Happened,
  IsBatches,
  IsDuty,
  IsEventRef,
  IsFailure,
  IsId,
  IsParty,
  IsPartyOr,
  IsPastDay,
  IsProduct,
  IsRequirement,
  IsSubject,
  IsText,
  IsTrue,
  IsWord,
  IsYesNo,
  ItsFieldsLast,
  ListOf,
  OneOf,
  Only,
  Optional,
} from './shape.ts';
import { choice, party } from './value.ts';

/**
 * What one party knew, was told, said and did about one compliance failure.
 * For manufacturers and importers this stream is also the record of ss.12 and 20.
 */

// Events. `on` is the day it happened. These shapes stay on disk for ten years: add fields, never rename them.
export const reporters = ['researcher', 'consumer', 'customer', 'press', 'authority', 'party', 'other'] as const;
/** `may be` makes anyone informed, and no more. */
export const claims = ['is', 'may be'] as const;
export const means = ['email', 'phone', 'post', 'hand', 'form'] as const;
export const awarenessKinds = ['actual', 'constructive'] as const;
/** N-CORE: what every notification must hold. */
export const notificationContent = ['details', 'risks', 'steps'] as const;
export const remedies = ['successful', 'unsuccessful', 'refused'] as const;
export const keptRecords = recordKinds.filter((kind): kind is KeptRecord => kind !== 'soc');
export type KeptRecord = Exclude<RecordKind, 'soc'>;
/** ss.12(2)–(3), 20(2). */
export const recordContent = ['outcome', 'details', 'steps'] as const;
export type Claims = (typeof claims)[number];
export type Means = (typeof means)[number];

/** Who told of it: a kind, and where it has one, its id or a reference to the person. */
export class Reporter {
  @OneOf(reporters) readonly kind!: (typeof reporters)[number];
  @Optional() @IsParty() readonly party?: PartyId;
  @Optional() @IsSubject() readonly subject?: SubjectId;
}
export class ComplianceFailureReported extends Happened {
  readonly type = 'ComplianceFailureReported' as const;
  @IsProduct() readonly product!: ProductId;
  @Group(() => Reporter) readonly from!: Reporter;
  @OneOf(claims) readonly claims!: Claims;
  @IsTrue() readonly toPublishedAddress?: boolean;
  @Optional()
  @IsPastDay()
  @Only<ComplianceFailureReported>(
    '`readOn` is before the day on which it arrived, `on`',
    ({ on, readOn }) => readOn === undefined || !(readOn < on),
  )
  readonly readOn?: Day;
  @IsTrue() readonly describesInvestigation?: boolean;
  @IsText() readonly text!: Text;
}

/** What one party said to another about a failure, by whatever means. */
@ItsFieldsLast()
abstract class Said extends Happened {
  @OneOf(means) readonly means!: Means;
  @OneOf(claims) readonly claims!: Claims;
}
export class ContactMade extends Said {
  readonly type = 'ContactMade' as const;
  @Optional() @IsProduct() readonly product?: ProductId;
  @Optional() @IsRequirement() readonly requirement?: string;
  @IsParty() readonly to!: PartyId;
  @Optional() @IsText() readonly text?: Text;
}
export class ContactAttempted extends Said {
  readonly type = 'ContactAttempted' as const;
  @Optional() @IsProduct() readonly product?: ProductId;
  @Optional() @IsRequirement() readonly requirement?: string;
  @IsParty() readonly to!: PartyId;
  @Optional() @IsText() readonly text?: Text;
}
/** N-CORE, the riders of ss.11(7), 19(9) and 25(10), and the cure; what a notice was silent on is left out. */
@ItsFieldsLast()
abstract class Notified extends Said {
  @ListOf(choice(notificationContent)) readonly content!: readonly (typeof notificationContent)[number][];
  @Optional() @IsYesNo() readonly manufacturerAware?: YesNo;
  @Optional() @IsYesNo() readonly authorityNotified?: YesNo;
  @Optional() @OneOf(remedies) readonly remedy?: (typeof remedies)[number];
  @IsTrue() readonly describesInvestigation?: boolean;
  /** The authorised representative that gave it for the manufacturer. */
  @Optional() @IsParty() readonly through?: PartyId;
  @Optional() @IsText() readonly reference?: Text;
  @IsText() readonly text!: Text;
}
export class NotificationGiven extends Notified {
  readonly type = 'NotificationGiven' as const;
  @Optional() @IsProduct() readonly product?: ProductId;
  @Optional() @IsRequirement() readonly requirement?: string;
  @IsPartyOr('customers') readonly to!: PartyId | 'customers';
}
export class NotificationFailed extends Happened {
  readonly type = 'NotificationFailed' as const;
  @IsEventRef() readonly of!: EventId;
  @IsText() readonly reason!: Text;
}

// Where a receipt comes from, and under which names the sender keeps its own; what came from outside the system has none of these.
export class ContactReceived extends Said {
  readonly type = 'ContactReceived' as const;
  @IsProduct() readonly product!: ProductId;
  /** What the sender calls the product. */
  @Optional() @IsWord() readonly mark?: string;
  @Optional() @IsWord() readonly model?: string;
  @Optional() @IsRequirement() readonly requirement?: string;
  @IsParty() readonly from!: PartyId;
  @Optional() @OneOf(roles) readonly fromRole?: Role;
  @Optional() @OneOf(roles) readonly toRole?: Role;
  @IsTrue() readonly suppliedByFrom?: boolean;
  @Optional() @IsParty() readonly through?: PartyId;
  @Optional() @IsText() readonly text?: Text;
  /** The sender's event, its failure record, and who minted the failure's id as what. */
  @Optional() @IsEventRef() readonly sourceId?: EventId;
  @Optional() @IsFailure() readonly sourceFailure?: FailureId;
  @Optional() @IsParty() readonly mintedBy?: PartyId;
  @Optional() @IsFailure() readonly mintedAs?: FailureId;
}
export class NotificationReceived extends Notified {
  readonly type = 'NotificationReceived' as const;
  @IsProduct() readonly product!: ProductId;
  @Optional() @IsWord() readonly mark?: string;
  @Optional() @IsWord() readonly model?: string;
  @Optional() @IsRequirement() readonly requirement?: string;
  @IsParty() readonly from!: PartyId;
  @Optional() @OneOf(roles) readonly fromRole?: Role;
  @Optional() @OneOf(roles) readonly toRole?: Role;
  @IsTrue() readonly suppliedByFrom?: boolean;
  @Optional() @IsEventRef() readonly sourceId?: EventId;
  @Optional() @IsFailure() readonly sourceFailure?: FailureId;
  @Optional() @IsParty() readonly mintedBy?: PartyId;
  @Optional() @IsFailure() readonly mintedAs?: FailureId;
}
export class DoubtRecorded extends Happened {
  readonly type = 'DoubtRecorded' as const;
  @IsEventRef() readonly of!: EventId;
  @IsText() readonly reasons!: Text;
}
export class InvestigationStarted extends Happened {
  readonly type = 'InvestigationStarted' as const;
  @Optional() @IsProduct() readonly product?: ProductId;
  @Optional() @IsText() readonly text?: Text;
}

/** Of which failure, where the record does not say it already; and what made the party hold it. */
abstract class StateOfMind extends Happened {
  @Optional() @IsProduct() readonly product?: ProductId;
  @Optional() @IsRequirement() readonly requirement?: string;
  @Optional() @IsParty() readonly manufacturer?: PartyId;
  @Optional() @IsEventRef() readonly causedBy?: EventId;
  @IsText() readonly reasons!: Text;
}
/** `on` is the day on which awareness began. */
export class AwarenessAsserted extends StateOfMind {
  readonly type = 'AwarenessAsserted' as const;
  @OneOf(awarenessKinds) readonly kind!: (typeof awarenessKinds)[number];
  @IsParty() readonly assessedBy!: PartyId;
}
export class BeliefAsserted extends StateOfMind {
  readonly type = 'BeliefAsserted' as const;
}
export class BeliefEnded extends StateOfMind {
  readonly type = 'BeliefEnded' as const;
}

/** What was concluded of one requirement, and after what investigation. */
abstract class Conclusion extends Happened {
  @IsProduct() readonly product!: ProductId;
  @IsRequirement() readonly requirement!: string;
  @IsBatches() readonly batches!: Batches;
  @IsTrue() readonly investigated?: boolean;
  @IsTrue() readonly stepsReasonable?: boolean;
  @Optional() @IsEventRef() readonly causedBy?: EventId;
  @Optional() @IsText() readonly text?: Text;
}
export class FailureDetermined extends Conclusion {
  readonly type = 'FailureDetermined' as const;
  /** The manufacturer in default. */
  @Optional() @IsParty() readonly manufacturer?: PartyId;
  /** The day on which the requirement was first not met. */
  @Optional() @IsPastDay() readonly sinceOn?: Day;
}
export class FailureNegatived extends Conclusion {
  readonly type = 'FailureNegatived' as const;
}
export class CorrectiveActionTaken extends Happened {
  readonly type = 'CorrectiveActionTaken' as const;
  @IsText() readonly steps!: Text;
  @IsTrue() readonly successful?: boolean;
  @IsBatches() readonly batches!: Batches;
}

export class ContactImpossibleFinding extends Happened {
  readonly type = 'ContactImpossibleFinding' as const;
  @IsParty() readonly whom!: PartyId;
  @IsParty() readonly foundBy!: PartyId;
  @IsText() readonly reasons!: Text;
}
/** A judgment on a duty that no engine may make. */
abstract class FindingOnDuty extends Happened {
  @IsDuty() readonly duty!: DutyId;
  @IsParty() readonly foundBy!: PartyId;
  @IsText() readonly reasons!: Text;
}
export class UnlikelyRemedyFinding extends FindingOnDuty {
  readonly type = 'UnlikelyRemedyFinding' as const;
}
export class ReasonableStepsFinding extends FindingOnDuty {
  readonly type = 'ReasonableStepsFinding' as const;
}

/** A record of ss.12 or 20: an update gives the whole of its content. */
abstract class Kept extends Happened {
  @IsId() readonly record!: string;
  @OneOf(keptRecords) readonly kind!: KeptRecord;
  @ListOf(choice(recordContent)) readonly content!: readonly (typeof recordContent)[number][];
  @Optional() @ListOf(choice(recordContent)) readonly gaps?: readonly (typeof recordContent)[number][];
  @Optional() @IsParty() readonly through?: PartyId;
  @Optional() @ListOf(party) readonly jointWith?: readonly PartyId[];
}
export class RecordMade extends Kept {
  readonly type = 'RecordMade' as const;
}
export class RecordUpdated extends Kept {
  readonly type = 'RecordUpdated' as const;
}
export class SameFailureAs extends Happened {
  readonly type = 'SameFailureAs' as const;
  @IsFailure() readonly failure!: FailureId;
}
export class RecordClosed extends Happened {
  readonly type = 'RecordClosed' as const;
  @IsText() readonly reasons!: Text;
}

export const failureEvents = [
  ComplianceFailureReported,
  ContactReceived,
  NotificationReceived,
  DoubtRecorded,
  InvestigationStarted,
  AwarenessAsserted,
  BeliefAsserted,
  BeliefEnded,
  FailureDetermined,
  FailureNegatived,
  CorrectiveActionTaken,
  ContactMade,
  ContactAttempted,
  ContactImpossibleFinding,
  NotificationGiven,
  NotificationFailed,
  UnlikelyRemedyFinding,
  ReasonableStepsFinding,
  RecordMade,
  RecordUpdated,
  SameFailureAs,
  RecordClosed,
  Correction,
] as const;
export type FailureEvent = InstanceType<(typeof failureEvents)[number]>;

// State
export interface FailureRecord extends Stream<FailureEvent> {
  /** The one product that the failure concerns: what the first event named. */
  readonly product?: ProductId;
  readonly reports: Entries<Known<ComplianceFailureReported>>;
  /** Contacts and notifications received, in order. */
  readonly received: Entries<Known<ContactReceived | NotificationReceived>>;
  readonly doubts: Entries<Known<DoubtRecorded>>;
  readonly investigations: Entries<Known<InvestigationStarted>>;
  readonly awareness: Entries<Known<AwarenessAsserted>>;
  readonly beliefs: Entries<Known<BeliefAsserted>>;
  readonly beliefsEnded: Entries<Known<BeliefEnded>>;
  readonly determinations: Entries<Known<FailureDetermined>>;
  readonly negations: Entries<Known<FailureNegatived>>;
  readonly actions: Entries<Known<CorrectiveActionTaken>>;
  readonly contacts: Entries<Known<ContactMade>>;
  readonly attempts: Entries<Known<ContactAttempted>>;
  readonly impossible: Entries<Known<ContactImpossibleFinding>>;
  readonly notifications: Entries<Known<NotificationGiven>>;
  /** Notifications that count as not given. */
  readonly failed: Entries<Known<NotificationFailed>>;
  readonly unlikely: Entries<Known<UnlikelyRemedyFinding>>;
  readonly reasonable: Entries<Known<ReasonableStepsFinding>>;
  readonly records: Entries<Known<RecordMade>>;
  readonly updates: Entries<Known<RecordUpdated>>;
  readonly sameAs: Entries<Known<SameFailureAs>>;
  readonly closed: Entries<Known<RecordClosed>>;
}

const initial: FailureRecord = {
  recorded: none,
  reports: none,
  received: none,
  doubts: none,
  investigations: none,
  awareness: none,
  beliefs: none,
  beliefsEnded: none,
  determinations: none,
  negations: none,
  actions: none,
  contacts: none,
  attempts: none,
  impossible: none,
  notifications: none,
  failed: none,
  unlikely: none,
  reasonable: none,
  records: none,
  updates: none,
  sameAs: none,
  closed: none,
};

// Evolve
const evolve = (record: FailureRecord, event: Known<FailureEvent>): FailureRecord => {
  const next = { ...record, product: record.product ?? productNamed(event), recorded: record.recorded.with(event) };
  switch (event.type) {
    case 'ComplianceFailureReported':
      return { ...next, reports: record.reports.with(event) };
    case 'ContactReceived':
    case 'NotificationReceived':
      return { ...next, received: record.received.with(event) };
    case 'DoubtRecorded':
      return { ...next, doubts: record.doubts.with(event) };
    case 'InvestigationStarted':
      return { ...next, investigations: record.investigations.with(event) };
    case 'AwarenessAsserted':
      return { ...next, awareness: record.awareness.with(event) };
    case 'BeliefAsserted':
      return { ...next, beliefs: record.beliefs.with(event) };
    case 'BeliefEnded':
      return { ...next, beliefsEnded: record.beliefsEnded.with(event) };
    case 'FailureDetermined':
      return { ...next, determinations: record.determinations.with(event) };
    case 'FailureNegatived':
      return { ...next, negations: record.negations.with(event) };
    case 'CorrectiveActionTaken':
      return { ...next, actions: record.actions.with(event) };
    case 'ContactMade':
      return { ...next, contacts: record.contacts.with(event) };
    case 'ContactAttempted':
      return { ...next, attempts: record.attempts.with(event) };
    case 'ContactImpossibleFinding':
      return { ...next, impossible: record.impossible.with(event) };
    case 'NotificationGiven':
      return { ...next, notifications: record.notifications.with(event) };
    case 'NotificationFailed':
      return { ...next, failed: record.failed.with(event) };
    case 'UnlikelyRemedyFinding':
      return { ...next, unlikely: record.unlikely.with(event) };
    case 'ReasonableStepsFinding':
      return { ...next, reasonable: record.reasonable.with(event) };
    case 'RecordMade':
      return { ...next, records: record.records.with(event) };
    case 'RecordUpdated':
      return { ...next, updates: record.updates.with(event) };
    case 'SameFailureAs':
      return { ...next, sameAs: record.sameAs.with(event) };
    case 'RecordClosed':
      return { ...next, closed: record.closed.with(event) };
    case 'Correction': {
      // A record stays about its product though the only event that named it was withdrawn.
      const standing = refolded(record, event, failureRecord);
      return { ...standing, product: standing.product ?? record.product };
    }
  }
};
const productNamed = (event: FailureEvent): ProductId | undefined => ('product' in event ? event.product : undefined);

export const productOf = ({ product }: FailureRecord): ProductId | undefined => product;

// Decide
const decide = (event: FailureEvent, record: FailureRecord): void => {
  if (event.type === 'Correction') return decideCorrection(event, record, failureRecord, admit);
  const product = productNamed(event);
  if (record.product === undefined && product === undefined)
    throw new Refused('The first event of a failure record names the product that it is about', 'product');
  if (record.product !== undefined && product !== undefined && product !== record.product)
    throw new Refused(`A failure concerns one product, and this record is about ${record.product}`, 'product');
  admit(event, record);
};

const admit = (event: FailureEvent, record: FailureRecord): void => {
  if ('causedBy' in event && event.causedBy !== undefined) named('causedBy', event.causedBy, event, record);
  if (event.type === 'DoubtRecorded')
    ofOneOf(['ComplianceFailureReported', 'ContactReceived', 'NotificationReceived'], event, record);
  if (event.type === 'NotificationFailed') ofOneOf(['NotificationGiven'], event, record);
  if (event.type === 'RecordMade') notMadeYet(event, record);
  if (event.type === 'RecordUpdated') alreadyMade(event, record);
};

type About = DoubtRecorded | NotificationFailed;
const ofOneOf = (types: readonly FailureEvent['type'][], event: About, record: FailureRecord): void => {
  if (types.includes(named('of', event.of, event, record).type)) return;
  const what = event.type === 'DoubtRecorded' ? 'nothing that this party was told' : 'no notification that was given';
  throw new Refused(`\`of\` names ${what}`, 'of');
};
const made = ({ record, kind }: Kept, { records }: FailureRecord): Known<RecordMade> | undefined =>
  records.find((each) => each.record === record && each.kind === kind);
const notMadeYet = (event: RecordMade, record: FailureRecord): void => {
  const before = made(event, record);
  if (before !== undefined)
    throw new Refused(`That record was made on ${before.on}: record what is new as an update of it`, 'record');
};
const alreadyMade = (event: RecordUpdated, record: FailureRecord): void => {
  const before = made(event, record);
  if (before === undefined) throw new Refused('No record of that name and kind has been made, so it cannot be updated', 'record');
  notBefore(event, before);
};

export const failureRecord: Decider<FailureRecord, FailureEvent> = { initial, evolve, decide };
