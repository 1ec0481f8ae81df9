import type { FailureEvent } from './failure-record.ts';
import type { Known } from './known.ts';
import type { Batches } from './product-record.ts';

/** When the failure was remedied by the party itself, in all the batches that it is in. */

/** The batches that the record's determinations name: `all` as soon as one does, or none names any. */
export const failingBatches = (events: readonly Known<FailureEvent>[]): Batches => {
  const named = events.flatMap((event) => (event.type === 'FailureDetermined' ? [event.batches] : []));
  return named.length === 0 || named.some((batches) => batches === 'all')
    ? 'all'
    : [...new Set(named.flatMap((batches) => (batches === 'all' ? [] : [...batches])))];
};

/** The events by which the remedy was complete, each time it was. */
export const completeRemedies = (events: readonly Known<FailureEvent>[]): readonly Known<FailureEvent>[] => {
  const failing = failingBatches(events);
  const mended = new Set<string>();
  return events.filter((event) => {
    if (event.type !== 'CorrectiveActionTaken' || event.successful !== true) return false;
    if (event.batches !== 'all') for (const batch of event.batches) mended.add(batch);
    return event.batches === 'all' || (failing !== 'all' && failing.every((batch) => mended.has(batch)));
  });
};

/** How the failure stands: the determination by which it came back after a remedy, and the remedy since, if there was one. */
export interface Standing {
  readonly recurrence?: Known<FailureEvent>;
  readonly remedied?: Known<FailureEvent>;
}
export const standingOf = (events: readonly Known<FailureEvent>[], remedies: readonly Known<FailureEvent>[]): Standing => {
  const complete = new Set(remedies);
  return events.reduce<Standing>((standing, event) => {
    if (complete.has(event)) return standing.remedied === undefined ? { ...standing, remedied: event } : standing;
    const again = event.type === 'FailureDetermined' && standing.remedied !== undefined && event.on > standing.remedied.on;
    return again ? { recurrence: event } : standing;
  }, {});
};
