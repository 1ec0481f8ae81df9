import type { Clocks, Day, EventId, Moment, NoticeId, PartyId, Status } from '../act.ts';
import type { Answer } from '../answer.ts';
import { dayOfMoment } from '../calendar.ts';
import { asKnown } from '../known.ts';
import type { Known } from '../known.ts';
import type { Breach, NoticeEvent, NoticeKind } from '../notice.ts';
import { lifeOf, termsNow } from './life.ts';
import { lastSent } from './turns.ts';
import type { Life } from './life.ts';
import type { Terms } from './terms.ts';
import type { Obligation } from '../obligation.ts';
import { lawInForce } from '../rulebook.ts';
import type { Rulebook } from '../rulebook.ts';
import type { Settings } from '../settings.ts';

/** One notice at one pair of clocks, with all that its rows, windows, guards and amounts are worked out from. */

/** The notices in one party's book: all that was ever recorded in them. */
export interface NoticeBook {
  readonly party: PartyId;
  readonly notices?: readonly Known<NoticeEvent>[];
}
/** What stands beside the notices. `rowOf` answers with the row of the duty that a notice says is broken, at the same clocks. */
export interface Asking {
  readonly rowOf: (breach: Breach) => Obligation | undefined;
  readonly settings?: Settings;
  readonly law?: readonly Rulebook[];
  /** Holds from the day on which the party no longer exists (A57). */
  readonly dissolved?: Answer;
}
export interface NoticeCase {
  readonly party: PartyId;
  readonly notice: NoticeId;
  readonly asOf: Moment;
  readonly today: Day;
  readonly events: readonly Known<NoticeEvent>[];
  readonly kind?: NoticeKind;
  readonly life: Life;
  readonly terms?: Terms;
  readonly breach?: Breach;
  readonly breachRow?: Obligation;
  readonly settings: Settings;
  readonly law: readonly Rulebook[];
  readonly dissolved?: Answer;
}

export const noticeCases = (book: NoticeBook, clocks: Clocks, asking: Asking): readonly NoticeCase[] =>
  [...byStream(book.notices ?? [])].flatMap(([stream, recorded]) => {
    const events = asKnown(recorded, clocks);
    return events.length === 0 ? [] : [caseOf(book.party, stream, events, { asOf: clocks.asOf, asking })];
  });

const byStream = (events: readonly Known<NoticeEvent>[]): ReadonlyMap<string, readonly Known<NoticeEvent>[]> =>
  Map.groupBy(events, ({ stream }) => stream);

const caseOf = (
  party: PartyId,
  stream: string,
  events: readonly Known<NoticeEvent>[],
  { asOf, asking }: { readonly asOf: Moment; readonly asking: Asking },
): NoticeCase => {
  const life = lifeOf(events, asOf);
  const breach = breachIn(events, life);
  return {
    party,
    notice: stream.split('/')[2] ?? stream,
    asOf,
    today: dayOfMoment(asOf),
    events,
    kind: life.kind ?? events.flatMap((event) => ('kind' in event && event.kind !== undefined ? [event.kind] : []))[0],
    life,
    terms: termsNow(life),
    breach,
    breachRow: breach === undefined || life.given === undefined ? undefined : asking.rowOf(breach),
    settings: asking.settings ?? new Map(),
    law: asking.law ?? lawInForce,
    dissolved: asking.dissolved,
  };
};

/** As the notice given has it; before that, as the last word about it has it. */
const breachIn = (events: readonly Known<NoticeEvent>[], { given }: Life): Breach | undefined =>
  given?.event.breach ??
  lastSent(events)?.breach ??
  events.flatMap((event) => ('breach' in event && event.breach !== undefined ? [event.breach] : [])).at(-1);

/** What puts an end to a breach, for the daily penalty: N/T ends nothing (law page §4.6, 7). */
const ENDS: ReadonlySet<Status> = new Set(['DONE', 'CEASED', 'EXCUSED', 'DISAPPLIED', 'RETAIN', 'ACTIVE']);
/** What meets the duty that a notice names: an excuse or an end of the facts does not. */
const MEETS: ReadonlySet<Status> = new Set(['DONE', 'RETAIN', 'ACTIVE']);

/**
 * The row that a notice's breach names, among those of the books about that product or failure. Where it names no recipient there may be
 * several: then the one that is still outstanding, else the last to end.
 */
export const rowNamedBy = (breach: Breach, rows: readonly Obligation[]): Obligation | undefined => {
  const meant = rows.filter((row) => isNamedBy(breach, row));
  return meant.find(({ status }) => !ENDS.has(status)) ?? meant.reduce<Obligation | undefined>(later, undefined);
};
const isNamedBy = ({ duty, product, failure, recipient }: Breach, row: Obligation): boolean =>
  row.duty === duty &&
  (product === undefined || row.product === product) &&
  (failure === undefined || row.failure === failure) &&
  (recipient === undefined || row.to === recipient);
const later = (last: Obligation | undefined, row: Obligation): Obligation =>
  last === undefined || (row.on ?? '') > (last.on ?? '') ? row : last;

/** A day, and the events that made it one. */
export interface Happening {
  readonly on: Day;
  readonly events: readonly EventId[];
}
export const breachEnded = ({ breachRow }: NoticeCase): Happening | undefined => since(breachRow, ENDS);
export const breachMet = ({ breachRow }: NoticeCase): Happening | undefined => since(breachRow, MEETS);
const since = (row: Obligation | undefined, statuses: ReadonlySet<Status>): Happening | undefined => {
  const on = row?.on ?? row?.since;
  return row === undefined || on === undefined || !statuses.has(row.status)
    ? undefined
    : { on, events: row.why.settledBy.length > 0 ? row.why.settledBy : row.why.triggers };
};
