import type { NoticePage } from '#views';
import { clocksBar, type ClocksAsked } from '../clocks/clocks.ts';
import { dutyLine } from '../duties/duty-line.ts';
import { shownWhy } from '../duties/why.ts';
import { enforcementPath, partyPath } from '../paths.ts';
import { citedAs, shownEntry, type Reading } from '../record/timeline.ts';

interface Seen {
  readonly reading: Reading;
  readonly asked: ClocksAsked;
}

/** One notice of the authority in its addressee's book: what it asks, and what became of it. */
export function noticeModel(page: NoticePage, { reading, asked }: Seen) {
  const { party, notice, product } = page;
  const path = enforcementPath(party, notice);
  const all = [...page.timeline, ...page.cited];
  const citedOf = (event: string) => {
    const entry = all.find((one) => one.event === event);
    return entry && citedAs(entry, '', reading);
  };
  return {
    title: 'Notice of the authority',
    trail: [{ text: 'Parties', href: '/parties' }, { text: reading.names(party), href: partyPath(party) }, { text: notice }],
    identity: { party: reading.names(party), notice, product },
    bar: clocksBar({ path, asked, answered: page, hidden: page.hidden }),
    duties: page.duties.map((row) => ({ ...dutyLine(row, reading.names, page.today), why: shownWhy(row.why, citedOf), how: [] })),
    entries: page.timeline.map((entry) => shownEntry(entry, reading)),
    record: reading.mayRecord ? `${path}/record` : undefined,
  };
}
