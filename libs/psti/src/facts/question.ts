import type { Cite, Day, PartyId } from '../act.ts';
import type { Answer } from '../answer.ts';
import type { Facts } from '../book.ts';
import type { Batches } from '../product-record.ts';
import type { SettingId } from '../settings.ts';
import type { Place } from '../scope.ts';

/** The questions that rules ask, each with a name that can be said aloud, the words in which the trace says it, and what would answer it. */

/** What goes with every question: where it is written, which readings can shape its answer, and what would have to be recorded for a yes. */
export interface About {
  readonly cite?: Cite;
  readonly readings?: readonly SettingId[];
  readonly needs?: string;
}

export interface Question extends About {
  readonly asks: string;
  readonly answer: (facts: Facts) => Answer;
  /** Where it can cease to hold again: the answer for a day on which the rest holds. Without a yes that day, the next one. */
  readonly from?: (facts: Facts, day: Day) => Answer;
}
export const asks = (words: string, answer: Question['answer'], about: About = {}): Question => ({
  asks: words,
  answer,
  ...about,
});

/** What is left to a person: whether it is so, and what to record once it is settled. */
export interface Open {
  readonly asks: string;
  readonly needs: string;
}

/** One instance of a duty: to whom it is owed, or whom it is about where one row stands for it. */
export interface Instance {
  readonly to?: PartyId;
  /** The manufacturer meant, where only one is known and the row need not say which. */
  readonly whom?: PartyId;
  readonly answer?: Answer;
  readonly places?: ReadonlySet<Place | undefined>;
  /** Of which batches it was supplied. */
  readonly batches?: Batches;
  /** What has to be settled first, where the answer is undetermined. */
  readonly open?: Open;
}
export interface Owed extends About {
  readonly asks: string;
  readonly to: (facts: Facts) => readonly Instance[];
}
export const owed = (words: string, to: Owed['to'], about: About = {}): Owed => ({ asks: words, to, ...about });

/** A question about one instance: an excuse, or an end. */
export interface Condition extends About {
  readonly asks: string;
  /** Answered for each instance anew; else once for all. */
  readonly each: boolean;
  readonly when: (facts: Facts, instance: Instance) => Answer;
}
export const when = (words: string, answer: (facts: Facts) => Answer, about: About = {}): Condition => ({
  asks: words,
  each: false,
  when: answer,
  ...about,
});
export const whenOfEach = (words: string, answer: Condition['when'], about: About = {}): Condition => ({
  asks: words,
  each: true,
  when: answer,
  ...about,
});

/** What a duty is sequenced after: when that happened, and whether it happened by excuse. */
export interface Sequence extends About {
  readonly asks: string;
  /** How soon it is instead, where the contact that it waits for is excused. */
  readonly excused?: string;
  readonly after: (facts: Facts) => Answer & { readonly excused?: boolean };
}
