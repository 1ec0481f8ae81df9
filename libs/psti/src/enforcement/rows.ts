import type { DutyId } from '../act.ts';
import { noticeDuties } from '../duties/notice-addressee.ts';
import type { NoticeDuty } from '../duties/notice-addressee.ts';
import { arising } from './arising.ts';
import type { Arisen, NotArisen } from './arising.ts';
import type { NoticeCase } from './case.ts';
import { lastSent } from './turns.ts';
import type { Item } from './terms.ts';
import { verdict } from './verdict.ts';
import type { Verdict } from './verdict.ts';
import type { NoticeGiven } from '../notice.ts';
import type { Obligation } from '../obligation.ts';
import { forceOf, rulebookOn } from '../rulebook.ts';
import { shown } from '../settings.ts';

/** The rows that a notice makes (law page §2.5). Those that did not arise are among them, and say why. */

export const noticeRows = (notice: NoticeCase): readonly Obligation[] =>
  noticeDuties
    .filter(({ kind }) => kind === undefined || kind === notice.kind)
    .flatMap((duty) => instances(duty, notice).map((item) => row(duty, notice, item)));

/** One for each item that falls under the duty; one without an item where the notice makes it anyway. */
const instances = (duty: NoticeDuty, notice: NoticeCase): readonly (Item | undefined)[] => {
  const items = askedFor(notice).filter((item) => isUnder(duty, item));
  return items.length > 0 ? items : duty.always ? [undefined] : [];
};
/** Before a notice counts as given, what was sent says what it will ask for. */
const askedFor = (notice: NoticeCase): readonly Item[] => notice.terms?.items ?? itemsIn(lastSent(notice.events));
const itemsIn = (sent?: NoticeGiven): readonly Item[] =>
  (sent?.requirements ?? []).map(({ item, duty }) => ({ item, duty, period: { settled: true, statedOn: sent?.on ?? '' } }));
/** An item under no row of its notice's kind is one of its steps. */
const isUnder = (duty: NoticeDuty, { duty: id }: Item): boolean =>
  id === duty.id || (duty.measure === 'acceptance' && !isMadeBy(duty.kind, id));
const isMadeBy = (kind: NoticeDuty['kind'], id: DutyId): boolean =>
  noticeDuties.some((duty) => duty.id === id && duty.kind === kind);

const row = (duty: NoticeDuty, notice: NoticeCase, item?: Item): Obligation => {
  const found = arising(duty, notice, item);
  if (!found.arises) return untriggered(duty, notice, found, item);
  const force = forceOf(rulebookOn(notice.law, found.since), duty.id);
  if (force !== 'live')
    return untriggered(duty, notice, { ...found, arises: false, says: 'its rulebook gives it no content' }, item);
  return arisen(duty, notice, { ...found, ...verdict(duty, notice, found, item), readings: found.settings }, item);
};

const named = (duty: NoticeDuty, { party, notice, breach, breachRow }: NoticeCase, item?: Item) => ({
  key: [duty.id, party, notice, item?.item ?? ''].join('|'),
  duty: duty.id,
  holder: party,
  role: duty.of,
  product: breach?.product ?? breachRow?.product ?? '',
  failure: breach?.failure,
  notice,
  item: item?.item,
  cite: duty.cite,
  what: duty.what,
  timing: duty.timing,
});

const untriggered = (duty: NoticeDuty, notice: NoticeCase, { says, trace, settings }: NotArisen, item?: Item): Obligation => {
  const rulebook = rulebookOn(notice.law, notice.today);
  return {
    ...named(duty, notice, item),
    status: forceOf(rulebook, duty.id) === 'dormant' ? 'DORMANT' : 'N/T',
    rulebook: rulebook.id,
    why: {
      triggers: [],
      settledBy: [],
      trace,
      settings: settings.map((id) => shown(notice.settings, id)),
      says: `Not triggered: ${says}${says.endsWith('?') ? '' : '.'}`,
    },
  };
};

const arisen = (
  duty: NoticeDuty,
  notice: NoticeCase,
  { status, on, since, dueOn, triggers, settledBy, trace, readings, settings, says }: Arisen & Verdict & Readings,
  item?: Item,
): Obligation => ({
  ...named(duty, notice, item),
  status,
  on,
  since,
  dueOn,
  rulebook: rulebookOn(notice.law, since).id,
  why: {
    triggers,
    settledBy,
    trace,
    settings: [...new Set([...readings, ...settings])].map((id) => shown(notice.settings, id)),
    says,
  },
  discharge: status === 'OPEN' || status === 'SUSPENDED' || status === 'UNDETERMINED' ? duty.discharge : undefined,
});
/** The readings that shaped whether it arose; those of the verdict come after them. */
interface Readings {
  readonly readings: Arisen['settings'];
}
