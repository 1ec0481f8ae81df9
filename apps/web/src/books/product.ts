import { randomUUID } from 'node:crypto';
import type { ProductPage, TimelineEntry } from '#views';
import { clocksBar, type ClocksAsked } from '../clocks/clocks.ts';
import { dutyLine } from '../duties/duty-line.ts';
import { shownWhy } from '../duties/why.ts';
import { failurePath, partyPath, productPath, withQuery } from '../paths.ts';
import { productName, stateWords } from '../record/failure.ts';
import { citedAs, eventAnchor, shownEntry, type Reading } from '../record/timeline.ts';

/** A product as one party's book holds it: who has which role, whether the Act applies, who was supplied, and what came of it. */

interface Seen {
  readonly reading: Reading;
  readonly asked: ClocksAsked;
}

export function productModel(page: ProductPage, { reading, asked }: Seen) {
  const { party, product, gtins, batches, sameAs } = page;
  const path = productPath(party, product);
  const standing = page.timeline.filter(({ standing }) => standing === 'stands');
  const citedOf = (event: string) => {
    const entry = page.timeline.find((one) => one.event === event);
    return entry && citedAs(entry, '', reading);
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
    supplies: rowsOf(standing, 'MadeAvailable', reading),
    duties: page.duties.map((row) => ({ ...dutyLine(row, reading.names, page.today), why: shownWhy(row.why, citedOf), how: [] })),
    holders: page.duties.some(({ holder }) => holder !== party),
    failures: page.failures.map((one) => ({ ...one, href: failurePath(one.party, one.failure), state: stateWords(one.state) })),
    entries: page.timeline.map((entry) => shownEntry(entry, reading)),
    record: reading.mayRecord ? `${path}/record` : undefined,
    report: reading.mayRecord ? reportPath(party, product) : undefined,
  };
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
