import type { Day, DutyId, Moment, PartyId } from '../act.ts';
import { dayOfMoment } from '../calendar.ts';
import type { Obligation, Why } from '../obligation.ts';
import { isCoded } from '../owed.ts';
import type { NotOwed } from '../owed.ts';
import { rulebookOn } from '../rulebook.ts';
import type { Entry, Fields, Scenario } from './given.ts';

/**
 * What a scenario expects, held against what was answered. It does not matter who answered: the library alone, or a running system
 * over its API. Every difference says which line it is about, what was expected, what came, and why.
 */

/** A question that the answerer must put for an entry: the rows of one party's record, or why a duty did not arise. */
export type Question =
  | { readonly ask: 'rows'; readonly party: PartyId; readonly asOf: Moment; readonly knownAt: Moment }
  | {
      readonly ask: 'whyNot';
      readonly line: number;
      readonly party: PartyId;
      readonly about: About;
      readonly asOf: Moment;
      readonly knownAt: Moment;
    }
  | {
      readonly ask: 'scope';
      readonly line: number;
      readonly party: PartyId;
      readonly about: Fields;
      readonly asOf: Moment;
      readonly knownAt: Moment;
    }
  | { readonly ask: 'refused'; readonly line: number };
export interface About {
  readonly duty: DutyId;
  readonly to?: PartyId;
  readonly product?: string;
  readonly failure?: string;
  readonly notice?: string;
}

/** What came back. A row carries the record it is of; an answer to a line is under the number of that line, from 0. */
export interface Answers {
  readonly rows: readonly Obligation[];
  readonly whyNot: ReadonlyMap<number, NotOwed | undefined>;
  readonly scope: ReadonlyMap<number, { readonly answer: string; readonly cite?: string } | undefined>;
  /** Why an event was refused; nothing where it was taken. */
  readonly refused: ReadonlyMap<number, string | undefined>;
}

export interface Difference {
  /** Which entry of `then`, from 1; 0 is the file itself. */
  readonly entry: number;
  readonly line: string;
  readonly expected: string;
  readonly got: string;
  readonly why: string;
}

