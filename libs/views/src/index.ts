export type * from './page.ts';
export { OutstandingDuties, outstandingStatuses } from './outstanding-duties.ts';
export type { DutyFilter, OutstandingDuty } from './outstanding-duties.ts';
export { FailuresRegister, failureStates } from './failures-register.ts';
export type { FailureFilter, FailureState, RegisteredFailure } from './failures-register.ts';
export { answers, NotificationsGiven, NotificationsReceived } from './notifications.ts';
export type {
  Answer,
  Carriage,
  GivenFilter,
  GivenNotification,
  Happened,
  NoticeContent,
  Question,
  ReceivedFilter,
  ReceivedNotification,
} from './notifications.ts';
export { datedKinds, DatedObligations } from './dated-obligations.ts';
export type { DatedFilter, DatedKind, DatedObligation } from './dated-obligations.ts';
export { PartyList } from './party-list.ts';
export type { ListedParty, PartyFilter } from './party-list.ts';
export { ProductList } from './product-list.ts';
export type { HeldRole, ListedProduct, ProductFilter } from './product-list.ts';
export type { Answered, CorrectionOf, Hidden, TimelineEntry } from './timeline.ts';
export { RecordOf } from './record-of.ts';
export type { FailureRecordPage } from './record-of.ts';
export { DutiesOf } from './duties-of.ts';
export type { DutiesAnswer, DutiesAsked, DutiesIn } from './duties-of.ts';
export { WhyOf } from './why-of.ts';
export type { DutyAsked, WhyAnswer } from './why-of.ts';
export { FailureAcrossParties, keyDates } from './failure-across-parties.ts';
export type {
  DutyMatrix,
  FailureAcrossPartiesPage,
  Gap,
  JoinedBy,
  KeyDate,
  Knew,
  PartyInFailure,
} from './failure-across-parties.ts';
export { PartyOf } from './party-of.ts';
export type { PartyPage } from './party-of.ts';
export { ProductOf } from './product-of.ts';
export type { ProductPage } from './product-of.ts';
export { NoticesRegister } from './notices-register.ts';
export type { NoticeFilter, RegisteredNotice } from './notices-register.ts';
export { NoticesOf } from './notices-of.ts';
export type { NoticesAnswer, StandingNotice } from './notices-of.ts';
export { DatesOf } from './dates-of.ts';
export type { DatesAnswer } from './dates-of.ts';
export { ReviewOf } from './review-of.ts';
export type { ReviewAnswer } from './review-of.ts';
export { ScopeOf } from './scope-of.ts';
export type { ScopePage, ScopeQuestion } from './scope-of.ts';
export { NoticeOf } from './notice-of.ts';
export type { NoticePage } from './notice-of.ts';
export { ChangesIf } from './changes-if.ts';
export type { Supposed } from './changes-if.ts';
export { ChangesBetween } from './changes-between.ts';
export type { ChangesAnswer, DutyChange } from './changes-between.ts';
export { NotACursor } from './list.ts';
export { UpgradeNeeded } from './reading.ts';
export { NotReady, Views } from './views.ts';
export type { ViewHealth, ViewsHealth } from './views.ts';
export type { Stopped } from './follower.ts';
export { ViewsModule } from './views.module.ts';
export type { ViewsModuleSettings } from './views.module.ts';
