import type { Day, Instant, Moment } from '../act.ts';
import { isDay, londonDay } from '../calendar.ts';
import type { noticeMeans } from '../notice.ts';
import type { SettingId } from '../settings.ts';
import { emailGivenOn } from '../timers.ts';
import { restsOnProclamation } from '../working-days.ts';

/**
 * When a notice under Chapter 3 counts as given (s.50). An intention is dated in the same way (A30). Notifications between the parties
 * of Chapter 2 are another matter: their day is simply when they were given.
 */

interface Sent {
  readonly on: Day;
  readonly at?: Instant;
  readonly means: (typeof noticeMeans)[number];
  readonly addressIndicated?: boolean;
  readonly arrivedOn?: Day;
}

export interface Giving {
  readonly sentOn: Day;
  /** None while it does not count as given. */
  readonly on?: Day;
  readonly at?: Instant;
  /** By what it counts as given on that day, or what is wanting. */
  readonly basis: string;
  readonly question?: string;
  readonly settings: readonly SettingId[];
}

export const givingOf = (sent: Sent): Giving => {
  const { on: sentOn, at, means } = sent;
  switch (means) {
    case 'hand':
      return { sentOn, on: sentOn, at, basis: 'handed over', settings: [] };
    case 'left':
      return { sentOn, on: sentOn, at, basis: 'left at the proper address', settings: [] };
    case 'post':
      return posted(sent);
    case 'email':
      return emailed(sent);
  }
};

/** How long the ordinary course of post is, the Act does not say: it counts once its arrival is on record. */
const posted = ({ on: sentOn, arrivedOn }: Sent): Giving =>
  arrivedOn === undefined
    ? {
        sentOn,
        basis: 'posted, and its arrival is not on record',
        question: 'On which day did the letter arrive?',
        settings: ['A30'],
      }
    : { sentOn, on: arrivedOn, basis: 'arrived by post', settings: ['A30'] };

const emailed = ({ on: sentOn, addressIndicated }: Sent): Giving => {
  if (addressIndicated !== true)
    return {
      sentOn,
      basis: 'e-mailed to an address that was not indicated for such notices',
      question: 'Had the addressee indicated that address and form for such notices?',
      settings: ['A30'],
    };
  const { on, at } = emailGivenOn(sentOn);
  const proclaimed = restsOnProclamation(sentOn, on);
  return {
    sentOn,
    on,
    at,
    basis: `e-mailed on ${sentOn}: presumed given at 09:00 on the next working day${proclaimed ? ', 15 June 2026 taken as a bank holiday in Scotland' : ''}`,
    settings: [],
  };
};

/** Whether a day, or its time where known, has come. Under an instant, a day of which no time is known has come once it is over. */
export const hasCome = (asOf: Moment, on: Day, at?: Instant): boolean => {
  if (isDay(asOf)) return on <= asOf;
  return at === undefined ? on < londonDay(asOf) : Date.parse(at) <= Date.parse(asOf);
};
