import type { DutyId } from '../act.ts';
import type { Obligation, Why } from '../obligation.ts';
import { isCoded } from '../owed.ts';
import type { NotOwed } from '../owed.ts';
import { closest, sorted } from './differing.ts';
import type { Compared } from './differing.ts';
import type { Entry, Fields } from './given.ts';
import type { Answers, Found } from './answers.ts';

/** The duties that a scenario expects: every listed line has its row, and every failure row that arose is listed. */

export const compareRows = ({ lines, only }: Entry, { rows, whyNot }: Answers): readonly Found[] => {
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
    const best = closest(candidates, (row) => fieldsOf(line, row));
    if (best === undefined)
      return [{ line: named(line), expected: String(line.status), got: 'no such row', why: absence(line, rows) }];
    left.delete(best.answer);
    return best.wrong === undefined
      ? []
      : [{ line: named(line), expected: best.wrong.expected, got: best.wrong.got, why: reasonsOf(best.answer.why) }];
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

export const isUntriggered = ({ status }: Fields): boolean => status === 'N/T' || status === 'DORMANT';
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
