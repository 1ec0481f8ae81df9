import type { Day, DutyId, EventId, FailureId, PartyId, Pence, ProductId, Text } from './act.ts';
import { Correction } from './correction.ts';
import { decideCorrection, isBefore, named, notBefore, refolded, Refused } from './decider.ts';
import type { Decider, Stream } from './decider.ts';
import { none } from './entries.ts';
import type { Entries } from './entries.ts';
import type { Known } from './known.ts';
import type { YesNo } from './product-record.ts';
import {
  Group,
  Happened,
  IsDay,
  IsDuty,
  IsEventRef,
  IsFailure,
  IsId,
  IsParty,
  IsPastDay,
  IsPence,
  IsProduct,
  IsText,
  IsTrue,
  IsWhole,
  IsWord,
  IsYesNo,
  ListOf,
  OneOf,
  Only,
  Optional,
  OptionalWhere,
} from './shape.ts';
import { choice, group, party } from './value.ts';

/**
 * One enforcement or penalty notice (or information notice) in its addressee's book: intention, representations, given, varied,
 * appeal, requirements met, payment, claim, forfeiture. The day on which it counts as given is worked out (s.50), never recorded.
 */

// Events. `on` is the day it happened; of a notice, the day it was sent or handed over, with `at` for the time.
// These shapes stay on disk for ten years: add fields, never rename them.
export const noticeKinds = ['compliance', 'stop', 'recall', 'penalty', 'information'] as const;
export type NoticeKind = (typeof noticeKinds)[number];
export const noticeMeans = ['hand', 'post', 'email', 'left'] as const;
/** ss.28(3), 29(3), 30(4); for a penalty also s.39(3). */
export const noticeContents = ['reasons', 'consequences', 'appeal', 'amount', 'how-to-pay', 'when-to-pay'] as const;
export const penaltyParts = ['fixed', 'daily'] as const;
export const appealOutcomes = ['confirmed', 'varied', 'cancelled', 'remitted'] as const;
export const jurisdictions = ['E&W', 'S', 'NI'] as const;

/** The duty that was, or is being, broken, and the instance of it. */
export class Breach {
  @IsDuty() readonly duty!: DutyId;
  @Optional() @IsProduct() readonly product?: ProductId;
  @Optional() @IsFailure() readonly failure?: FailureId;
  @Optional() @IsParty() readonly recipient?: PartyId;
}
/** What a notice asks for; `days` begin with the day on which it is given. */
export class Requirement {
  @IsId() readonly item!: string;
  @IsDuty() readonly duty!: DutyId;
  @Optional() @IsWhole(1, 36_500) readonly days?: number;
  @Optional()
  @IsDay()
  @Only<Requirement>(
    'a requirement has `days` or `untilOn`, not both',
    ({ days, untilOn }) => days === undefined || untilOn === undefined,
  )
  readonly untilOn?: Day;
}
/** Qualifying worldwide revenue of one accounting period (s.38), with where the figure comes from. */
export class Revenue {
  @IsPence() readonly amount!: Pence;
  @Optional() @IsWhole(1, 1_200) readonly months?: number;
  @Optional()
  @IsWhole(1, 36_500)
  @Only<Revenue>('revenue has `months` or `days`, not both', ({ months, days }) => months === undefined || days === undefined)
  readonly days?: number;
  @IsText() readonly basis!: Text;
}

abstract class AboutNotice extends Happened {
  @OneOf(noticeKinds) readonly kind!: NoticeKind;
  /** Left out where a notice for information names none. */
  @OptionalWhere<AboutNotice>(({ kind }) => kind === 'information') @Group(() => Breach) readonly breach?: Breach;
}
/** Sent or handed over: what s.50 asks to work out when it counts as given. */
abstract class Served extends AboutNotice {
  @OneOf(noticeMeans) readonly means!: (typeof noticeMeans)[number];
  @IsTrue() readonly addressIndicated?: boolean;
  @Optional()
  @IsPastDay()
  @Only<Served>(
    '`arrivedOn` is before the day of sending, `on`',
    ({ on, arrivedOn }) => arrivedOn === undefined || !(arrivedOn < on),
  )
  readonly arrivedOn?: Day;
}
export class IntentNotified extends Served {
  readonly type = 'IntentNotified' as const;
}
/** The notice is known from what came before: what it is may be said again. */
abstract class OfKnownNotice extends Happened {
  @Optional() @OneOf(noticeKinds) readonly kind?: NoticeKind;
  @Optional() @Group(() => Breach) readonly breach?: Breach;
  @Optional() @OneOf(noticeMeans) readonly means?: (typeof noticeMeans)[number];
  @IsTrue() readonly addressIndicated?: boolean;
  @Optional() @IsPastDay() readonly arrivedOn?: Day;
}
export class IntentDropped extends OfKnownNotice {
  readonly type = 'IntentDropped' as const;
  @Optional() @IsText() readonly reasons?: Text;
}
export class RepresentationsMade extends OfKnownNotice {
  readonly type = 'RepresentationsMade' as const;
  @Optional() @IsText() readonly text?: Text;
}
export class UrgencyDeclared extends AboutNotice {
  readonly type = 'UrgencyDeclared' as const;
  @Optional() @IsText() readonly reasons?: Text;
}

