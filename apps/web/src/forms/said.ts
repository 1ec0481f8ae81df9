import { labelOf, type EventType, type Problem } from '#psti';
import { instantInWords, withDaysInWords } from '../layout/days.ts';

/** What systems are told, and what stands in its place on a form, whose boxes take other words than a system sends. */
const onForms: readonly (readonly [RegExp, string])[] = [
  [/ is missing: [^]*/, ' is missing'],
  [/ is a day, written YYYY-MM-DD; [^]*/, ': give it as day, month and year, such as 1 2 2026'],
  [/(\d{4})-0?(\d+)-0?(\d+) (is not a day of the calendar)/, '$3 $2 $1 $4'],
  [/ is an instant in UTC, .*; "(?:[01]?\d|2[0-3])[:.][0-5]\d" is not$/, ': give its day as well'],
  [/ is an instant in UTC, [^]*/, ': give it as hours and minutes in UK time, such as 09:30'],
  [/ is an amount in whole pence; [^]*/, ' is an amount in pounds, such as 1,250 or 1250.50'],
];
const INSTANT = /(?<![\w-])\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z/g;

/** A sentence of the door, with each field called as its box is, and days and times as people here read them. */
export function saidOnForm({ field, says }: Problem, type: EventType): string {
  const said = onForms
    .reduce((sentence, [toSystems, toPeople]) => sentence.replace(toSystems, toPeople), says)
    .replace(/`([\w.]+)(?:\[\d+\])?`/g, (whole, name: string) => calledOnForm(type, name, field) ?? whole)
    .replace(INSTANT, (instant) => `${instantInWords(instant)} UK time`);
  return withDaysInWords(said.charAt(0).toUpperCase() + said.slice(1));
}

/** A sentence names the last part of the field's path. A name that is no field has no label of its own. */
function calledOnForm(type: EventType, name: string, field: string): string | undefined {
  const { label } = labelOf(type, field.endsWith(`.${name}`) ? field.replace(/^data\./, '') : name);
  return label === name ? undefined : `“${label}”`;
}
