import type { EventType, StreamKind } from '#psti';

/** What people want to do, and the events that say it. Every event that a record can hold stands in one group, but for corrections. */

export interface Group {
  readonly title: string;
  readonly types: readonly EventType[];
}

export const groupsOf: Readonly<Record<StreamKind, readonly Group[]>> = {
  failure: [
    {
      title: 'We were told something',
      types: ['ComplianceFailureReported', 'NotificationReceived', 'ContactReceived', 'DoubtRecorded'],
    },
    { title: 'We looked into it', types: ['InvestigationStarted', 'FailureDetermined', 'FailureNegatived'] },
    { title: 'We knew or believed', types: ['AwarenessAsserted', 'BeliefAsserted', 'BeliefEnded'] },
    {
      title: 'We told somebody',
      types: ['NotificationGiven', 'ContactMade', 'ContactAttempted', 'ContactImpossibleFinding', 'NotificationFailed'],
    },
    { title: 'We did something about it', types: ['CorrectiveActionTaken', 'ReasonableStepsFinding', 'UnlikelyRemedyFinding'] },
    { title: 'We made a record', types: ['RecordMade', 'RecordUpdated'] },
    { title: 'About this failure record', types: ['SameFailureAs', 'RecordClosed'] },
  ],
  product: [
    { title: 'What it is', types: ['ProductDescribed', 'SameProductAs'] },
    { title: 'Who has which role', types: ['RoleAsserted', 'ARAppointed'] },
    { title: 'Whether the Act applies', types: ['ScopeFinding'] },
    { title: 'Who made it available to whom', types: ['MadeAvailable'] },
    { title: 'Statement of compliance', types: ['SoCIssued', 'SoCCopyHeld'] },
    { title: 'Support period', types: ['SupportPeriodPublished', 'SupportPeriodExtended', 'SupportPeriodShortened'] },
    { title: 'How to report security issues', types: ['ReportingInformationPublished', 'ReportingInformationWithdrawn'] },
    { title: 'Labels', types: ['LabelAssigned', 'LabelChecked', 'LabelWithdrawn'] },
  ],
  notice: [
    { title: 'Before the notice', types: ['IntentNotified', 'RepresentationsMade', 'UrgencyDeclared', 'IntentDropped'] },
    { title: 'The notice itself', types: ['NoticeGiven', 'NoticeVaried', 'NoticeRevoked'] },
    { title: 'What was done about it', types: ['RequirementMet', 'PenaltyPaid'] },
    { title: 'Appeals', types: ['AppealLodged', 'AppealDetermined', 'AppealWithdrawn', 'SuspendedByUpperTribunal'] },
    {
      title: 'Claims, forfeiture and hearings',
      types: ['ClaimReceived', 'ClaimDecided', 'ForfeitureApplied', 'ForfeitureOrdered', 'HearingFixed', 'ThirdPartyNoticeGiven'],
    },
  ],
  profile: [
    { title: 'Who we are', types: ['PartyDescribed'] },
    { title: 'Our own targets and readings', types: ['TargetSet', 'SettingChosen'] },
    { title: 'Personal data', types: ['ErasureDecided'] },
  ],
  delivery: [
    { title: 'Answers to a notification', types: ['NotificationAcknowledged', 'Declined', 'QuestionAsked', 'QuestionAnswered'] },
  ],
  installation: [
    { title: 'Parties and grants', types: ['PartyAdmitted', 'GrantGiven', 'GrantEnded'] },
    { title: 'Law and policy in force', types: ['RulebookPutInForce', 'SettingPutInForce', 'ReviewPublished'] },
    { title: 'The log', types: ['LogKeyRotated', 'LogRestored'] },
  ],
};
