import type { Instant } from '#psti';
import type { ChangesAnswer, DutyChange, TimelineEntry } from '#views';
import { dutyLine } from '../duties/duty-line.ts';
import { plural } from '../layout/days.ts';
import { eventAnchor, type Reading } from './timeline.ts';

/** What was just recorded, and what it changed: the first thing to see after a form was sent. */

const MOST = 12;

/** When an entry, or the correction behind it, went on the record. */
export function recordedWhen(entries: readonly TimelineEntry[], event: string): Instant | undefined {
  const entry = entries.find((one) => one.event === event);
  if (entry) return entry.recordedAt;
  return entries.find(({ correction }) => correction?.event === event)?.correction?.recordedAt;
}

export const justBefore = (instant: Instant): Instant => new Date(Date.parse(instant) - 1).toISOString();

export function recordedModel(
  event: string,
  { changes }: Pick<ChangesAnswer, 'changes'>,
  reading: Reading,
  entries: readonly TimelineEntry[],
) {
  const entry = entries.find((one) => one.event === event);
  const lines = changes.map((change) => changeLine(change, reading));
  return {
    says: entry ? reading.says(entry) : 'The correction',
    href: `#${eventAnchor(event)}`,
    lines: lines.slice(0, MOST),
    more: lines.length > MOST ? plural(lines.length - MOST, 'more duty changed', 'more duties changed') : undefined,
  };
}

/** A duty that arose, is gone, or stands otherwise than before. */
function changeLine({ before, after }: DutyChange, { names }: Reading) {
  const [then, now] = [before, after].map((row) => row && dutyLine(row, names, row.since ?? ''));
  const line = now ?? then;
  return {
    then: then?.status,
    now: now?.status,
    what: line?.what,
    to: line?.to,
    missing: now?.missing ?? [],
    href: `#${line?.anchor}`,
  };
}
