import type { FailureRecordPage, FailureState, RegisteredFailure } from '#views';
import type { Obligation } from '#psti';
import { clocksBar, type ClocksAsked } from '../clocks/clocks.ts';
import { dutyLine } from '../duties/duty-line.ts';
import { howToSettle } from '../duties/how.ts';
import { shownWhy, type CitedOf } from '../duties/why.ts';
import { failurePath, productPath, withQuery } from '../paths.ts';
import { citedAs, shownEntry, type Reading } from './timeline.ts';

/** One party's failure record as a page: who it is about, what is owed and why, and what happened. */

interface Seen {
  readonly reading: Reading;
  readonly asked: ClocksAsked;
  readonly mayCompare: boolean;
}

export function failureModel(record: FailureRecordPage, { reading, asked, mayCompare }: Seen) {
  const { party, failure, product } = record;
  const path = failurePath(party, failure);
  const cited = citedIn(record, reading);
  const lines = record.duties.map((row) => ({
    row,
    line: {
      ...dutyLine(row, reading.names, record.today),
      why: shownWhy(row.why, cited),
      how: reading.mayRecord ? howToSettle(row, path) : [],
    },
  }));
  return {
    title: `Compliance failure: ${productName(record.identity)}`,
    trail: [
      { text: 'Failures', href: '/failures' },
      { text: reading.names(party), href: `/parties/${party}` },
      { text: productName(record.identity) },
    ],
    identity: {
      ...identityOf(record.identity),
      party: reading.names(party),
      product: { text: productName(record.identity), href: productPath(party, product) },
    },
    bar: clocksBar({ path, asked, answered: record, hidden: record.hidden, comparable: true }),
    groups: grouped(lines),
    outstanding: record.duties.some(({ status }) => groups[0].statuses.some((one) => one === status)),
    holders: record.duties.some(({ holder }) => holder !== party),
    entries: record.timeline.map((entry) => shownEntry(entry, reading)),
    cited: record.cited.map((entry) => shownEntry(entry, { ...reading, mayCorrect: () => false })),
    record: reading.mayRecord ? `${path}/record` : undefined,
    across: mayCompare ? withQuery(`${path}/across`, asked.clocks) : undefined,
    whyNot: withQuery(`${path}/why`, asked.clocks),
  };
}

export const productName = ({ mark, model, product }: Pick<RegisteredFailure, 'mark' | 'model' | 'product'>): string =>
  [mark, model].filter(Boolean).join(' ') || product;

const states = {
  reported: 'Reported, not concluded',
  failure: 'Failure found',
  'no failure': 'No failure found',
  remedied: 'Remedied',
  closed: 'Off the queue',
} as const satisfies Record<FailureState, string>;
export const stateWords = (state: FailureState): string => states[state];

const identityOf = ({ failure, state, openedOn, requirements, sameAs }: RegisteredFailure) => ({
  reference: failure,
  state: states[state],
  openedOn,
  requirements: requirements.join(', '),
  sameAs: sameAs.join(', '),
});

/** Every event that a reason names, with its sentence and its place on this page. */
function citedIn({ timeline, cited }: Pick<FailureRecordPage, 'timeline' | 'cited'>, reading: Reading): CitedOf {
  const all = new Map([...timeline, ...cited].map((entry) => [entry.event, entry]));
  return (event) => {
    const entry = all.get(event);
    return entry && citedAs(entry, '', reading);
  };
}

const groups = [
  { title: 'To do', statuses: ['OPEN', 'DEFECTIVE', 'CROSSED', 'SEQUENCED', 'UNDETERMINED', 'SUSPENDED'] },
  { title: 'In force, and to be kept', statuses: ['ACTIVE', 'RETAIN'] },
  { title: 'Settled', statuses: ['DONE', 'EXCUSED', 'CEASED', 'DISAPPLIED'] },
  { title: 'Without content or not triggered', statuses: ['DORMANT', 'N/T'] },
] as const;

function grouped<Line>(lines: readonly { readonly row: Obligation; readonly line: Line }[]) {
  return groups
    .map(({ title, statuses }) => ({
      title,
      lines: lines.filter(({ row }) => statuses.some((status) => status === row.status)).map(({ line }) => line),
    }))
    .filter((group) => group.lines.length > 0);
}
