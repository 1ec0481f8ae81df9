import { AUTHORITY } from './act.ts';
import type { Claims, Means } from './failure-record.ts';
import type { EventOf, EventType } from './streams.ts';

/** What happened, as a sentence of the timeline. A page adds no English of its own, and the compiler finds the event that has no words. */

export interface Say {
  /** What a party is called. */
  readonly party: (id: string) => string;
  /** The words of a text field, where they are at hand and not erased. */
  readonly words?: (field: string) => string | undefined;
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
export const longDay = (day: string): string => {
  const [year, month, date] = day.split('-').map(Number);
  return `${date} ${MONTHS[(month ?? 1) - 1]} ${year}`;
};
export const pounds = (pence: number): string => {
  const whole = String(Math.floor(pence / 100)).replace(/\B(?=(\d{3})+$)/g, ',');
  return pence % 100 === 0 ? `£${whole}` : `£${whole}.${String(pence % 100).padStart(2, '0')}`;
};
export const and = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** The sentence goes on only where there is something to say. */
const when = (part: unknown, says: string): string => (part === undefined || part === false ? '' : says);
const quoted = (say: Say, field: string): string => {
  const words = say.words?.(field);
  return words === undefined ? '' : `: ${words}`;
};
const toldBy = ({ toldBy: who }: { readonly toldBy?: string }, { party }: Say): string =>
  who === undefined ? '' : ` (told by ${who === 'register' ? 'a public register' : party(who)})`;

const by: { readonly [M in Means]: string } = {
  email: 'by e-mail',
  phone: 'by phone',
  post: 'by post',
  hand: 'in person',
  form: 'by an online form',
};
const served = { hand: 'by hand', post: 'by post', email: 'by e-mail', left: 'by leaving it at the address' };
const thatThere: { readonly [C in Claims]: string } = {
  is: 'there is a compliance failure',
  'may be': 'there may be a compliance failure',
};
const toWhom = (to: string, { party }: Say): string => (to === 'customers' || to === 'consumers' ? to : party(to));
const reporter = {
  researcher: 'a security researcher',
  consumer: 'a consumer',
  customer: 'a customer',
  press: 'the press',
  authority: 'OPSS',
  party: 'another party',
  other: 'somebody else',
};
const remedied = {
  successful: 'that it was remedied',
  unsuccessful: 'that steps did not remedy it',
  refused: 'that it will not be remedied',
};
const core = { details: 'details of the failure', risks: 'the risks', steps: 'the steps taken' };
/** What Sch.1 asks for, in a few words. One that a rulebook adds is named by its id. */
const asked: Readonly<Record<string, string>> = {
  SR1: 'the requirement on passwords',
  SR2A: 'the requirement to publish a contact point',
  SR2B: 'the requirement to publish when a reporter hears back',
  SR3: 'the requirement to publish a support period',
  SR3EXT: 'the requirement to publish an extended support period',
  SR3ITP: 'the requirement on invitations to purchase',
  SR3NOSHORT: 'the requirement not to shorten the support period',
};
const requirementNamed = (id: string): string => (Object.hasOwn(asked, id) ? `${asked[id]} (${id})` : `the requirement ${id}`);
const kept = {
  investigation: 'the investigation',
  failure: 'the compliance failure',
  'manufacturers-investigation': 'the manufacturer’s investigation',
};
const holds = { outcome: 'the outcome', details: 'the details', steps: 'the steps and whether they worked' };
const a = {
  manufacturer: 'a manufacturer',
  importer: 'an importer',
  distributor: 'a distributor',
  installer: 'an installer',
  none: 'in no role',
};
const did = {
  offer: 'offered it to',
  supply: 'supplied it to',
  hire: 'hired it out to',
  installation: 'installed it for',
  scrap: 'sold it for scrap to',
};
const notice = {
  compliance: 'a compliance notice',
  stop: 'a stop notice',
  recall: 'a recall notice',
  penalty: 'a penalty notice',
  information: 'an information notice',
};
const appeal = {
  confirmed: 'confirmed what was appealed against',
  varied: 'varied it',
  cancelled: 'cancelled it',
  remitted: 'cancelled it and sent it back to the authority',
};

const ofBatches = (batches: 'all' | readonly string[] | undefined): string =>
  batches === undefined ? '' : batches === 'all' ? ' in all batches' : ` in batches ${and(batches)}`;
const failingIn = (batches: 'all' | readonly string[]): string => (batches === 'all' ? ' in any batch' : ofBatches(batches));
const investigated = (e: EventOf<'FailureDetermined' | 'FailureNegatived'>): string =>
  when(e.investigated, ', after an investigation');
const until = (day: string | undefined): string => when(day, ` until ${longDay(day ?? '')}`);
const published = (e: {
  readonly contact?: boolean;
  readonly acknowledgementTimes?: boolean;
  readonly statusUpdateTimes?: boolean;
}): string =>
  and([
    ...(e.contact ? ['a contact point'] : []),
    ...(e.acknowledgementTimes ? ['when a report is acknowledged'] : []),
    ...(e.statusUpdateTimes ? ['when the reporter hears how it goes on'] : []),
  ]) || 'how to report security issues';
const statement = (e: EventOf<'SoCIssued' | 'SoCCopyHeld'>): string =>
  `statement of compliance ${e.statement}${e.issuedOn === undefined ? ', which bears no date' : ` of ${longDay(e.issuedOn)}`}`;
const contains = (e: EventOf<'NotificationGiven' | 'NotificationReceived'>): string => {
  const riders = [
    ...(e.manufacturerAware === undefined
      ? []
      : [`that the manufacturer is ${e.manufacturerAware === 'yes' ? '' : 'not '}aware`]),
    ...(e.authorityNotified === undefined ? [] : [`that OPSS has ${e.authorityNotified === 'yes' ? '' : 'not '}been notified`]),
    ...(e.remedy === undefined ? [] : [remedied[e.remedy]]),
    ...(e.describesInvestigation === true ? ['what an investigation found'] : []),
  ];
  const given = e.content.map((part) => core[part]);
  return (
    (given.length === 0 ? ', without details, risks or steps' : `, with ${and(given)}`) +
    (riders.length === 0 ? '' : `, saying ${and(riders)}`)
  );
};
const throughWhom = ({ through }: { readonly through?: string }, { party }: Say): string =>
  when(through, `, through ${party(through ?? '')}`);
const contentOf = (e: EventOf<'RecordMade' | 'RecordUpdated'>, say: Say): string =>
  ` of ${kept[e.kind]} (${e.record})` +
  throughWhom(e, say) +
  when(e.jointWith, `, jointly with ${and((e.jointWith ?? []).map(say.party))}`) +
  (e.content.length === 0 ? '' : `, holding ${and(e.content.map((part) => holds[part]))}`) +
  when(e.gaps, `; missing: ${and((e.gaps ?? []).map((part) => holds[part]))}`);
const noticeSays = (e: EventOf<'NoticeGiven' | 'NoticeVaried'>): string =>
  when(e.requirements?.length, `, requiring ${and((e.requirements ?? []).map(({ item }) => item))}`) +
  when(e.fixedPenalty, `, asking for ${pounds(e.fixedPenalty ?? 0)}`) +
  when(e.payUntilOn, ` by ${longDay(e.payUntilOn ?? '')}`) +
  when(e.dailyRate, ` and ${pounds(e.dailyRate ?? 0)} a day after that`);

export const happened: { readonly [T in EventType]: (event: EventOf<T>, say: Say) => string } = {
  // Product
  ProductDescribed: (e, say) => `The product is the ${e.mark} ${e.model}${toldBy(e, say)}`,
  SameProductAs: (e, say) => `The product is the same as ${e.product}${toldBy(e, say)}`,
  RoleAsserted: (e, say) =>
    `${say.party(e.of)} is ${a[e.role]} of it from ${longDay(e.fromOn)}${until(e.untilOn)}${toldBy(e, say)}`,
  ARAppointed: (e, say) =>
    `${say.party(e.manufacturer)} authorised ${say.party(e.representative)} for ${and(e.delegated)} from ${longDay(e.fromOn)}${until(e.untilOn)}${toldBy(e, say)}`,
  ScopeFinding: (e, say) =>
    `${say.party(e.foundBy)} found that ${e.test} is ${e.answer === 'yes' ? '' : 'not '}met${when(e.place, e.place === 'NI' ? ' in Northern Ireland' : ' in Great Britain')}${toldBy(e, say)}${quoted(say, 'reasons')}`,
  MadeAvailable: (e, say) =>
    `${say.party(e.from)} ${did[e.as]} ${toWhom(e.to, say)}${when(e.units, ` (${e.units} ${e.units === 1 ? 'unit' : 'units'})`)}, ${e.condition}, ${e.reliesOn === 'nothing' ? 'with neither statement nor label' : `relying on a ${e.reliesOn}`}${toldBy(e, say)}`,
  SoCIssued: (e, say) => `${and(e.issuers.map(say.party))} issued the ${statement(e)}${toldBy(e, say)}`,
  SoCCopyHeld: (e, say) =>
    `Holds a copy of the ${statement(e)}${when(e.untilOn, `, last on ${longDay(e.untilOn ?? '')}`)}${toldBy(e, say)}`,
  SupportPeriodPublished: (e, say) =>
    `A support period was published${e.untilOn === undefined ? ' without an end' : until(e.untilOn)}${toldBy(e, say)}`,
  SupportPeriodExtended: (e, say) => `The support period was extended${until(e.untilOn)}${toldBy(e, say)}`,
  SupportPeriodShortened: (e, say) => `The support period was shortened${until(e.untilOn)}${toldBy(e, say)}`,
  ReportingInformationPublished: (e, say) => `Published ${published(e)}${toldBy(e, say)}`,
  ReportingInformationWithdrawn: (e, say) => `No longer published: ${published(e)}${toldBy(e, say)}`,
  LabelAssigned: (e, say) =>
    `A ${e.scheme} label (${e.level}) was assigned, valid through ${longDay(e.lastValidOn)}${toldBy(e, say)}`,
  LabelWithdrawn: (e, say) => `The ${e.scheme} label was ${e.why}${toldBy(e, say)}`,
  LabelChecked: (e, say) =>
    `The ${e.scheme} label was checked: its conditions ${e.satisfied === true ? 'are met' : 'were not found to be met'}${toldBy(e, say)}`,

  // Failure
  ComplianceFailureReported: (e, say) =>
    `${sentenceCase(e.from.party === undefined ? reporter[e.from.kind] : say.party(e.from.party))} reported that ${thatThere[e.claims]}${quoted(say, 'text')}`,
  ContactReceived: (e, say) => `${say.party(e.from)} said ${by[e.means]} that ${thatThere[e.claims]}${quoted(say, 'text')}`,
  NotificationReceived: (e, say) =>
    `${say.party(e.from)} notified ${by[e.means]} that ${thatThere[e.claims]}${contains(e)}${throughWhom(e, say)}`,
  DoubtRecorded: (_, say) => `Doubted what was said${quoted(say, 'reasons')}`,
  InvestigationStarted: () => 'Began to investigate',
  AwarenessAsserted: (e, say) =>
    `${e.kind === 'actual' ? 'Became aware of the failure' : 'Ought to have been aware of the failure from this day'}, as ${say.party(e.assessedBy)} assessed it${quoted(say, 'reasons')}`,
  BeliefAsserted: (_, say) => `Came to know or believe that there is a failure${quoted(say, 'reasons')}`,
  BeliefEnded: (_, say) => `No longer knows or believes that there is a failure${quoted(say, 'reasons')}`,
  FailureDetermined: (e, say) =>
    `Concluded that ${e.manufacturer === undefined ? `${requirementNamed(e.requirement)} is not met` : `${say.party(e.manufacturer)} does not meet ${requirementNamed(e.requirement)}`}${failingIn(e.batches)}${when(e.sinceOn, ` since ${longDay(e.sinceOn ?? '')}`)}${investigated(e)}${quoted(say, 'text')}`,
  FailureNegatived: (e, say) =>
    `Concluded that ${requirementNamed(e.requirement)} is met${ofBatches(e.batches)}${investigated(e)}${quoted(say, 'text')}`,
  CorrectiveActionTaken: (e, say) =>
    `${e.successful === true ? 'Remedied' : 'Tried to remedy'} the failure${ofBatches(e.batches)}${quoted(say, 'steps')}`,
  ContactMade: (e, say) =>
    `Contacted ${say.party(e.to)} ${by[e.means]}, saying that ${thatThere[e.claims]}${quoted(say, 'text')}`,
  ContactAttempted: (e, say) => `Tried to contact ${say.party(e.to)} ${by[e.means]}${quoted(say, 'text')}`,
  ContactImpossibleFinding: (e, say) =>
    `${say.party(e.foundBy)} found that ${say.party(e.whom)} cannot be contacted${quoted(say, 'reasons')}`,
  NotificationGiven: (e, say) =>
    `Notified ${toWhom(e.to, say)} ${by[e.means]} that ${thatThere[e.claims]}${contains(e)}${throughWhom(e, say)}`,
  NotificationFailed: (_, say) => `A notification failed, and counts as not given${quoted(say, 'reason')}`,
  UnlikelyRemedyFinding: (e, say) =>
    `${say.party(e.foundBy)} found that the manufacturer is unlikely to remedy the failure${quoted(say, 'reasons')}`,
  ReasonableStepsFinding: (e, say) =>
    `${say.party(e.foundBy)} found that all reasonable steps were taken for ${e.duty}${quoted(say, 'reasons')}`,
  RecordMade: (e, say) => `Made a record${contentOf(e, say)}`,
  RecordUpdated: (e, say) => `Updated the record${contentOf(e, say)}`,
  SameFailureAs: (e) => `This failure is the same as ${e.failure}`,
  RecordClosed: (_, say) => `Took the record off the queue${quoted(say, 'reasons')}`,

  // Notice
  IntentNotified: (e) => `The authority told of its intention to give ${notice[e.kind]}, ${served[e.means]}`,
  IntentDropped: (_, say) => `The authority dropped its intention${quoted(say, 'reasons')}`,
  RepresentationsMade: (_, say) => `Made representations${quoted(say, 'text')}`,
  UrgencyDeclared: (e, say) => `The authority considered ${notice[e.kind]} to be urgent${quoted(say, 'reasons')}`,
  NoticeGiven: (e) => `The authority sent or handed over ${notice[e.kind]}, ${served[e.means]}${noticeSays(e)}`,
  NoticeVaried: (e) => `The authority varied the notice, ${served[e.means]}${noticeSays(e)}`,
  NoticeRevoked: (_, say) => `The authority revoked the notice${quoted(say, 'reasons')}`,
  RequirementMet: (e) => `Did what the notice requires as “${e.item}”${when(e.evidenceAccepted, '; the evidence was accepted')}`,
  PenaltyPaid: (e) => `Paid ${pounds(e.amount)} towards the ${e.part} penalty`,
  AppealLodged: (_, say) => `Appealed to the Tribunal${quoted(say, 'reasons')}`,
  AppealDetermined: (e, say) =>
    `The Tribunal ${appeal[e.outcome]}${when(e.breachFound, `; it found ${e.breachFound === 'yes' ? 'a' : 'no'} breach`)}${when(e.fault, `; the addressee was ${e.fault === 'yes' ? '' : 'not '}at fault`)}${quoted(say, 'reasons')}`,
  AppealWithdrawn: (_, say) => `The appeal was withdrawn${quoted(say, 'reasons')}`,
  SuspendedByUpperTribunal: (_, say) => `The Upper Tribunal suspended it${quoted(say, 'reasons')}`,
  ClaimReceived: (e) => `A claim for compensation was received, of ${pounds(e.amount)}`,
  ClaimDecided: (e) => `The claim was decided (${e.outcome}): ${pounds(e.amount)}`,
  ForfeitureApplied: (e, say) =>
    `The authority applied for forfeiture${when(e.told?.length, `; told: ${and((e.told ?? []).map(say.party))}`)}`,
  ForfeitureOrdered: (e) => `The court decided on forfeiture${when(e.outcome, `: ${e.outcome}`)}`,
  HearingFixed: (e) => `A hearing was fixed for ${longDay(e.hearingOn)} before ${e.court}`,
  ThirdPartyNoticeGiven: (_, say) => `Gave the prosecutor notice of a third-party allegation${quoted(say, 'text')}`,

  // Profile
  PartyDescribed: (e) =>
    e.dissolvedOn === undefined ? 'Gave its identifiers' : `Dissolved or struck off on ${longDay(e.dissolvedOn)}`,
  TargetSet: (e) => `Set its own target for ${e.duty}: ${e.days} ${e.days === 1 ? 'day' : 'days'}`,
  SettingChosen: (e) => `Chose its own reading of ${e.setting}: ${e.value}`,
  ErasureDecided: (e, say) => `Decided to erase ${and(e.fields)} of a person${quoted(say, 'basis')}`,

  // Delivery
  NotificationAcknowledged: (e, say) => `${say.party(e.recipient)} acknowledged the notification`,
  Declined: (e, say) =>
    `${say.party(e.recipient)} declined the notification: ${e.why === 'not stocked' ? 'it does not stock the product' : 'it is not the right recipient'}`,
  QuestionAsked: (e, say) => `${say.party(e.recipient)} asked a question${quoted(say, 'text')}`,
  QuestionAnswered: (_, say) => `The question was answered${quoted(say, 'text')}`,

  // Installation
  PartyAdmitted: (e) => `Admitted ${e.name ?? 'a sole trader'} as ${e.party}`,
  GrantGiven: (e, say) => `Granted ${say.party(e.party ?? AUTHORITY)} ${e.scope}${until(e.untilOn)}`,
  GrantEnded: (_, say) => `Ended a grant${quoted(say, 'reason')}`,
  RulebookPutInForce: (e) => `Put the rulebook ${e.rulebook} in force from ${longDay(e.fromOn ?? e.on)}`,
  SettingPutInForce: (e) => `Put the reading ${e.setting} in force: ${e.value}`,
  ReviewPublished: (_, say) => `A report of a review of the Regulations was published${quoted(say, 'reference')}`,
  LogKeyRotated: (e) => `The log is signed by another key: ${e.key}`,
  LogRestored: (e) => `The log was restored from a copy of ${e.leaves} events`,

  Correction: (e, say) => `${e.event === undefined ? 'Withdrew' : 'Corrected'} what was recorded before${quoted(say, 'reasons')}`,
};

const sentenceCase = (words: string): string => `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;

/** What happened, for a person to read. */
export const sentenceOf = <T extends EventType>(event: EventOf<T> & { readonly type: T }, say: Say): string => {
  const { type }: { readonly type: T } = event;
  return happened[type](event, say);
};