/** The whole of a notice, as given or as varied. */
abstract class WholeNotice extends Served {
  @Optional() @ListOf(group(() => Requirement)) readonly requirements?: readonly Requirement[];
  @ListOf(choice(noticeContents)) readonly contents!: readonly (typeof noticeContents)[number][];
  @Optional() @IsPence() readonly fixedPenalty?: Pence;
  @Optional() @IsDay() readonly payUntilOn?: Day;
  @Optional() @IsPence() readonly dailyRate?: Pence;
  /** Counted from the end of the day that the penalty is for. */
  @Optional() @IsWhole(1, 36_500) readonly dailyPayDays?: number;
  @Optional()
  @IsDay()
  @Only<WholeNotice>(
    'a notice has `dailyPayDays` or `dailyPayUntilOn`, not both',
    (notice) => notice.dailyPayDays === undefined || notice.dailyPayUntilOn === undefined,
  )
  readonly dailyPayUntilOn?: Day;
  @Optional() @Group(() => Revenue) readonly revenue?: Revenue;
}
export class NoticeGiven extends WholeNotice {
  readonly type = 'NoticeGiven' as const;
}
export class NoticeVaried extends WholeNotice {
  readonly type = 'NoticeVaried' as const;
}
export class NoticeRevoked extends OfKnownNotice {
  readonly type = 'NoticeRevoked' as const;
  @Optional() @IsText() readonly reasons?: Text;
}
export class RequirementMet extends Happened {
  readonly type = 'RequirementMet' as const;
  @IsId() readonly item!: string;
  @IsTrue() readonly evidenceAccepted?: boolean;
}
export class PenaltyPaid extends Happened {
  readonly type = 'PenaltyPaid' as const;
  @OneOf(penaltyParts) readonly part!: (typeof penaltyParts)[number];
  @IsPence() readonly amount!: Pence;
}

/** Against the notice or against a variation of it. */
abstract class AboutAppeal extends Happened {
  @IsEventRef() readonly against!: EventId;
  @Optional() @IsText() readonly reasons?: Text;
}
export class AppealLodged extends AboutAppeal {
  readonly type = 'AppealLodged' as const;
}
export class AppealDetermined extends AboutAppeal {
  readonly type = 'AppealDetermined' as const;
  @OneOf(appealOutcomes) readonly outcome!: (typeof appealOutcomes)[number];
  /** Left out where the Tribunal did not say. */
  @Optional() @IsYesNo() readonly breachFound?: YesNo;
  @Optional() @IsYesNo() readonly fault?: YesNo;
}
export class AppealWithdrawn extends AboutAppeal {
  readonly type = 'AppealWithdrawn' as const;
}
export class SuspendedByUpperTribunal extends AboutAppeal {
  readonly type = 'SuspendedByUpperTribunal' as const;
}

export class ClaimReceived extends Happened {
  readonly type = 'ClaimReceived' as const;
  @IsPence() readonly amount!: Pence;
}
export class ClaimDecided extends Happened {
  readonly type = 'ClaimDecided' as const;
  @IsPence() readonly amount!: Pence;
  @IsWord('allowed', 'allowed in part', 'refused') readonly outcome!: string;
}
export class ForfeitureApplied extends Happened {
  readonly type = 'ForfeitureApplied' as const;
  @Optional() @ListOf(party) readonly interested?: readonly PartyId[];
  @Optional() @ListOf(party) readonly told?: readonly PartyId[];
}
export class ForfeitureOrdered extends Happened {
  readonly type = 'ForfeitureOrdered' as const;
  @Optional() @IsWord('ordered', 'refused') readonly outcome?: string;
}
export class HearingFixed extends Happened {
  readonly type = 'HearingFixed' as const;
  @IsDay() readonly hearingOn!: Day;
  @IsWord() readonly court!: string;
  @OneOf(jurisdictions) readonly jurisdiction!: (typeof jurisdictions)[number];
  /** Scotland alone: a third-party notice may be given until then (s.32(8)). */
  @Optional() @IsDay() readonly intermediateDietOn?: Day;
}
export class ThirdPartyNoticeGiven extends Happened {
  readonly type = 'ThirdPartyNoticeGiven' as const;
  @Optional() @IsText() readonly text?: Text;
}

