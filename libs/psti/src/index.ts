export * from './act.ts';
export type * from './obligation.ts';

// Streams: their events, what they admit, and what is wrong with what is offered to them.
export * from './product-record.ts';
export * from './failure-record.ts';
export * from './notice.ts';
export * from './profile.ts';
export * from './delivery.ts';
export * from './installation.ts';
export { Correction } from './correction.ts';
export type { Replacement } from './correction.ts';
export { Refused } from './decider.ts';
export type { Decider, Stream } from './decider.ts';
export { fieldsOf, Happened, IsPence, IsProduct, IsTrue, IsWhole, OneOf, Optional } from './shape.ts';
export type { Field } from './shape.ts';
export type { FieldKind, Shape } from './value.ts';
export { problemsOf } from './problem.ts';
export type { Problem } from './problem.ts';
export {
  classOf,
  deciderOf,
  eventRefsIn,
  eventsOf,
  kindOf,
  partiesIn,
  pastDaysIn,
  problemsIn,
  streamKinds,
  subjectsIn,
  textsIn,
  typesOf,
} from './streams.ts';
export type { AnyEvent, EventClass, EventOf, EventType, OfferedEvent, Place, StreamKind } from './streams.ts';
export { crossings, streamOf, usualStreamOf } from './crossing.ts';
export type { Crossing, Minted, Naming, SendersBook, TextCarried } from './crossing.ts';
export { bookFor, Sent, Supplied } from './sending.ts';
export { fromDoor, fromLog, toLog, unknownIn } from './log.ts';
export type { LoggedEvent, RecordedEvent } from './log.ts';
export { upcast, upcasters, UpgradeNeeded, versionOf } from './versions.ts';
export type { Upcaster, Upcasters } from './versions.ts';
export { asFirstSaid, asKnown, corrected } from './known.ts';
export { courseOf } from './remedy.ts';
export type { Envelope, Known } from './known.ts';
export { factsOf } from './book.ts';
export type { Book, Law } from './book.ts';
export { lawInForce } from './rulebook.ts';
export { addDays, dayExists, daysBetween, isDay, londonDay, londonInstant } from './calendar.ts';

// Words for people.
export { happened, longDay, pounds, sentenceOf } from './words.ts';
export type { Say } from './words.ts';
export { eventWords } from './event-words.ts';
export type { EventWords } from './event-words.ts';
export { labelOf } from './field-words.ts';
export type { FieldWords } from './field-words.ts';
export { exampleOf } from './example.ts';
export type { Example } from './example.ts';
export { choiceOf } from './choice-words.ts';
export { missingInWords } from './rows/sentence.ts';

// The Act: what is owed and why, by which law and which readings.
export { allDuties, obligations, whyNot } from './owed.ts';
export type { NotOwed } from './owed.ts';
export { differences, rowsThatDiffer } from './differences.ts';
export type { Change, RowChange } from './differences.ts';
export { obligationsAcross, rowsAcross } from './across.ts';
export { register, sectionOf, shapingAny } from './register.ts';
export type { Register, Registered, RegisteredDuty, RegisteredReading, Worded } from './register.ts';
export { registerText } from './register-text.ts';
export { scopeOf } from './scoped.ts';
export type { ScopeAnswer, ScopeAsked } from './scoped.ts';
export type { Clauses, Duty, Kind } from './duty.ts';
export { forceOf, rulebookOn, withRulebook } from './rulebook.ts';
export type { Force, Rulebook, RulebookData } from './rulebook.ts';
export { lawWith, NotARulebook } from './rulebook-data.ts';
export { isSetting, readings } from './settings.ts';
export type { Reading, SettingId } from './settings.ts';

// Enforcement: notices, the rows, windows and amounts that they make, and what binds the authority.
export { noticeAnswers, noticeDutyNotOwed, reviewAnswers } from './enforcement/answers.ts';
export type { AboutNotice, MoneyAnswer, NoticeAnswers, NoticeDutyNotOwed } from './enforcement/answers.ts';
export { askingOf } from './enforcement/asking.ts';
export type { Judged } from './enforcement/asking.ts';
export { rowNamedBy } from './enforcement/case.ts';
export type { Asking, NoticeBook } from './enforcement/case.ts';
export { noticesChangeOn } from './enforcement/changes.ts';
export type { DateAnswer } from './enforcement/dates.ts';
export { guards } from './enforcement/guard.ts';
export type { GuardAnswer, Provision } from './enforcement/guard.ts';
export type { NoticeStanding, NoticeState } from './enforcement/state.ts';
export { noticeDuties } from './duties/notice-addressee.ts';
export type { NoticeDuty } from './duties/notice-addressee.ts';
export { datesIn, rulebookDates } from './dated.ts';
export { timers } from './timers.ts';
export type { TimerId } from './timers.ts';
export { bankHolidays } from './bank-holidays.ts';
export type { BankHoliday, Jurisdiction } from './bank-holidays.ts';
export { isWorkingDay, nextWorkingDay, safeFilingDay } from './working-days.ts';
export { relevantMaximum } from './penalty.ts';

// Scenarios: what a file gives, what it asks, and how the answers differ from what it expects.
export { NotAScenario, readScenario } from './scenario/given.ts';
export type { Entry, Scenario, ToRecord } from './scenario/given.ts';
export { compare, compareRulebooks, questionsOf, scopeAsked } from './scenario/then.ts';
export type { About, Question } from './scenario/then.ts';
export type { Answers, Difference, EnforcementAnswers } from './scenario/answers.ts';
export { runPure } from './scenario/run.ts';
