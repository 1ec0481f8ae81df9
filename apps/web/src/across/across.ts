import { choiceOf, reporters } from '#psti';
import type { FailureAcrossPartiesPage, Gap, Happened, KeyDate, Knew, PartyInFailure } from '#views';
import { keyDates } from '#views';
import { clocksBar, type ClocksAsked } from '../clocks/clocks.ts';
import { plural, spanInWords } from '../layout/days.ts';
import type { NameOf } from '../names.ts';
import { givenLine, reachOf } from '../notices/notice.ts';
import { failurePath, withQuery } from '../paths.ts';
import { windowOf, windowPaging } from '../window.ts';
import { matrixOf } from './matrix.ts';

/** One failure across the parties, for the authority: who knew what when, what each owed and did, and how long it took. */

interface Seen {
  readonly names: NameOf;
  readonly asked: ClocksAsked;
  readonly party: string;
  readonly failure: string;
  /** From which party, where there are too many for one screen. */
  readonly from?: string;
}

export function acrossModel(page: FailureAcrossPartiesPage, { names, asked, party, failure, from }: Seen) {
  const path = `${failurePath(party, failure)}/across`;
  const product = [page.mark, page.model].filter(Boolean).join(' ') || page.parties[0]?.product || failure;
  const shown = windowOf(page.parties, from);
  const notices = page.notifications.map((notice) => givenLine(notice, names, () => product));
  return {
    title: `Across the parties: ${product}`,
    trail: [{ text: 'Failures', href: '/failures' }, { text: product }],
    bar: clocksBar({ path, asked, answered: page, hidden: hiddenIn(page.parties) }),
    parties: shown.rows.map((one) => partyIn(one, names, asked)),
    partyPages: windowPaging(shown, path, { ...asked.clocks }),
    knowledge: knewOf(page.knowledge, shown.rows).map((knew) => shownKnowledge(knew, names)),
    ...matrixOf(
      shown.rows.map((one) => ({
        name: names(one.party),
        roles: rolesOf(one),
        href: recordOf(one, asked),
        duties: one.duties,
      })),
      names,
      page.today,
    ),
    notices: notices.slice(0, NOTICES),
    moreNotices: Math.max(notices.length - NOTICES, 0),
    reach: reachOf(notices),
  };
}

const NOTICES = 100;

/** What the parties on this screen came to know. */
const knewOf = (knowledge: readonly Knew[], parties: readonly PartyInFailure[]) => {
  const here = new Set(parties.map(({ party }) => party));
  return knowledge.filter(({ party }) => here.has(party));
};

const dateWords = {
  informed: 'Informed',
  aware: 'Aware',
  firstNotification: 'First notification given',
  remedy: 'Remedied',
} as const satisfies Record<KeyDate, string>;

const recordOf = ({ party, failure }: PartyInFailure, { clocks }: ClocksAsked) => withQuery(failurePath(party, failure), clocks);
const rolesOf = ({ party, roles }: PartyInFailure) =>
  [...new Set(roles.filter(({ of }) => of === party).map(({ role }) => role))].join(', ');

function partyIn(one: PartyInFailure, names: NameOf, asked: ClocksAsked) {
  return {
    name: names(one.party),
    roles: rolesOf(one),
    href: recordOf(one, asked),
    dates: keyDates.flatMap((key) => {
      const happened = one.dates[key];
      return happened ? [{ ...shownDate(key, happened), gap: gapTo(key, one.gaps) }] : [];
    }),
  };
}

const shownDate = (key: KeyDate, { on, at, recordedAt }: Happened) => ({ text: dateWords[key], on, at, recordedAt });

function gapTo(key: KeyDate, gaps: readonly Gap[]): string | undefined {
  const gap = gaps.find(({ to }) => to === key);
  if (!gap) return undefined;
  const span = gap.hours === undefined ? plural(Math.abs(gap.days), 'day') : spanInWords(Math.abs(Math.round(gap.hours * 60)));
  if (gap.days === 0 && !gap.hours) return `the same day as ${dateWords[gap.from].toLowerCase()}`;
  return `${span} ${gap.days < 0 || (gap.hours ?? 0) < 0 ? 'before' : 'after'} ${dateWords[gap.from].toLowerCase()}`;
}

const knewWords = {
  informed: 'was informed that there is or may be a failure',
  contacted: 'was contacted about the failure',
  notified: 'was notified of the failure',
  aware: 'became aware of the failure',
  believes: 'came to know or believe that there is a failure',
  determined: 'determined that there is a failure',
  negatived: 'concluded that there is no failure',
  'told of the cure': 'was told that the failure is remedied',
} as const satisfies Record<Knew['what'], string>;

const shownKnowledge = ({ party, what, from, on, at, recordedAt }: Knew, names: NameOf) => ({
  says: `${names(party)} ${knewWords[what]}${from ? `, from ${reporters.some((one) => one === from) ? choiceOf(from).toLowerCase() : names(from)}` : ''}`,
  on,
  at,
  recordedAt,
});

/** What is hidden in any of the records. */
function hiddenIn(parties: readonly PartyInFailure[]) {
  const all = parties.map(({ hidden }) => hidden);
  const most = (pick: (one: (typeof all)[number]) => string | undefined) =>
    all
      .map(pick)
      .filter((one) => one !== undefined)
      .sort();
  return {
    notYetHappened: all.reduce((sum, one) => sum + one.notYetHappened, 0),
    notYetRecorded: all.reduce((sum, one) => sum + one.notYetRecorded, 0),
    nextOn: most(({ nextOn }) => nextOn)[0],
    nextRecordedAt: most(({ nextRecordedAt }) => nextRecordedAt)[0],
    previousOn: most(({ previousOn }) => previousOn).at(-1),
    previousRecordedAt: most(({ previousRecordedAt }) => previousRecordedAt).at(-1),
  };
}
