import type { Clocks, Day } from '../act.ts';
import { addDays, earlierOf } from '../calendar.ts';
import { enoughOn } from '../working-days.ts';
import { noticeCases } from './case.ts';
import type { Asking, NoticeBook, NoticeCase } from './case.ts';
import { dailyPenalty } from './daily-penalty.ts';
import { noticeDates } from './dates.ts';
import { givingOf } from './giving.ts';
import { noticeGuards } from './guards.ts';
import { noticeRows } from './rows.ts';

/** The next day on which what is answered about the notices could change by itself, with nothing more recorded. */
export const noticesChangeOn = (book: NoticeBook, clocks: Clocks, asking: Asking): Day | undefined => {
  const cases = noticeCases(book, clocks, asking);
  const [first, ...rest] = cases.flatMap((notice) => turningDays(notice, cases).filter((day) => day > notice.today));
  return first && earlierOf(first, ...rest);
};

const turningDays = (notice: NoticeCase, all: readonly NoticeCase[]): readonly Day[] => [
  ...notice.events.flatMap((event) =>
    'means' in event && event.means !== undefined ? (givingOf({ ...event, means: event.means }).on ?? []) : [],
  ),
  ...noticeDates(notice).flatMap(({ last, on }) => [...after(last), ...(on === undefined ? [] : [dayIn(on)])]),
  ...noticeGuards(notice, all).flatMap(({ earliest, latest }) => [
    ...(earliest === undefined ? [] : [earliest]),
    ...after(latest),
  ]),
  ...noticeRows(notice).flatMap(({ dueOn }) => after(dueOn && enoughOn(dueOn))),
  ...after(notice.terms?.payBy.endsOn),
  ...(dailyPenalty(notice).arises === false || notice.life.closed !== undefined ? [] : [addDays(notice.today, 1)]),
];
const after = (last?: string): readonly Day[] => (last === undefined ? [] : [addDays(dayIn(last), 1)]);
/** A day, or the day of a day and an hour. */
const dayIn = (text: string): Day => text.slice(0, 10);
