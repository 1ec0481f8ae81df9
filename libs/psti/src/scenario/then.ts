import type { Day, DutyId, Moment, PartyId } from '../act.ts';
import { dayOfMoment } from '../calendar.ts';
import { rulebookOn } from '../rulebook.ts';
import { compareDates, compareGuards, compareMoney, compareNotices, compareScope } from './answer-lines.ts';
import type { Answers, Difference, Found } from './answers.ts';
import { lineOf } from './differing.ts';
import type { Entry, Fields, Scenario } from './given.ts';
import { compareRows, isUntriggered } from './row-lines.ts';

/**
 * What a scenario expects, held against what was answered. It does not matter who answered: the library alone, or a running system
 * over its API. Every difference says which line it is about, what was expected, what came, and why.
 */

type At = { readonly asOf: Moment; readonly knownAt: Moment };
/**
 * A question that the answerer must put for an entry: the rows of one party's records; why a duty did not arise; how a party's notices
 * stand, with what the authority may do and every day and amount; what binds the authority whatever the party; scope; a refusal.
 */
export type Question =
  | ({ readonly ask: 'rows'; readonly party: PartyId } & At)
  | ({ readonly ask: 'enforcement'; readonly party: PartyId } & At)
  | ({ readonly ask: 'review' } & At)
  | ({ readonly ask: 'whyNot'; readonly line: number; readonly party: PartyId; readonly about: About } & At)
  | ({ readonly ask: 'scope'; readonly line: number; readonly party: PartyId; readonly about: Fields } & At)
  | { readonly ask: 'refused'; readonly line: number };
export interface About {
  readonly duty: DutyId;
  readonly to?: PartyId;
  readonly product?: string;
  readonly failure?: string;
  readonly notice?: string;
  readonly item?: string;
}

export const questionsOf = (scenario: Scenario, entry: Entry): readonly Question[] => {
  const { asOf, knownAt, lines } = entry;
  const at = { asOf, knownAt };
  const parties = Object.keys(scenario.parties).filter((party) => party !== 'authority');
  const ofEach = (ask: 'rows' | 'enforcement') => parties.map((party): Question => ({ ask, party, ...at }));
  const enforced = ENFORCEMENT.some((key) => lines[key] !== undefined);
  return [
    ...(lines.rows === undefined ? [] : ofEach('rows')),
    ...(enforced ? [...ofEach('enforcement'), { ask: 'review', ...at } as const] : []),
    ...(lines.rows ?? []).flatMap((line, number): readonly Question[] =>
      isUntriggered(line) ? [{ ask: 'whyNot', line: number, party: bookOf(line), about: aboutOf(line), ...at }] : [],
    ),
    ...(lines.scope ?? []).map((line, number): Question => ({
      ask: 'scope',
      line: number,
      party: String(line.party),
      about: line,
      ...at,
    })),
    ...entry.refused.map((_, number): Question => ({ ask: 'refused', line: number })),
  ];
};
const ENFORCEMENT = ['notices', 'guards', 'dates', 'money'];
/** What a representative does for its manufacturer stands in the manufacturer's book. */
const bookOf = (line: Fields): PartyId => String(line['holder-for'] ?? line.party);
const aboutOf = ({ duty, to, product, failure, notice, item }: Fields): About => ({
  duty: isDutyId(duty) ? duty : `PSTI-${String(duty)}`,
  to: text(to),
  product: text(product),
  failure: text(failure),
  notice: text(notice),
  item: text(item),
});
const isDutyId = (value: unknown): value is DutyId => typeof value === 'string' && value.startsWith('PSTI-');
const text = (value: unknown): string | undefined => (value === undefined || value === null ? undefined : String(value));

/** A scope line as the question it puts. */
export const scopeAsked = ({ test, on, place, unit, of, product }: Fields, today: Day) => ({
  test: (['RCP', 'EXCEPTED', 'UKCCP', 'ROLE'] as const).find((known) => known === test),
  on: text(on) ?? today,
  place: (['GB', 'NI'] as const).find((known) => known === place),
  unit: text(unit),
  of: text(of),
  product: text(product),
});

/** The rulebook line of the file says what is in force on the days asked about. */
export const compareRulebooks = ({ rulebooks, then, law }: Scenario): readonly Difference[] => {
  const days = then.flatMap(({ asOf, lines }) => [
    dayOfMoment(asOf),
    ...(lines.scope ?? []).map(({ on }) => text(on) ?? dayOfMoment(asOf)),
  ]);
  const inForce = [...new Set(days.map((day: Day) => rulebookOn(law, day).id))].sort();
  const said = [...new Set(rulebooks)].sort();
  if (then.length === 0 || said.join() === inForce.join()) return [];
  return [
    {
      entry: 0,
      line: 'rulebook',
      expected: said.join(', '),
      got: inForce.join(', '),
      why: 'what is in force on the days asked about',
    },
  ];
};

export const compare = (scenario: Scenario, number: number, answers: Answers): readonly Difference[] => {
  const entry = scenario.then[number - 1];
  if (entry === undefined) return [];
  const { lines, refused } = entry;
  const found = [
    ...(lines.rows === undefined ? [] : compareRows(entry, answers)),
    ...(lines.notices ?? []).flatMap((line) => compareNotices(line, answers.notices)),
    ...(lines.guards ?? []).flatMap((line) => compareGuards(line, answers.guards)),
    ...(lines.dates ?? []).flatMap((line) => compareDates(line, answers.dates)),
    ...(lines.money ?? []).flatMap((line) => compareMoney(line, answers.money)),
    ...(lines.scope ?? []).flatMap((line, at) => compareScope(line, answers.scope.get(at))),
    ...refused.flatMap(({ line }, at) => compareRefusal(line, answers.refused.get(at))),
  ];
  return found.map((difference) => ({ entry: number, ...difference }));
};
const compareRefusal = (line: Fields, says: string | undefined): readonly Found[] =>
  says !== undefined
    ? []
    : [{ line: lineOf('refused', line), expected: 'refused', got: 'recorded', why: String(line.because ?? '') }];
