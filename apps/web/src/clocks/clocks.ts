import { dayExists, isDay, londonDay, londonInstant } from '#psti';
import type { Clocks, Day, Moment } from '#psti';
import type { Answered, Hidden } from '#views';
import { momentInWords, plural, timeOf } from '../layout/days.ts';
import { withQuery } from '../paths.ts';
import { asked } from '../visit.ts';

/** The two clocks of a page: what had happened by then, and what had been recorded by then. The address carries both. */

export interface ClocksAsked {
  readonly clocks: Partial<Clocks>;
  /** What in the address is no day or time: then the page says so and shows now. */
  readonly problems: readonly { readonly text: string; readonly href: string }[];
}

const names = { asOf: 'What had happened by', knownAt: 'What had been recorded by' } as const;

export function clocksIn(query: URLSearchParams): ClocksAsked {
  const read = { asOf: momentIn(query, 'asOf'), knownAt: momentIn(query, 'knownAt') };
  const wrong = (['asOf', 'knownAt'] as const).filter((name) => read[name] === 'wrong');
  return {
    clocks: {
      ...(wrong.includes('asOf') ? {} : { asOf: read.asOf }),
      ...(wrong.includes('knownAt') ? {} : { knownAt: read.knownAt }),
    },
    problems: wrong.map((name) => ({
      text: `${names[name]}: give a day, and a time such as 17:00 if you want one`,
      href: `#${name}`,
    })),
  };
}

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z$/;
const clockTime = /^([01]\d|2[0-3]):[0-5]\d$/;

function momentIn(query: URLSearchParams, name: 'asOf' | 'knownAt'): Moment | undefined | 'wrong' {
  const [given, time] = [asked(query, name), asked(query, `${name}Time`)];
  if (!given) return time ? 'wrong' : undefined;
  if (instant.test(given) && !Number.isNaN(Date.parse(given))) return given;
  if (!dayExists(given)) return 'wrong';
  if (!time) return given;
  return clockTime.test(time) ? londonInstant(given, time) : 'wrong';
}

/** What will have been recorded by a day to come nobody knows: what is known now is shown, and said to be. */
export const knownInWords = (knownAt: Moment, today: Day): string =>
  (isDay(knownAt) ? knownAt >= today : londonDay(knownAt) > today)
    ? 'as it is known now'
    : `as it was known at ${momentInWords(knownAt)}`;

interface Bar {
  readonly path: string;
  readonly asked: ClocksAsked;
  readonly answered: Answered;
  readonly hidden?: Hidden;
  /** Whether there is a page that compares this one with now. */
  readonly comparable?: boolean;
}

const box = (moment: Moment | undefined) => ({
  day: moment && (isDay(moment) ? moment : londonDay(moment)),
  time: moment && !isDay(moment) ? timeOf(moment) : '',
});

export function clocksBar({ path, asked: { clocks }, answered, hidden, comparable }: Bar) {
  const { asOf, knownAt } = clocks;
  const past = Boolean(asOf ?? knownAt);
  const at = (moved: Partial<Clocks>) => withQuery(path, { ...clocks, ...moved });
  return {
    path,
    past,
    boxes: { asOf: box(asOf), knownAt: box(knownAt) },
    says: past
      ? `As of ${momentInWords(answered.asOf)}, ${knownInWords(answered.knownAt, answered.today)}.`
      : 'As of now, as it is known now.',
    hidden: hidden && hiddenSays(hidden),
    steps: hidden ? stepsFrom(hidden, at) : [],
    now: past ? path : undefined,
    compare: past && comparable ? withQuery(`${path}/changes`, clocks) : undefined,
  };
}

function hiddenSays({ notYetHappened, notYetRecorded }: Hidden): string | undefined {
  const parts = [
    notYetHappened > 0 && `${plural(notYetHappened, 'entry', 'entries')} that had not happened by then`,
    notYetRecorded > 0 && `${plural(notYetRecorded, 'entry', 'entries')} that had not been recorded by then`,
  ].filter(Boolean);
  return parts.length > 0 ? `Hidden as later: ${parts.join(', and ')}.` : undefined;
}

function stepsFrom({ previousOn, nextOn, previousRecordedAt, nextRecordedAt }: Hidden, at: (moved: Partial<Clocks>) => string) {
  const step = (text: string, moment: Moment | undefined, moved: Partial<Clocks>) =>
    moment ? [{ text, moment, href: at(moved) }] : [];
  return [
    ...step('Happened: back to', previousOn, { asOf: previousOn }),
    ...step('Happened: on to', nextOn, { asOf: nextOn }),
    ...step('Recorded: back to', previousRecordedAt, { knownAt: previousRecordedAt }),
    ...step('Recorded: on to', nextRecordedAt, { knownAt: nextRecordedAt }),
  ];
}
