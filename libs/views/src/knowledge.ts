import { daysBetween, type factsOf, type FailureEvent, type Known, type PartyId } from '#psti';
import { remedyIn } from './failures-register.ts';
import type { Member } from './joined.ts';
import { type Happened, happenedIn } from './notices.ts';

/** The key dates of a party, in the order in which they are expected. */
export const keyDates = ['informed', 'aware', 'firstNotification', 'remedy'] as const;
export type KeyDate = (typeof keyDates)[number];

/** From one key date to the next one there is: whole London days, and hours where both instants are known. Negative where they fell the other way. */
export interface Gap {
  readonly from: KeyDate;
  readonly to: KeyDate;
  readonly days: number;
  readonly hours?: number;
}

/** Something that a party came to know, and from whom. */
export interface Knew extends Happened {
  readonly party: PartyId;
  readonly what: 'informed' | 'contacted' | 'notified' | 'aware' | 'believes' | 'determined' | 'negatived' | 'told of the cure';
  readonly type: string;
  /** A party, or the kind of informant where it is none (`researcher`). */
  readonly from?: string;
}

type Dates = Readonly<Partial<Record<KeyDate, Happened>>>;

/** The key dates of a party: informed and aware as the Act has them, the rest by what it did. */
export function datesOf(known: readonly Known<FailureEvent>[], knowledge: ReturnType<typeof factsOf>['knowledge']): Dates {
  const failed = new Set(known.flatMap((event) => (event.type === 'NotificationFailed' ? [event.of] : [])));
  const given = known.find((event) => event.type === 'NotificationGiven' && !failed.has(event.id));
  const remedy = remedyIn(known);
  const dates: Partial<Record<KeyDate, Happened>> = {};
  for (const [date, { on, events }] of [
    ['informed', knowledge.informed],
    ['aware', knowledge.aware],
  ] as const) {
    const event = known.find(({ id }) => events.includes(id));
    if (on !== undefined && event !== undefined)
      dates[date] = { ...happenedIn(event), on, ...(event.on === on ? {} : { at: undefined }) };
  }
  if (given !== undefined) dates.firstNotification = happenedIn(given);
  if (remedy !== undefined) dates.remedy = happenedIn(remedy);
  return dates;
}

const HOUR_MS = 3_600_000;

/** From each key date to the next that there is. Hours only where both times are known: a day is no midnight. */
export function gapsIn(dates: Dates): readonly Gap[] {
  const there = keyDates.flatMap((date) => {
    const found = dates[date];
    return found === undefined ? [] : [{ date, found }];
  });
  return there.slice(1).flatMap(({ date: to, found: end }, place) => {
    const start = there[place];
    if (start === undefined) return [];
    const gap = { from: start.date, to, days: daysBetween(start.found.on, end.on) };
    if (start.found.at === undefined || end.at === undefined) return [gap];
    return [{ ...gap, hours: Math.round((Date.parse(end.at) - Date.parse(start.found.at)) / (HOUR_MS / 10)) / 10 }];
  });
}

/** Who came to know what, and from whom, in the order in which it happened. */
export const knewIn = (members: readonly Member[]): readonly Knew[] =>
  members
    .flatMap(({ matter: { party }, known }) =>
      known.flatMap((event) => {
        const knew = whatIn(event);
        return knew === undefined ? [] : [{ leaf: event.leaf, knew: { party, ...knew, type: event.type, ...happenedIn(event) } }];
      }),
    )
    .sort((a, b) => compare(a.knew.on, b.knew.on) || compareTimes(a.knew.at, b.knew.at) || a.leaf - b.leaf)
    .map(({ knew }) => knew);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const compareTimes = (a: string | undefined, b: string | undefined): number =>
  a === undefined || b === undefined ? 0 : Date.parse(a) - Date.parse(b);

function whatIn(event: FailureEvent): Pick<Knew, 'what' | 'from'> | undefined {
  switch (event.type) {
    case 'ComplianceFailureReported':
      return { what: 'informed', from: event.from.party ?? event.from.kind };
    case 'ContactReceived':
      return { what: 'contacted', from: event.from };
    case 'NotificationReceived':
      return { what: event.remedy === 'successful' ? 'told of the cure' : 'notified', from: event.from };
    case 'AwarenessAsserted':
      return { what: 'aware' };
    case 'BeliefAsserted':
      return { what: 'believes' };
    case 'FailureDetermined':
      return { what: 'determined' };
    case 'FailureNegatived':
      return { what: 'negatived' };
    case 'DoubtRecorded':
    case 'InvestigationStarted':
    case 'BeliefEnded':
    case 'CorrectiveActionTaken':
    case 'ContactMade':
    case 'ContactAttempted':
    case 'ContactImpossibleFinding':
    case 'NotificationGiven':
    case 'NotificationFailed':
    case 'UnlikelyRemedyFinding':
    case 'ReasonableStepsFinding':
    case 'RecordMade':
    case 'RecordUpdated':
    case 'SameFailureAs':
    case 'RecordClosed':
    case 'Correction':
      return undefined;
  }
}
