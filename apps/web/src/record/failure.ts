import type { Clocks } from '#psti';
import type { FailureRecordPage, FailureState, RegisteredFailure, TimelineEntry } from '#views';
import { clocksBar, type ClocksAsked } from '../clocks/clocks.ts';
import type { CitedOf } from '../duties/why.ts';
import { failurePath, productPath, withQuery } from '../paths.ts';
import { fromOf, windowPaging, type Window } from '../window.ts';
import { groupedRows, isOutstanding } from './groups.ts';
import { citedAs, shownEntry, type Reading } from './timeline.ts';

/** One party's failure record as a page: who it is about, what is owed and why, and what happened. */

interface Seen {
  readonly reading: Reading;
  readonly asked: ClocksAsked;
  readonly mayCompare: boolean;
  readonly may: (type: string) => boolean;
  readonly shown: Window<TimelineEntry>;
}

export function failureModel(record: FailureRecordPage, { reading, asked, mayCompare, may, shown }: Seen) {
  const { party, failure, product, today } = record;
  const path = failurePath(party, failure);
  const { clocks } = asked;
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
    groups: groupedRows(record.duties, { reading, cited: citedIn(record, reading, clocks), today, path, may }, { ...clocks }),
    outstanding: record.duties.some(isOutstanding),
    holders: record.duties.some(({ holder }) => holder !== party),
    entries: shown.rows.map((entry) => shownEntry(entry, reading)),
    entryPages: windowPaging(shown, path, { ...clocks }, '#timeline'),
    cited: citedHere(record.cited).map((entry) => shownEntry(entry, { ...reading, mayCorrect: () => false })),
    moreCited: Math.max(record.cited.length - CITED, 0),
    productPage: productPath(party, product),
    record: reading.mayRecord ? `${path}/record` : undefined,
    across: mayCompare ? withQuery(`${path}/across`, clocks) : undefined,
    whyNot: withQuery(`${path}/why`, clocks),
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
  withdrawn: 'Withdrawn',
} as const satisfies Record<FailureState, string>;
export const stateWords = (state: FailureState): string => states[state];

const identityOf = ({ failure, state, openedOn, requirements, sameAs }: RegisteredFailure) => ({
  reference: failure,
  state: states[state],
  openedOn,
  requirements: requirements.join(', '),
  sameAs: sameAs.join(', '),
});

/** Facts of the product that reasons name: the first of them where there are thousands, all of them on the product's page. */
const CITED = 40;
export const citedHere = (cited: readonly TimelineEntry[]): readonly TimelineEntry[] => cited.slice(0, CITED);

/** Every event that a reason names, with its sentence and its place on the record's page. */
export function citedIn(
  { party, failure, product, timeline, cited }: Pick<FailureRecordPage, 'party' | 'failure' | 'product' | 'timeline' | 'cited'>,
  reading: Reading,
  clocks: Partial<Clocks>,
): CitedOf {
  const places = new Map(timeline.map(({ event }, place) => [event, place]));
  const here = new Set([...timeline, ...citedHere(cited)].map(({ event }) => event));
  const all = new Map([...timeline, ...cited].map((entry) => [entry.event, entry]));
  return (event) => {
    const entry = all.get(event);
    if (entry && !here.has(event)) return citedAs(entry, productPath(party, product), reading);
    const from = fromOf(places.get(event) ?? 0, timeline.length);
    return entry && citedAs(entry, withQuery(failurePath(party, failure), { ...clocks, from }), reading);
  };
}
