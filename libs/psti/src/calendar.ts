import type { Day, Instant, Moment } from './act.ts';

/** London days and the law page's counting rules (§3.1), as plain arithmetic: no clock, no time-zone database, no bank holidays yet needed. */

const DAY_MS = 86_400_000;

export const isDay = (moment: Moment): boolean => moment.length === 10;

/** Whether such a day exists: 2026-02-29 does not. */
export const dayExists = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && dayOf(Date.parse(text)) === text;

const dayOf = (ms: number): Day => new Date(ms).toISOString().slice(0, 10);

/** A log has the same few thousand days over and over: what is worked out from each is kept. */
const kept = <Asked, Made>(work: (asked: Asked) => Made): ((asked: Asked) => Made) => {
  const known = new Map<Asked, Made>();
  return (asked) => {
    const before = known.get(asked);
    if (before !== undefined) return before;
    const made = work(asked);
    if (known.size >= MOST_DAYS) known.clear();
    known.set(asked, made);
    return made;
  };
};
const MOST_DAYS = 20_000;
const startOf = kept((day: Day): number => Date.parse(day));
const dayAt = kept(dayOf);

export const addDays = (day: Day, days: number): Day => dayAt(startOf(day) + days * DAY_MS);
export const daysBetween = (from: Day, to: Day): number => Math.round((startOf(to) - startOf(from)) / DAY_MS);
export const laterOf = (...days: readonly Day[]): Day => days.reduce((latest, day) => (day > latest ? day : latest));
export const earlierOf = (...days: readonly Day[]): Day => days.reduce((earliest, day) => (day < earliest ? day : earliest));

/** "N days beginning with": the first day counts, so the last is N − 1 days on. */
export const lastOfDaysBeginningWith = (first: Day, days: number): Day => addDays(first, days - 1);

/** "Y years beginning with": the day before the anniversary. A 29 February without one in the last year has its anniversary on 1 March. */
export const lastOfYearsBeginningWith = (first: Day, years: number): Day => addDays(anniversary(first, years), -1);

export const anniversary = (day: Day, years: number): Day => {
  const same = `${String(Number(day.slice(0, 4)) + years).padStart(4, '0')}${day.slice(4)}`;
  return dayExists(same) ? same : `${same.slice(0, 4)}-03-01`;
};

/** Clear days leave out both ends: the latest day on which N clear days before the hearing still remain (s.32). */
export const latestClearOf = (hearing: Day, days: number): Day => addDays(hearing, -(days + 1));

/** Summer time runs from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October (SI 2002/262). */
const summerTime = (ms: number): boolean => {
  const year = new Date(ms).getUTCFullYear();
  return ms >= lastSundayAtOne(year, 3) && ms < lastSundayAtOne(year, 10);
};
const lastSundayAtOne = (year: number, month: 3 | 10): number => {
  const last = Date.UTC(year, month - 1, 31);
  return last - new Date(last).getUTCDay() * DAY_MS + 3_600_000;
};

/** The London day of an instant. */
export const londonDay = (instant: Instant): Day => {
  const ms = Date.parse(instant);
  return dayOf(summerTime(ms) ? ms + 3_600_000 : ms);
};

/** The day a moment falls on: a day is itself. */
export const dayOfMoment = (moment: Moment): Day => (isDay(moment) ? moment : londonDay(moment));

/** When a London day is over, in milliseconds since 1970. */
export const endOf = kept((day: Day): number => Date.parse(londonInstant(addDays(day, 1), '00:00')));

/** London clock time on a day, as an instant; `time` is `hh:mm`. A time that the clocks skip in March is taken an hour on. */
export const londonInstant = (day: Day, time: string): Instant => {
  const asUtc = Date.parse(`${day}T${time}:00Z`);
  const summer = asUtc - 3_600_000;
  return new Date(summerTime(summer) ? summer : asUtc).toISOString();
};
