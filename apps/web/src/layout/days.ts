import { dayExists, daysBetween, isDay, londonDay } from '#psti';
import type { Day, Instant, Moment } from '#psti';

/** Days and times as people here read them: days in words, instants in UK time. A day never gets a time of day it did not have. */

const dayWords = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' });
const londonTime = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

export const inWords = (day: Day): string => dayWords.format(new Date(`${day}T00:00:00Z`));

export const timeOf = (instant: Instant): string => londonTime.format(new Date(instant));

export const instantInWords = (instant: Instant): string => `${inWords(londonDay(instant))}, ${timeOf(instant)}`;

export const momentInWords = (moment: Moment): string =>
  isDay(moment) ? `the end of ${inWords(moment)}` : instantInWords(moment);

/** UTC, for the text shown on pointing at a time. */
export const utcInWords = (instant: Instant): string => `${instant.slice(0, 10)} ${instant.slice(11, 19)} UTC`;

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;

/** A sentence in which days are written for machines, as people read it. */
export const withDaysInWords = (says: string): string =>
  says.replace(/(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-])/g, (day) => (dayExists(day) ? inWords(day) : day));

/** How long something has stood, in whole London days. */
export const stoodFor = (since: Day, today: Day): string =>
  since === today ? 'today' : plural(daysBetween(since, today), 'day');

/** A span in the largest units that say it: days and hours, or hours and minutes. */
export function spanInWords(minutes: number): string {
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  const parts = [days && plural(days, 'day'), hours && plural(hours, 'hour'), !days && rest && plural(rest, 'minute')];
  return parts.filter(Boolean).join(' ') || 'the same minute';
}
