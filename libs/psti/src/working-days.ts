import type { Day } from './act.ts';
import { bankHolidays, NOT_READ } from './bank-holidays.ts';
import type { BankHoliday, Jurisdiction } from './bank-holidays.ts';
import { addDays } from './calendar.ts';

/** Working days, bank holidays and the last day on which an office is sure to be open (law page §3.1, rules 4 and 5). */

const SUNDAY = 0;
const SATURDAY = 6;
const byDay = new Map<Day, BankHoliday[]>();
for (const holiday of bankHolidays) byDay.set(holiday[0], [...(byDay.get(holiday[0]) ?? []), holiday]);

const weekday = (day: Day): number => new Date(day).getUTCDay();
const isWeekend = (day: Day): boolean => weekday(day) === SUNDAY || weekday(day) === SATURDAY;

/** The parts of the United Kingdom in which a day is a bank holiday, Christmas Day or Good Friday; none at a weekend. */
export const bankHolidayIn = (day: Day): readonly Jurisdiction[] =>
  (byDay.get(day) ?? []).flatMap(([, , ...of]) => of as readonly Jurisdiction[]);

/** s.50: a bank holiday in any part of the United Kingdom is no working day in the others either. */
export const isWorkingDay = (day: Day): boolean => !isWeekend(day) && !byDay.has(day);
export const nextWorkingDay = (after: Day): Day => workingDayFrom(addDays(after, 1));
/** The day itself, or the next working day: where a rule moves its last day on. */
export const workingDayFrom = (day: Day): Day => (isWorkingDay(day) ? day : workingDayFrom(addDays(day, 1)));

/** The last working day on or before a statutory last day: the day to file by, before 17:00, as the day itself does not move. */
export const safeFilingDay = (last: Day): Day => (isWorkingDay(last) ? last : safeFilingDay(addDays(last, -1)));

/**
 * 1971 Act s.1(4): nobody can be made to pay or act on a bank holiday, any more than on Christmas Day or Good Friday, and to do it on the
 * next other day is enough; a mere weekend does not help. Where the day is a holiday in some parts only, it depends on where the person
 * is, which is not on record: then the day stands.
 */
export const enoughOn = (due: Day): Day => (nobodyIsCompelledOn(due) ? enoughOn(addDays(due, 1)) : due);
const nobodyIsCompelledOn = (day: Day): boolean => day.endsWith('-12-25') || bankHolidayIn(day).length === PARTS;
const PARTS = 3;

/** Whether a day that was passed over between two days is one whose proclamation was not read. */
export const restsOnProclamation = (from: Day, to: Day): boolean => from <= NOT_READ && NOT_READ <= to;