export const noticeEvents = [
  IntentNotified,
  IntentDropped,
  RepresentationsMade,
  UrgencyDeclared,
  NoticeGiven,
  NoticeVaried,
  NoticeRevoked,
  RequirementMet,
  PenaltyPaid,
  AppealLodged,
  AppealDetermined,
  AppealWithdrawn,
  SuspendedByUpperTribunal,
  ClaimReceived,
  ClaimDecided,
  ForfeitureApplied,
  ForfeitureOrdered,
  HearingFixed,
  ThirdPartyNoticeGiven,
  Correction,
] as const;
export type NoticeEvent = InstanceType<(typeof noticeEvents)[number]>;

// State
export interface Notice extends Stream<NoticeEvent> {
  readonly kind?: NoticeKind;
  readonly intentions: Entries<Known<IntentNotified>>;
  readonly dropped: Entries<Known<IntentDropped>>;
  readonly representations: Entries<Known<RepresentationsMade>>;
  readonly urgency: Entries<Known<UrgencyDeclared>>;
  readonly given: Entries<Known<NoticeGiven>>;
  readonly variations: Entries<Known<NoticeVaried>>;
  readonly revocations: Entries<Known<NoticeRevoked>>;
  readonly met: Entries<Known<RequirementMet>>;
  readonly payments: Entries<Known<PenaltyPaid>>;
  readonly appeals: Entries<Known<AppealLodged>>;
  /** How appeals ended. */
  readonly determinations: Entries<Known<AppealDetermined | AppealWithdrawn>>;
  readonly suspensions: Entries<Known<SuspendedByUpperTribunal>>;
  readonly claims: Entries<Known<ClaimReceived>>;
  readonly claimsDecided: Entries<Known<ClaimDecided>>;
  readonly forfeitures: Entries<Known<ForfeitureApplied | ForfeitureOrdered>>;
  readonly hearings: Entries<Known<HearingFixed>>;
  readonly thirdPartyNotices: Entries<Known<ThirdPartyNoticeGiven>>;
}

const initial: Notice = {
  recorded: none,
  intentions: none,
  dropped: none,
  representations: none,
  urgency: none,
  given: none,
  variations: none,
  revocations: none,
  met: none,
  payments: none,
  appeals: none,
  determinations: none,
  suspensions: none,
  claims: none,
  claimsDecided: none,
  forfeitures: none,
  hearings: none,
  thirdPartyNotices: none,
};

// Evolve
const evolve = (notice: Notice, event: Known<NoticeEvent>): Notice => {
  const next = { ...notice, recorded: notice.recorded.with(event) };
  switch (event.type) {
    case 'IntentNotified':
      return { ...next, kind: notice.kind ?? event.kind, intentions: notice.intentions.with(event) };
    case 'IntentDropped':
      return { ...next, dropped: notice.dropped.with(event) };
    case 'RepresentationsMade':
      return { ...next, representations: notice.representations.with(event) };
    case 'UrgencyDeclared':
      return { ...next, kind: notice.kind ?? event.kind, urgency: notice.urgency.with(event) };
    case 'NoticeGiven':
      return { ...next, kind: notice.kind ?? event.kind, given: notice.given.with(event) };
    case 'NoticeVaried':
      return { ...next, variations: notice.variations.with(event) };
    case 'NoticeRevoked':
      return { ...next, revocations: notice.revocations.with(event) };
    case 'RequirementMet':
      return { ...next, met: notice.met.with(event) };
    case 'PenaltyPaid':
      return { ...next, payments: notice.payments.with(event) };
    case 'AppealLodged':
      return { ...next, appeals: notice.appeals.with(event) };
    case 'AppealDetermined':
    case 'AppealWithdrawn':
      return { ...next, determinations: notice.determinations.with(event) };
    case 'SuspendedByUpperTribunal':
      return { ...next, suspensions: notice.suspensions.with(event) };
    case 'ClaimReceived':
      return { ...next, claims: notice.claims.with(event) };
    case 'ClaimDecided':
      return { ...next, claimsDecided: notice.claimsDecided.with(event) };
    case 'ForfeitureApplied':
    case 'ForfeitureOrdered':
      return { ...next, forfeitures: notice.forfeitures.with(event) };
    case 'HearingFixed':
      return { ...next, hearings: notice.hearings.with(event) };
    case 'ThirdPartyNoticeGiven':
      return { ...next, thirdPartyNotices: notice.thirdPartyNotices.with(event) };
    case 'Correction':
      return refolded(notice, event, noticeRecord);
  }
};

