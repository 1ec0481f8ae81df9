import type { Day, EventId, PartyId } from './act.ts';
import { AUTHORITY } from './act.ts';
import type { FailureEvent } from './failure-record.ts';
import type { Known } from './known.ts';
import type { Received } from './knowledge.ts';
import type { SettingId } from './settings.ts';

/**
 * Whom the party contacted and notified, and what it said: the items of every notification (N-CORE) and the statements that go with
 * some (RIDER-M, RIDER-2), each judged when it was made and in the party's own book (A50).
 */

export const core = ['details', 'risks', 'steps'] as const;
export const riderM = ['opss-notified'] as const;
export const rider2 = ['manufacturer-aware', 'opss-notified'] as const;
export type Item = (typeof core)[number] | (typeof rider2)[number];

export type Given = Known<Extract<FailureEvent, { type: 'NotificationGiven' }>>;
type Contact = Known<Extract<FailureEvent, { type: 'ContactMade' | 'ContactAttempted' | 'NotificationGiven' }>>;

export interface Told {
  readonly notified: ReadonlyMap<PartyId, readonly Given[]>;
  /** The first contact made with each: a notification is one too. */
  readonly contacted: ReadonlyMap<PartyId, Contact>;
  /** The first attempt at one, and the first of either. */
  readonly attempted: ReadonlyMap<PartyId, Contact>;
  readonly approached: ReadonlyMap<PartyId, Contact>;
}

export const toldBy = (events: readonly Known<FailureEvent>[]): Told => {
  const failed = new Set(events.flatMap((event) => (event.type === 'NotificationFailed' ? [event.of] : [])));
  const notified = new Map<PartyId, Given[]>();
  const contacted = new Map<PartyId, Contact>();
  const attempted = new Map<PartyId, Contact>();
  const approached = new Map<PartyId, Contact>();
  for (const event of events) {
    if (event.type !== 'NotificationGiven' && event.type !== 'ContactMade' && event.type !== 'ContactAttempted') continue;
    if (failed.has(event.id)) continue;
    if (event.type === 'NotificationGiven') put(notified, event);
    const made = event.type === 'ContactAttempted' ? attempted : contacted;
    if (!made.has(event.to)) made.set(event.to, event);
    if (!approached.has(event.to)) approached.set(event.to, event);
  }
  return { notified, contacted, attempted, approached };
};
const put = (notified: Map<PartyId, Given[]>, event: Given): void => {
  const before = notified.get(event.to);
  if (before === undefined) notified.set(event.to, [event]);
  else before.push(event);
};

/** From which place in the order of events on a statement is true in the party's own book. */
export interface Truth {
  readonly authorityNotified: number;
  readonly manufacturerAware: number;
}
const NEVER = Number.POSITIVE_INFINITY;

interface Hearing {
  readonly received: readonly Received[];
  readonly manufacturers: ReadonlySet<PartyId>;
  readonly place: ReadonlyMap<EventId, number>;
  /** RIDER-M says whether the manufacturer itself has notified OPSS: only its own notices make it true. */
  readonly ownNoticesOnly: boolean;
}
export const truthOf = ({ notified, contacted }: Told, { received, manufacturers, place, ownNoticesOnly }: Hearing): Truth => {
  const placeOf = (events: readonly ({ readonly id: EventId } | undefined)[]): number =>
    events.reduce((first, event) => Math.min(first, (event && place.get(event.id)) ?? NEVER), NEVER);
  const heard = received.filter((event) => event.type === 'NotificationReceived');
  const itself = placeOf(notified.get(AUTHORITY) ?? []);
  return {
    authorityNotified: ownNoticesOnly
      ? itself
      : Math.min(itself, placeOf(heard.filter(({ authorityNotified }) => authorityNotified === 'yes'))),
    manufacturerAware: Math.min(
      placeOf(received.filter(({ from }) => manufacturers.has(from))),
      placeOf(heard.filter(({ manufacturerAware }) => manufacturerAware === 'yes')),
      placeOf([...manufacturers].map((manufacturer) => contacted.get(manufacturer))),
    ),
  };
};

/** A statement is made by "yes" where it is true and by "no" where it is not; one that was untrue when given counts as missing. */
const isTrue = (said: 'yes' | 'no' | undefined, trueFrom: number, at: number): boolean =>
  said !== undefined && (said === 'yes') === trueFrom < at;

export const says = (event: Given, item: Item, truth: Truth, at: number): boolean => {
  switch (item) {
    case 'details':
    case 'risks':
    case 'steps':
      return event.content.includes(item);
    case 'manufacturer-aware':
      return isTrue(event.manufacturerAware, truth.manufacturerAware, at);
    case 'opss-notified':
      return isTrue(event.authorityNotified, truth.authorityNotified, at);
  }
};

/** What all that was given to one recipient comes to: what is still missing, and the notice by which it was complete. */
export interface Content {
  readonly begun?: Day;
  readonly complete?: Day;
  readonly missing: readonly Item[];
  readonly events: readonly EventId[];
  readonly settings?: readonly SettingId[];
}
const COMPLETE: readonly Item[] = [];

export const contentOf = (
  given: readonly Given[],
  items: readonly Item[],
  truth: Truth,
  place: ReadonlyMap<EventId, number>,
): Content => {
  let missing = items;
  let count = 0;
  let untrue = false;
  for (const event of given) {
    count += 1;
    const at = place.get(event.id) ?? NEVER;
    missing = missing.every((item) => says(event, item, truth, at))
      ? COMPLETE
      : missing.filter((item) => !says(event, item, truth, at));
    untrue ||= missing.length > 0 && saysUntrue(event, missing);
    if (missing.length === 0)
      return {
        begun: given[0]?.on,
        complete: event.on,
        missing,
        events: idsOf(given, count),
        settings: readingsOf(count, untrue),
      };
  }
  return { begun: given[0]?.on, missing, events: idsOf(given, given.length), settings: readingsOf(1, untrue) };
};
/** What counts as missing though something was said on it. */
const saysUntrue = ({ manufacturerAware, authorityNotified }: Given, missing: readonly Item[]): boolean =>
  (manufacturerAware !== undefined && missing.includes('manufacturer-aware')) ||
  (authorityNotified !== undefined && missing.includes('opss-notified'));
/** What was supplied late counts from the day it was said (A15); what was untrue when it was said does not count (A50). */
const readingsOf = (notices: number, untrue: boolean): readonly SettingId[] | undefined =>
  notices < 2 && !untrue ? undefined : [...(notices > 1 ? (['A15'] as const) : []), ...(untrue ? (['A50'] as const) : [])];
const idsOf = (given: readonly Given[], count: number): readonly EventId[] => given.slice(0, count).map(({ id }) => id);
