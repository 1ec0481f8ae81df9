import { excluding, including, unnamed, wordOf } from './failing.ts';
import type { Failing } from './failing.ts';
import type { FailureEvent } from './failure-record.ts';
import type { Known } from './known.ts';
import type { Batches } from './product-record.ts';

/** When the failure was remedied by the party itself, in all the batches that it is in. */

interface Course {
  /** What is left to be remedied. */
  readonly left: readonly Failing[];
  /** The batches that corrective action has remedied so far. */
  readonly mended: Batches;
  /** The events by which the remedy was complete, each time it was. */
  readonly complete: readonly Known<FailureEvent>[];
  readonly standing: Standing;
}
/** How the failure stands: the determination by which it came back after a remedy, and the remedy since, if there was one. */
export interface Standing {
  readonly recurrence?: Known<FailureEvent>;
  readonly remedied?: Known<FailureEvent>;
}

export const courseOf = (events: readonly Known<FailureEvent>[]): Course =>
  events.reduce(next, { left: unnamed, mended: [], complete: [], standing: {} });
export const completeRemedies = (events: readonly Known<FailureEvent>[]): readonly Known<FailureEvent>[] =>
  courseOf(events).complete;

const next = (course: Course, event: Known<FailureEvent>): Course => {
  if (event.type === 'FailureDetermined') return found(course, event);
  if (event.type === 'FailureNegatived') return ended(course, event, excluding(course.left, wordOf(event)));
  if (event.type !== 'CorrectiveActionTaken' || event.successful !== true) return course;
  const mended = both(course.mended, event.batches);
  return ended({ ...course, mended }, event, excluding(course.left, { batches: event.batches }));
};
/** With a finding that the rest does not fail after all, the remedy of what did is complete. */
const ended = (course: Course, event: Known<FailureEvent>, left: readonly Failing[]): Course => {
  const isRemedy = event.type === 'CorrectiveActionTaken' || (course.mended.length > 0 && course.left.length > 0);
  if (left.length > 0 || !isRemedy) return { ...course, left };
  const { complete, standing } = course;
  return { ...course, left, complete: [...complete, event], standing: { ...standing, remedied: standing.remedied ?? event } };
};
/** It came back: on a later day, or in batches that were never remedied. */
const found = (course: Course, event: Known<FailureEvent> & { readonly batches: Batches }): Course => {
  const { mended, standing } = course;
  const isAgain = standing.remedied !== undefined && (event.on > standing.remedied.on || !covers(mended, event.batches));
  const left = including(course.left, wordOf(event));
  return isAgain ? { ...course, left, mended: [], standing: { recurrence: event } } : { ...course, left };
};
const both = (one: Batches, other: Batches): Batches =>
  one === 'all' || other === 'all' ? 'all' : [...new Set([...one, ...other])];
const covers = (some: Batches, others: Batches): boolean =>
  some === 'all' || (others !== 'all' && others.every((batch) => some.includes(batch)));
