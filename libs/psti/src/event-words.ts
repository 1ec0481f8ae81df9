import type { EventType } from './streams.ts';

/** What a form calls each kind of event. The compiler finds the one that has no words. */

export interface EventWords {
  readonly title: string;
  /** One sentence to the person who is about to record it. */
  readonly hint: string;
}
export const eventWords: { readonly [T in EventType]: EventWords } = {
  ProductDescribed: { title: 'Product described', hint: 'Its mark, model, GTINs and batches, as you know them.' },
  SameProductAs: {
    title: 'Same product as another',
    hint: 'Another product in this book is the same one: both are then read as one.',
  },
  RoleAsserted: {
    title: 'Role for the product',
    hint: 'Who is its manufacturer, importer, distributor or installer, and from which day.',
  },
  ARAppointed: {
    title: 'Authorised representative appointed',
    hint: 'A manufacturer authorised somebody in the United Kingdom to perform some of its duties (s.51).',
  },
  ScopeFinding: { title: 'Finding on scope', hint: 'Your judgment whether a test of the Act is met, with the reasons.' },
  MadeAvailable: {
    title: 'Made available',
    hint: 'Somebody supplied the product or offered it: to whom, where, and in what condition.',
  },
  SoCIssued: {
    title: 'Statement of compliance issued',
    hint: 'A statement that the manufacturer prepared, or had prepared for it.',
  },
  SoCCopyHeld: {
    title: 'Copy of a statement held',
    hint: 'A copy of a statement of compliance that you keep, and what it says.',
  },
  SupportPeriodPublished: {
    title: 'Support period published',
    hint: 'For how long security updates will be given, as published.',
  },
  SupportPeriodExtended: {
    title: 'Support period extended',
    hint: 'The manufacturer decided on a longer period; it must publish it as soon as is practicable.',
  },
  SupportPeriodShortened: {
    title: 'Support period shortened',
    hint: 'A published period was made shorter, which the Regulations do not allow.',
  },
  ReportingInformationPublished: {
    title: 'Reporting information published',
    hint: 'How to report security issues, and when the reporter hears back.',
  },
  ReportingInformationWithdrawn: {
    title: 'Reporting information withdrawn',
    hint: 'Some of what was published on reporting is no longer there.',
  },
  LabelAssigned: { title: 'Label assigned', hint: 'The product was given a JC-STAR or CLS label.' },
  LabelWithdrawn: { title: 'Label withdrawn', hint: 'The label was withdrawn, suspended or ended before its last day.' },
  LabelChecked: {
    title: 'Label checked',
    hint: 'You looked whether the conditions of the label route are met, and were satisfied or not.',
  },

  ComplianceFailureReported: {
    title: 'Compliance failure reported',
    hint: 'Somebody told you that there is, or may be, a compliance failure.',
  },
  ContactReceived: {
    title: 'Contact received',
    hint: 'Somebody in the supply chain contacted you about a failure from outside this system.',
  },
  NotificationReceived: { title: 'Notification received', hint: 'A notification that reached you from outside this system.' },
  DoubtRecorded: {
    title: 'Doubt about what we were told',
    hint: 'You have reasons not to believe it: recorded for the same day, they stop awareness and belief, not the duty to investigate.',
  },
  InvestigationStarted: { title: 'Investigation started', hint: 'You began to look into whether there is a compliance failure.' },
  AwarenessAsserted: { title: 'Became aware', hint: 'A judgment on the day from which you were aware, or ought to have been.' },
  BeliefAsserted: {
    title: 'Came to know or believe',
    hint: 'Actual knowledge or belief that there is a failure: this is what bars supply.',
  },
  BeliefEnded: { title: 'Belief ended', hint: 'You no longer know or believe that there is a failure.' },
  FailureDetermined: {
    title: 'Failure found',
    hint: 'You concluded that a security requirement is not met: from this day you are aware of it.',
  },
  FailureNegatived: { title: 'No failure found', hint: 'You concluded that the requirement is met.' },
  CorrectiveActionTaken: {
    title: 'Corrective action taken',
    hint: 'Steps that you took to remedy the failure, and whether they worked.',
  },
  ContactMade: { title: 'Contact made', hint: 'You reached the manufacturer, or your supplier, about the failure.' },
  ContactAttempted: { title: 'Contact attempted', hint: 'You tried to reach the manufacturer, or your supplier, and did not.' },
  ContactImpossibleFinding: {
    title: 'Contact is not possible',
    hint: 'Your judgment, after an attempt, that somebody cannot be contacted.',
  },
  NotificationGiven: {
    title: 'Notification given',
    hint: 'You notified OPSS or another party; if it has a book here, it finds the notification there.',
  },
  NotificationFailed: {
    title: 'Notification failed',
    hint: 'A notification did not reach its recipient: it counts as not given.',
  },
  UnlikelyRemedyFinding: {
    title: 'Remedy is unlikely',
    hint: 'It appears to you that the manufacturer is unlikely to remedy the failure.',
  },
  ReasonableStepsFinding: {
    title: 'All reasonable steps were taken',
    hint: 'Your judgment that all reasonable steps were taken for one duty.',
  },
  RecordMade: {
    title: 'Record made',
    hint: 'You made a record that s.12 or s.20 asks for: it is kept for 10 years from this day.',
  },
  RecordUpdated: { title: 'Record updated', hint: 'You added to such a record: say all that it now holds.' },
  SameFailureAs: {
    title: 'Same failure as another',
    hint: 'Another failure record in this book is about the same failure: both are then read as one.',
  },
  RecordClosed: {
    title: 'Take the record off the queue',
    hint: 'The list of failures shows it as off the queue, unless something is still held to fail; no duty ends by it.',
  },

  IntentNotified: { title: 'Intention notified', hint: 'The authority told the addressee that it intends to give a notice.' },
  IntentDropped: { title: 'Intention dropped', hint: 'The authority will not give the notice.' },
  RepresentationsMade: { title: 'Representations made', hint: 'The addressee answered the authority’s intention.' },
  UrgencyDeclared: {
    title: 'Urgency declared',
    hint: 'The authority considers a stop or recall notice urgent, and need not wait for representations.',
  },
  NoticeGiven: {
    title: 'Notice given',
    hint: 'The notice was sent or handed over; on which day it counts as given is worked out (s.50).',
  },
  NoticeVaried: { title: 'Notice varied', hint: 'The whole of the notice as it now stands.' },
  NoticeRevoked: { title: 'Notice revoked', hint: 'The authority took the notice back.' },
  RequirementMet: { title: 'Requirement met', hint: 'Something that the notice asks for was done, or its evidence accepted.' },
  PenaltyPaid: { title: 'Penalty paid', hint: 'A payment of the fixed or of the daily penalty.' },
  AppealLodged: {
    title: 'Appeal lodged',
    hint: 'The addressee appealed against the notice or a variation: it has no effect until that ends.',
  },
  AppealDetermined: { title: 'Appeal decided', hint: 'What the Tribunal decided.' },
  AppealWithdrawn: { title: 'Appeal withdrawn', hint: 'The appeal was given up: the notice has effect again.' },
  SuspendedByUpperTribunal: {
    title: 'Suspended by the Upper Tribunal',
    hint: 'The notice, or a part of it, has no effect until the further appeal ends.',
  },
  ClaimReceived: { title: 'Claim received', hint: 'The addressee claimed compensation for a stop or recall notice (s.34).' },
  ClaimDecided: { title: 'Claim decided', hint: 'The decision on the claim, on the day the claimant was told of it.' },
  ForfeitureApplied: { title: 'Forfeiture applied for', hint: 'The authority asked a court to have products forfeited (s.42).' },
  ForfeitureOrdered: { title: 'Forfeiture decided', hint: 'What the court decided on forfeiture.' },
  HearingFixed: { title: 'Hearing fixed', hint: 'The day and the court of a hearing.' },
  ThirdPartyNoticeGiven: {
    title: 'Third-party notice given',
    hint: 'A defendant told the prosecutor who else is said to be to blame (s.32).',
  },

  PartyDescribed: { title: 'Party described', hint: 'Identifiers, and whether the firm was dissolved.' },
  TargetSet: { title: 'Own target set', hint: 'How many days you give yourselves for a duty: it is your own aim, and no law.' },
  SettingChosen: { title: 'Reading chosen', hint: 'How you read a doubtful passage, for your own book.' },
  ErasureDecided: { title: 'Erasure decided', hint: 'Which fields of a person are erased, and on what ground.' },

  NotificationAcknowledged: { title: 'Notification acknowledged', hint: 'The recipient has read it; this discharges no duty.' },
  Declined: { title: 'Declined', hint: 'The recipient does not stock the product, or is the wrong one.' },
  QuestionAsked: { title: 'Question asked', hint: 'The recipient asks the sender something.' },
  QuestionAnswered: { title: 'Question answered', hint: 'The sender answers a question.' },

  PartyAdmitted: { title: 'Party admitted', hint: 'From now on books can name it, and it has a book of its own.' },
  GrantGiven: { title: 'Grant given', hint: 'What somebody may see beyond its own book, and until when.' },
  GrantEnded: { title: 'Grant ended', hint: 'A grant no longer holds.' },
  RulebookPutInForce: { title: 'Rulebook put in force', hint: 'Which version of the law applies from which day.' },
  SettingPutInForce: { title: 'Reading put in force', hint: 'How this installation reads a doubtful passage.' },
  ReviewPublished: { title: 'Review published', hint: 'A report of a review of the Regulations was published (reg.10).' },
  LogKeyRotated: { title: 'Signing key changed', hint: 'The key that signs the log from now on.' },
  LogRestored: { title: 'Log restored', hint: 'The log was restored from a copy, and how far that copy went.' },

  Correction: { title: 'Correction', hint: 'Puts right what was recorded, or withdraws it; both stay to be seen.' },
};