export const questionsOf = (scenario: Scenario, entry: Entry): readonly Question[] => {
  const { asOf, knownAt, lines } = entry;
  const at = { asOf, knownAt };
  const parties = Object.keys(scenario.parties).filter((party) => party !== 'authority');
  return [
    ...(lines.rows === undefined ? [] : parties.map((party): Question => ({ ask: 'rows', party, ...at }))),
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
const isUntriggered = ({ status }: Fields): boolean => status === 'N/T' || status === 'DORMANT';
/** What a representative does for its manufacturer stands in the manufacturer's book. */
const bookOf = (line: Fields): PartyId => String(line['holder-for'] ?? line.party);
const aboutOf = ({ duty, to, product, failure, notice }: Fields): About => ({
  duty: isDutyId(duty) ? duty : `PSTI-${String(duty)}`,
  to: text(to),
  product: text(product),
  failure: text(failure),
  notice: text(notice),
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
  const found = [
    ...(entry.lines.rows === undefined ? [] : compareRows(entry, answers)),
    ...(entry.lines.scope ?? []).flatMap((line, at) => compareScope(line, answers.scope.get(at))),
    ...entry.refused.flatMap(({ line }, at) => compareRefusal(line, answers.refused, at)),
    ...['notices', 'guards', 'dates', 'money'].flatMap((key) => (entry.lines[key] ?? []).map((line) => notWorkedOut(key, line))),
  ];
  return found.map((difference) => ({ entry: number, ...difference }));
};
type Found = Omit<Difference, 'entry'>;

const notWorkedOut = (key: string, line: Fields): Found => ({
  line: `${key}: ${shown(line)}`,
  expected: shown(line),
  got: 'not yet worked out',
  why: `no answer to ${key} is coded yet`,
});

const compareScope = (
  line: Fields,
  answer: { readonly answer: string; readonly cite?: string } | undefined,
): readonly Found[] => {
  if (answer === undefined) return [notWorkedOut('scope', line)];
  const wrong = differing([
    ['answer', line.answer, answer.answer],
    ['cite', line.cite, answer.cite],
  ]);
  return wrong === undefined ? [] : [{ line: `scope: ${shown(line)}`, ...wrong, why: answer.cite ?? '' }];
};
const compareRefusal = (line: Fields, refused: Answers['refused'], at: number): readonly Found[] => {
  const says = refused.get(at);
  if (!refused.has(at)) return [notWorkedOut('refused', line)];
  return says !== undefined
    ? []
    : [{ line: `refused: ${shown(line)}`, expected: 'refused', got: 'recorded', why: String(line.because ?? '') }];
};

/** Every listed line has its row, and every failure row that arose is listed. */
const compareRows = ({ lines, only }: Entry, { rows, whyNot }: Answers): readonly Found[] => {
  const left = new Set(rows);
  const found = (lines.rows ?? []).flatMap((line, at): readonly Found[] => {
    if (!isCoded(String(line.duty)))
      return [
        {
          line: named(line),
          expected: String(line.status),
          got: 'not yet worked out',
          why: `${String(line.duty)} is not coded yet`,
        },
      ];
    const candidates = rows.filter((row) => left.has(row) && isOf(line, row));
    if (isUntriggered(line)) return compareUntriggered(line, candidates, whyNot.get(at));
    const best = candidates
      .map((row) => ({ row, wrong: differing(fieldsOf(line, row)) }))
      .sort((a, b) => faults(a.wrong) - faults(b.wrong))[0];
    if (best === undefined)
      return [{ line: named(line), expected: String(line.status), got: 'no such row', why: absence(line, rows) }];
    left.delete(best.row);
    return best.wrong === undefined
      ? []
      : [{ line: named(line), expected: best.wrong.expected, got: best.wrong.got, why: reasonsOf(best.row.why) }];
  });
  const unlisted = [...left].filter(({ duty, holder }) => isFailureDuty(duty) && (only === undefined || only.includes(holder)));
  return [
    ...found,
    ...unlisted.map((row) => ({
      line: namedRow(row),
      expected: 'N/T (not listed)',
      got: statusOf(row),
      why: reasonsOf(row.why),
    })),
  ];
};

const compareUntriggered = (line: Fields, candidates: readonly Obligation[], not: NotOwed | undefined): readonly Found[] => {
  const row = candidates[0];
  if (row !== undefined)
    return [{ line: named(line), expected: String(line.status), got: statusOf(row), why: reasonsOf(row.why) }];
  if (not === undefined)
    return [
      {
        line: named(line),
        expected: String(line.status),
        got: 'not yet worked out',
        why: `${String(line.duty)} is not coded yet`,
      },
    ];
  return not.status === line.status
    ? []
    : [{ line: named(line), expected: String(line.status), got: not.status, why: reasonsOf(not) }];
};

/** Duties of the product stand in its own record, those made by a notice in the notice's. */
export const isFailureDuty = (duty: DutyId): boolean =>
  !/^PSTI-(S8|S9|R8|S14|S15|S21|S22|S51-DEL-R8|S28|S29|S30|S32|S36)(-|$)/.test(duty);

const isOf = (line: Fields, row: Obligation): boolean =>
  row.duty === line.duty &&
  row.holder === line.party &&
  NAMES.every(([name, of]) => line[name] === undefined || line[name] === of(row));
/** What tells the rows of one duty apart. */
const NAMES: readonly (readonly [string, (row: Obligation) => string | undefined])[] = [
  ['to', ({ to }) => to],
  ['product', ({ product }) => product],
  ['failure', ({ failure }) => failure],
  ['notice', ({ notice }) => notice],
  ['item', ({ item }) => item],
  ['statement', ({ statement }) => statement],
  ['record', ({ record }) => record],
  ['mirrors', ({ mirrors }) => mirrors],
  ['holder-for', ({ holderFor }) => holderFor],
];

type Compared = readonly [field: string, expected: unknown, got: unknown];
const fieldsOf = (line: Fields, row: Obligation): readonly Compared[] => [
  ['status', line.status, row.status],
  ['on', line.on, row.on],
  ['since', line.since, row.since],
  ['soon', line.soon, row.timing],
  ['excuse', line.excuse, row.excuse?.provision],
  ['missing', sorted(line.missing), sorted(row.missing ?? [])],
  ['outcome', line.outcome, row.outcome],
  ['cite', line.cite, (row.outcomeCite ?? row.cite).provision],
  ['until', line.until, row.until],
  ['ends', line.ends, row.ends],
  ['policy', line.policy, row.policyUntil],
  ['enforced', line.enforced, row.enforcedUntil],
  ['due', line.due, row.dueOn],
  ['crossed', line.crossed, row.crossed ?? []],
  ['joint', line.joint, row.joint ?? false],
  ['flags', sorted(line.flags), sorted(row.flags ?? [])],
];
const sorted = (value: unknown): unknown => (Array.isArray(value) ? [...value].map(String).sort() : value);

interface Wrong {
  readonly expected: string;
  readonly got: string;
  readonly fields: number;
}
/** A field that a line does not have is not compared. */
const differing = (fields: readonly Compared[]): Wrong | undefined => {
  const wrong = fields.filter(([, expected, got]) => expected !== undefined && shown(expected) !== shown(got));
  if (wrong.length === 0) return undefined;
  return {
    expected: wrong.map(([field, expected]) => `${field} ${shown(expected)}`).join(', '),
    got: wrong.map(([field, , got]) => `${field} ${shown(got)}`).join(', '),
    fields: wrong.length + (wrong[0]?.[0] === 'status' ? 100 : 0),
  };
};
const faults = (wrong: Wrong | undefined): number => wrong?.fields ?? 0;

const shown = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([key, each]) => `${key}: ${shown(each)}`)
      .join(', ')}}`;
  return value === undefined ? 'nothing' : String(value);
};
const named = ({ party, duty, to, record, mirrors }: Fields): string =>
  [party, duty, mirrors && `(${String(mirrors)})`, record && `(${String(record)})`, to && `→ ${String(to)}`]
    .filter(Boolean)
    .join(' ');
const namedRow = ({ holder, duty, to, record, mirrors }: Obligation): string =>
  named({ party: holder, duty, to, record, mirrors });
const statusOf = ({ status, on }: Obligation): string => (on === undefined ? status : `${status} ${on}`);
const absence = (line: Fields, rows: readonly Obligation[]): string => {
  const others = rows.filter(({ duty, holder }) => duty === line.duty && holder === line.party);
  return others.length === 0
    ? 'it did not arise'
    : `there is only: ${others.map((row) => `${namedRow(row)} ${statusOf(row)}`).join('; ')}`;
};
const reasonsOf = ({ says, trace }: Why): string => {
  const failing = trace
    .filter(({ holds }) => holds !== true)
    .map(({ asks, holds }) => `${holds === false ? 'not' : 'undetermined'}: ${asks}`);
  return [says, ...failing].join(' | ');
};
