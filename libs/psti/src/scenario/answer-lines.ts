import type { MoneyAnswer } from '../enforcement/answers.ts';
import type { DateAnswer } from '../enforcement/dates.ts';
import type { GuardAnswer } from '../enforcement/guard.ts';
import type { NoticeStanding } from '../enforcement/state.ts';
import { closest, lineOf } from './differing.ts';
import type { Compared } from './differing.ts';
import type { Fields } from './given.ts';
import type { Found } from './answers.ts';

/**
 * What a scenario expects beside rows: how notices stand, what the authority may do, days, amounts, scope. An answer is the one meant
 * where it agrees in all by which the line names it; of several, any that fits will do.
 */

export const compareNotices = (line: Fields, answers: readonly NoticeStanding[]): readonly Found[] =>
  held('notices', line, {
    meant: answers.filter(({ notice, party }) => notice === line.notice && isSaid(line.party, party)),
    fields: ({ state }) => [['state', line.state, state]],
    why: ({ giving }) => giving?.basis ?? 'it does not count as given',
  });

export const compareGuards = (line: Fields, answers: readonly GuardAnswer[]): readonly Found[] =>
  held('guards', line, {
    meant: answers.filter(
      ({ guard, notice, party }) =>
        isProvision(line.guard, guard) && isSaid(line.notice, notice) && (party === undefined || isSaid(line.party, party)),
    ),
    fields: ({ answer, earliest, latest }) => [
      ['answer', line.answer, answer],
      ['earliest', line.earliest, earliest],
      ['latest', line.latest, latest],
    ],
    why: ({ says }) => says,
  });

export const compareDates = (line: Fields, answers: readonly DateAnswer[]): readonly Found[] =>
  held('dates', line, {
    meant: answers.filter(
      ({ timer, party, of }) =>
        timer === line.timer && (party === undefined || isSaid(line.party, party)) && (timer === 'T22' || isSaid(line.of, of)),
    ),
    fields: (answer) =>
      (['first', 'last', 'on', 'safe'] as const).map((field) => [field, line[field], dated(line[field], answer[field])]),
    why: ({ says, cite }) => `${says} (${cite.provision})`,
  });
/** Where the line gives the day alone, the hour is not compared; the start of a day is the day. */
const dated = (expected: unknown, got: string | undefined): string | undefined => {
  if (typeof expected !== 'string' || got === undefined) return got;
  return got.slice(0, 10) === expected || `${got} 00:00` === expected ? expected : got;
};

export const compareMoney = (line: Fields, answers: readonly MoneyAnswer[]): readonly Found[] =>
  held('money', line, {
    meant: answers.filter(({ what, of, party }) => what === line.what && isSaid(line.of, of) && isSaid(line.party, party)),
    fields: ({ amount, range }) => [
      ['amount', line.amount, amount],
      ['range', line.range, range ?? [amount, amount]],
    ],
    why: ({ says, cite }) => `${says} (${cite.provision})`,
  });

export const compareScope = (
  line: Fields,
  answer: { readonly answer: string; readonly cite?: string } | undefined,
): readonly Found[] =>
  held('scope', line, {
    meant: answer === undefined ? [] : [answer],
    fields: (found) => [
      ['answer', line.answer, found.answer],
      ['cite', line.cite, found.cite],
    ],
    why: ({ cite }) => cite ?? '',
  });

interface Held<Answer> {
  readonly meant: readonly Answer[];
  readonly fields: (answer: Answer) => readonly Compared[];
  readonly why: (answer: Answer) => string;
}
const held = <Answer>(key: string, line: Fields, { meant, fields, why }: Held<Answer>): readonly Found[] => {
  const best = closest(meant, fields);
  if (best === undefined)
    return [{ line: lineOf(key, line), expected: 'an answer', got: 'none', why: 'nothing of this name is answered' }];
  return best.wrong === undefined
    ? []
    : [{ line: lineOf(key, line), expected: best.wrong.expected, got: best.wrong.got, why: why(best.answer) }];
};

/** What a line does not say is not asked. */
const isSaid = (said: unknown, answered: string | undefined): boolean => said === undefined || said === answered;
/** A provision without a guard id may be cited with or without its subsections. */
const isProvision = (said: unknown, guard: string): boolean =>
  typeof said === 'string' && (said === guard || said.startsWith(`${guard}(`) || guard.startsWith(`${said}(`));
