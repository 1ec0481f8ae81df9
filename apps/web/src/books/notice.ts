import { choiceOf, type NoticeState } from '#psti';
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

/** How a notice stands (law page §§4.2, 4.3), for people. */
const states = {
  SUSPECTED: 'A breach is suspected',
  INTENT: 'Intended; representations can be made',
  GIVEN: 'Given',
  SUSPENDED: 'Suspended',
  SATISFIED: 'What it asks is done',
  DEFAULT: 'Not done in time',
  CLOSED: 'At an end',
  'SATISFIED-OF-BREACH': 'The authority is satisfied of a breach',
  'P-INTENT': 'Intended; representations can be made',
  'P-GIVEN': 'Given',
  'P-SUSPENDED': 'Suspended',
  'P-PAID': 'Paid',
  'P-OVERDUE': 'Not paid in time',
} as const satisfies Record<NoticeState, string>;
export const noticeState = (state: NoticeState): string => states[state];
export const noticeKind = (kind: string | undefined): string => (kind === undefined ? 'Notice of the authority' : choiceOf(kind));

/** One notice of the authority in its addressee's book: what it asks, and what became of it. */
export function noticeModel(page: NoticePage, { reading, asked }: Seen) {
  const { party, notice, product, giving } = page;
  const path = enforcementPath(party, notice);
  const all = [...page.timeline, ...page.cited];
  const citedOf = (event: string) => {
    const entry = all.find((one) => one.event === event);
    return entry && citedAs(entry, '', reading);
  };
  return {
    title: noticeKind(page.kind),
    trail: [{ text: 'Notices', href: '/notices' }, { text: reading.names(party), href: partyPath(party) }, { text: notice }],
    identity: {
      party: reading.names(party),
      notice,
      product,
      state: noticeState(page.state),
      givenOn: giving?.on,
      basis: giving?.basis,
      appealUntilOn: page.dates.find(({ timer }) => timer === 'T12' || timer === 'T15')?.last,
    },
    bar: clocksBar({ path, asked, answered: page, hidden: page.hidden }),
    duties: page.duties.map((row) => ({ ...dutyLine(row, reading.names, page.today), why: shownWhy(row.why, citedOf), how: [] })),
    entries: page.timeline.map((entry) => shownEntry(entry, reading)),
    record: reading.mayRecord ? `${path}/record` : undefined,
  };
}
