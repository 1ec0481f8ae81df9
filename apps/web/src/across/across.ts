import { daysBetween } from '#psti';
import type { Day, Obligation } from '#psti';
import type { FailureAcrossPartiesPage, Gap, Happened, KeyDate, Knew, PartyInFailure } from '#views';
import { keyDates } from '#views';
import { clocksBar, type ClocksAsked } from '../clocks/clocks.ts';
import { dutyLine } from '../duties/duty-line.ts';
import { plural, spanInWords } from '../layout/days.ts';
import type { NameOf } from '../names.ts';
import { givenLine, reachOf } from '../notices/notice.ts';
import { failurePath, withQuery } from '../paths.ts';

/** One failure across the parties, for the authority: who knew what when, what each owed and did, and how long it took. */

interface Seen {
  readonly names: NameOf;
  readonly asked: ClocksAsked;
  readonly party: string;
  readonly failure: string;
}

export function acrossModel(page: FailureAcrossPartiesPage, { names, asked, party, failure }: Seen) {
  const path = `${failurePath(party, failure)}/across`;
  const product = [page.mark, page.model].filter(Boolean).join(' ') || page.parties[0]?.product || failure;
  const notices = page.notifications.map((notice) => givenLine(notice, names, () => product));
  return {
    title: `Across the parties: ${product}`,
    trail: [{ text: 'Failures', href: '/failures' }, { text: product }],
    bar: clocksBar({ path, asked, answered: page, hidden: hiddenIn(page.parties) }),
    parties: page.parties.map((one) => partyIn(one, names, asked)),
    knowledge: page.knowledge.map((knew) => shownKnowledge(knew, names)),
    columns: columns.map(({ title }) => title),
    rows: page.parties.map((one) => ({
      name: names(one.party),
      roles: rolesOf(one),
      href: recordOf(one, asked),
      cells: cellsOf(one, { names, asked, today: page.today }),
    })),
    notices,
    reach: reachOf(notices),
  };
}

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
  says: `${names(party)} ${knewWords[what]}${from ? `, from ${names(from)}` : ''}`,
  on,
  at,
  recordedAt,
});

/** Duties of different roles that ask for the same act stand in one column, so that parties can be compared. */
const columns = [
  { title: 'Do not supply', of: /-NO-SUPPLY$/ },
  { title: 'Investigate', of: /-INVESTIGATE$/ },
  { title: 'Contact', of: /-CONTACT-/ },
  { title: 'Notify OPSS', of: /-NOTIFY-OPSS$/ },
  { title: 'Notify others', of: /-(?:NOTIFY|STATE)-/ },
  { title: 'Remedy and prevent', of: /-(?:REMEDY|PREVENT)$/ },
  { title: 'Make records', of: /-RECORD-/ },
  { title: 'Keep records', of: /-RETAIN$/ },
  { title: 'Other', of: /./ },
] as const;

const columnOf = ({ duty, mirrors }: Obligation) => columns.findIndex(({ of }) => of.test(mirrors ?? duty));

function cellsOf(one: PartyInFailure, { names, asked, today }: { names: NameOf; asked: ClocksAsked; today: Day }) {
  const href = recordOf(one, asked);
  return columns.map(({ title }, column) => ({
    title,
    rows: one.duties
      .filter((row) => columnOf(row) === column)
      .map((row) => {
        const line = dutyLine(row, names, today);
        return { ...line, href: `${href}#${line.anchor}`, took: tookOf(row) };
      }),
  }));
}

/** The time an act took, to be read against the Act's words beside it: never against a number of days that the Act does not give. */
const tookOf = ({ since, on, status }: Obligation): string | undefined => {
  if (status !== 'DONE' || !since || !on || on < since) return undefined;
  return on === since ? 'the same day' : plural(daysBetween(since, on), 'day');
};

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
