import { randomUUID } from 'node:crypto';
import type { ProductPage, TimelineEntry } from '#views';
import { clocksBar, type ClocksAsked } from '../clocks/clocks.ts';
import { dutyLine } from '../duties/duty-line.ts';
import { shownWhy } from '../duties/why.ts';
import { failurePath, partyPath, productPath, withQuery } from '../paths.ts';
import { productName, stateWords } from '../record/failure.ts';
import { citedAs, eventAnchor, shownEntry, type Reading } from '../record/timeline.ts';
import { fromOf, windowPaging, type Window } from '../window.ts';

/** A product as one party's book holds it: who has which role, whether the Act applies, who was supplied, and what came of it. */

interface Seen {
  readonly reading: Reading;
  readonly asked: ClocksAsked;
  readonly shown: Window<TimelineEntry>;
}

export function productModel(page: ProductPage, { reading, asked, shown }: Seen) {
  const { party, product, gtins, batches, sameAs } = page;
  const path = productPath(party, product);
  const standing = page.timeline.filter(({ standing }) => standing === 'stands');
  const places = new Map(page.timeline.map((entry, place) => [entry.event, { entry, place }]));
  const citedOf = (event: string) => {
    const found = places.get(event);
    const from = found && fromOf(found.place, page.timeline.length);
    return found && citedAs(found.entry, withQuery(path, { ...asked.clocks, from }), reading);
  };
  return {
    title: productName(page),
    trail: [
      { text: 'Products', href: '/products' },
      { text: reading.names(party), href: partyPath(party) },
      { text: productName(page) },
    ],
    identity: {
      party: reading.names(party),
      product,
      gtins: gtins.join(', '),
      batches: batches.join(', '),
      sameAs: sameAs.join(', '),
    },
    bar: clocksBar({ path, asked, answered: page, hidden: page.hidden }),
    roles: page.roles.map(({ of, role, fromOn, untilOn, toldBy }) => ({
      of: reading.names(of),
      role,
      fromOn,
      untilOn,
      toldBy: toldBy && reading.names(toldBy),
    })),
    findings: rowsOf(standing, 'ScopeFinding', reading),
    ...suppliesOf(standing, reading),
    duties: page.duties.map((row) => ({ ...dutyLine(row, reading.names, page.today), why: shownWhy(row.why, citedOf), how: [] })),
    holders: page.duties.some(({ holder }) => holder !== party),
    failures: page.failures.map((one) => ({ ...one, href: failurePath(one.party, one.failure), state: stateWords(one.state) })),
    entries: shown.rows.map((entry) => shownEntry(entry, reading)),
    entryPages: windowPaging(shown, path, { ...asked.clocks }, '#timeline'),
    record: reading.mayRecord ? `${path}/record` : undefined,
    report: reading.mayRecord ? reportPath(party, product) : undefined,
  };
}

/** A supplier of thousands has thousands of supplies: the latest are here, all of them in the timeline. */
const LATEST = 40;

function suppliesOf(entries: readonly TimelineEntry[], reading: Reading) {
  const all = entries.filter(({ type }) => type === 'MadeAvailable');
  return { supplies: rowsOf(all.slice(-LATEST), 'MadeAvailable', reading), moreSupplies: Math.max(all.length - LATEST, 0) };
}

/** Where a new failure record of this product begins: its id is minted here, and nothing is recorded before the form is sent. */
export const reportPath = (party: string, product: string): string =>
  withQuery(`${failurePath(party, randomUUID())}/record/ComplianceFailureReported`, { 'data.product': product });

const rowsOf = (entries: readonly TimelineEntry[], type: string, { says, names, words }: Reading) =>
  entries
    .filter((entry) => entry.type === type)
    .map((entry) => ({
      says: says(entry),
      on: entry.on,
      href: `#${eventAnchor(entry.event)}`,
      by: typeof entry.data.toldBy === 'string' ? `told by ${names(entry.data.toldBy)}` : '',
      words: words(entry)[0]?.words,
    }));
