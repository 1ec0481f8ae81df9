import type { EventId, Step, Why } from '#psti';
import { withDaysInWords } from '../layout/days.ts';

/** Where an event that a reason names is shown, and what it says. */
export interface Cited {
  readonly says: string;
  /** Its day and kind. */
  readonly short: string;
  readonly href: string;
}
export type CitedOf = (event: EventId) => Cited | undefined;

/** The whole reasoning of one duty, each event a link into the timeline. */
export function shownWhy(why: Why, cited: CitedOf) {
  return {
    says: withDaysInWords(why.says),
    triggers: linked(why.triggers, cited),
    settledBy: linked(why.settledBy, cited),
    steps: why.trace.map((step) => shownStep(step, cited)),
    settings: why.settings,
  };
}

const answers = { true: 'yes', false: 'no', undetermined: 'undetermined' } as const;

const shownStep = ({ asks, holds, cite, events }: Step, cited: CitedOf) => ({
  asks,
  answer: holds === 'undetermined' ? answers.undetermined : answers[`${holds}`],
  cite,
  events: linked(events, cited),
});

/** A step may rest on thousands of supplies: some are shown, and how many more there are. */
const MOST = 8;

interface Linked {
  readonly shown: readonly Cited[];
  readonly more: number;
}

function linked(events: readonly EventId[], cited: CitedOf): Linked {
  const distinct = [...new Set(events)];
  const shown = distinct.slice(0, MOST).flatMap((event) => cited(event) ?? []);
  return { shown, more: Math.max(distinct.length - MOST, 0) };
}
