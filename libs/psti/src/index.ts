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
export { fieldsOf, Happened } from './shape.ts';
export type { Field } from './shape.ts';
export type { FieldKind, Shape } from './value.ts';
export type { Problem } from './problem.ts';
export {
  classOf,
  deciderOf,
  eventRefsIn,
  eventsOf,
  kindOf,
  partiesIn,
  problemsIn,
  streamKinds,
  subjectsIn,
  textsIn,
  typesOf,
} from './streams.ts';
export type { AnyEvent, EventClass, EventOf, EventType, OfferedEvent, Place, StreamKind } from './streams.ts';
export { crossings, streamOf, usualStreamOf } from './crossing.ts';
export type { Crossing, Minted, Naming, SendersBook, TextCarried } from './crossing.ts';
export { fromDoor, fromLog, toLog } from './log.ts';
export type { LoggedEvent, RecordedEvent } from './log.ts';
export { asKnown, corrected } from './known.ts';
export type { Envelope, Known } from './known.ts';
export { factsOf } from './book.ts';
export type { Book, Law } from './book.ts';
export { lawInForce } from './rulebook.ts';
export { addDays, dayExists, daysBetween, isDay, londonDay, londonInstant } from './calendar.ts';
