import type { Instant } from '#psti';
import type { DutyChange, TimelineEntry } from '#views';
import { dutyLine } from '../duties/duty-line.ts';
import { plural } from '../layout/days.ts';
import type { NameOf } from '../names.ts';
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
  changes: readonly DutyChange[],
  reading: Reading,
  entries: readonly TimelineEntry[],
) {
  const entry = entries.find((one) => one.event === event);
  return {
    says: entry ? reading.says(entry) : 'The correction',
    href: `#${eventAnchor(event)}`,
    ...changeLines(changes, reading.names, (anchor) => `#${anchor}`),
  };
}

type HrefOf = (anchor: string) => string | undefined;

/** Duties that arose, are gone, or stand otherwise than before; the first of them where there are thousands. */
export function changeLines(changes: readonly DutyChange[], names: NameOf, hrefOf: HrefOf = () => undefined) {
  return {
    lines: changes.slice(0, MOST).map((change) => changeLine(change, names, hrefOf)),
    more: changes.length > MOST ? `and ${plural(changes.length - MOST, 'more duty', 'more duties')}` : undefined,
  };
}

function changeLine({ before, after }: DutyChange, names: NameOf, hrefOf: HrefOf) {
  const [then, now] = [before, after].map((row) => row && dutyLine(row, names, row.since ?? ''));
  const line = now ?? then;
  const { what, to, cite, anchor = '' } = line ?? {};
  return {
    then: then?.status,
    now: now?.status,
    what,
    to,
    provision: cite?.provision,
    missing: now?.missing ?? [],
    href: hrefOf(anchor),
  };
}