// Decide
const decide = (event: NoticeEvent, notice: Notice): void =>
  event.type === 'Correction' ? decideCorrection(event, notice, noticeRecord, admit) : admit(event, notice);

const admit = (event: NoticeEvent, notice: Notice): void => {
  if ('kind' in event && event.kind !== undefined && notice.kind !== undefined && event.kind !== notice.kind)
    throw new Refused(`This is a ${notice.kind} notice: one of another kind has a record of its own`, 'kind');
  switch (event.type) {
    case 'IntentDropped':
      return needs(notice.intentions, event, 'No intention to give this notice has been notified, so none can be dropped');
    case 'NoticeVaried':
      return needs(notice.given, event, `${NOT_GIVEN}, so it cannot be varied`);
    case 'NoticeRevoked':
      return needs(notice.given, event, `${NOT_GIVEN}, so it cannot be revoked`);
    case 'RequirementMet':
      return requirementOf(event, notice);
    case 'PenaltyPaid':
      return penaltyOf(event, notice);
    case 'AppealLodged':
      return againstTheNotice(event, notice);
    case 'AppealDetermined':
    case 'AppealWithdrawn':
      return needs(appealsAgainst(event, notice), event, 'No appeal against that has been lodged', 'against');
    case 'SuspendedByUpperTribunal':
      return needs(
        decisionsOn(event, notice),
        event,
        'The Tribunal has decided no appeal against that, so the Upper Tribunal suspends nothing',
        'against',
      );
    case 'ClaimDecided':
      return needs(notice.claims, event, 'No claim has been received, so none can be decided');
    case 'IntentNotified':
    case 'RepresentationsMade':
    case 'UrgencyDeclared':
    case 'NoticeGiven':
    case 'ClaimReceived':
    case 'ForfeitureApplied':
    case 'ForfeitureOrdered':
    case 'HearingFixed':
    case 'ThirdPartyNoticeGiven':
    case 'Correction':
      return;
  }
};
const NOT_GIVEN = 'No notice of that name has been given';

/** The event needs one of these before it. */
const needs = (earlier: Iterable<Known<NoticeEvent>>, event: NoticeEvent, says: string, field?: string): void => {
  const [first] = earlier;
  if (first === undefined) throw new Refused(says, field);
  if ([...earlier].every((each) => isBefore(event, each))) notBefore(event, first);
};
const requirementOf = (event: RequirementMet, notice: Notice): void => {
  needs(notice.given, event, `${NOT_GIVEN}, so nothing that it requires can be met`);
  const items = [...notice.given, ...notice.variations].flatMap(({ requirements }) => requirements ?? []).map(({ item }) => item);
  if (!items.includes(event.item))
    throw new Refused(
      `The notice requires no such item${items.length > 0 ? `; it requires: ${[...new Set(items)].join(', ')}` : ''}`,
      'item',
    );
};
const penaltyOf = (event: PenaltyPaid, notice: Notice): void => {
  needs(notice.given, event, `${NOT_GIVEN}, so no penalty under it can be paid`);
  if (notice.kind !== 'penalty') throw new Refused(`A ${notice.kind} notice asks for no penalty`, 'part');
};
/** An appeal may be lodged once a notice was sent, though it is not yet given (s.50). */
const againstTheNotice = (event: AppealLodged, notice: Notice): void => {
  const { type } = named('against', event.against, event, notice);
  if (type !== 'NoticeGiven' && type !== 'NoticeVaried')
    throw new Refused('An appeal is against a notice given, or a variation of it', 'against');
};
const appealsAgainst = ({ against }: { readonly against: EventId }, { appeals }: Notice): readonly Known<AppealLodged>[] =>
  appeals.filter((appeal) => appeal.against === against || appeal.id === against);
const decisionsOn = (
  { against }: { readonly against: EventId },
  { determinations }: Notice,
): readonly Known<AppealDetermined | AppealWithdrawn>[] =>
  determinations.filter((end) => end.type === 'AppealDetermined' && (end.against === against || end.id === against));

export const noticeRecord: Decider<Notice, NoticeEvent> = { initial, evolve, decide };
