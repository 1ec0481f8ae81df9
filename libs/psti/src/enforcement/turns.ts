import type { Day, EventId, Instant } from '../act.ts';
import { givingOf } from './giving.ts';
import type { Giving } from './giving.ts';
import type { Known } from '../known.ts';
import type {
  AppealDetermined,
  AppealLodged,
  AppealWithdrawn,
  IntentDropped,
  IntentNotified,
  NoticeEvent,
  NoticeGiven,
  NoticeRevoked,
  NoticeVaried,
  SuspendedByUpperTribunal,
  UrgencyDeclared,
} from '../notice.ts';

/**
 * When each event of a notice takes effect: a notice on the day on which it counts as given, an appeal not before what it is against. In
 * that order its life is folded.
 */

export type Turning =
  | IntentNotified
  | NoticeGiven
  | NoticeVaried
  | UrgencyDeclared
  | AppealLodged
  | AppealDetermined
  | AppealWithdrawn
  | SuspendedByUpperTribunal
  | IntentDropped
  | NoticeRevoked;
export interface Turn<E extends Turning = Turning> {
  readonly event: Known<E>;
  readonly on: Day;
  readonly at?: Instant;
}

export const turnsIn = (events: readonly Known<NoticeEvent>[]): readonly Turn[] =>
  events
    .flatMap((event, place) => turnOf(event, events).map((turn) => ({ turn, place })))
    .sort((a, b) => (a.turn.on < b.turn.on ? -1 : a.turn.on > b.turn.on ? 1 : a.place - b.place))
    .map(({ turn }) => turn);

const turnOf = (event: Known<NoticeEvent>, events: readonly Known<NoticeEvent>[]): readonly Turn[] => {
  switch (event.type) {
    case 'IntentNotified':
    case 'NoticeGiven':
    case 'NoticeVaried':
      return once(event, givingOf(event));
    case 'IntentDropped':
    case 'UrgencyDeclared':
      return [{ event, on: event.on, at: event.at }];
    case 'NoticeRevoked':
      return [{ event, ...revokedOn(event) }];
    case 'AppealLodged':
    case 'AppealDetermined':
    case 'AppealWithdrawn':
    case 'SuspendedByUpperTribunal':
      return notBefore(event, documentOf(event.against, events));
    case 'RepresentationsMade':
    case 'RequirementMet':
    case 'PenaltyPaid':
    case 'ClaimReceived':
    case 'ClaimDecided':
    case 'ForfeitureApplied':
    case 'ForfeitureOrdered':
    case 'HearingFixed':
    case 'ThirdPartyNoticeGiven':
    case 'Correction':
      return [];
  }
};
const once = (event: Known<Turning>, { on, at }: Giving): readonly Turn[] => (on === undefined ? [] : [{ event, on, at }]);
/** Revocation needs no giving (s.31(1), s.39(4)); where its means say when it was given, that is its day. */
const revokedOn = (event: NoticeRevoked): { readonly on: Day; readonly at?: Instant } => {
  const { on = event.on, at } = event.means === undefined ? event : givingOf({ ...event, means: event.means });
  return { on, at };
};
/** What is lodged between sending and giving takes effect when the notice is given; against one never given, none. */
const notBefore = (event: Known<Turning>, document: Known<NoticeGiven | NoticeVaried> | undefined): readonly Turn[] => {
  const given = document && givingOf(document);
  if (given?.on === undefined) return [];
  return [given.on > event.on ? { event, on: given.on, at: given.at } : { event, on: event.on, at: event.at }];
};
/** What was said to be given, whether or not it counts as given yet. */
export const lastSent = (events: readonly Known<NoticeEvent>[]): Known<NoticeGiven> | undefined =>
  events.findLast((event) => event.type === 'NoticeGiven');

/** An appeal names what it is against; what ends it may name that, or the appeal. */
export const documentOf = (
  against: EventId,
  events: readonly Known<NoticeEvent>[],
): Known<NoticeGiven | NoticeVaried> | undefined => {
  const found = events.find(({ id }) => id === against);
  if (found === undefined || found.type === 'NoticeGiven' || found.type === 'NoticeVaried') return found;
  return 'against' in found
    ? documentOf(
        found.against,
        events.filter((event) => event !== found),
      )
    : undefined;
};
