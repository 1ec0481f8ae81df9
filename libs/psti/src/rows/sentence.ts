import type { Cite, Day, Status } from '../act.ts';
import type { Open } from '../facts/question.ts';
import { itemWords } from '../kinds/notify.ts';

/** How a row stands, as one sentence to a person. */

export interface Said {
  readonly status: Status;
  readonly on?: Day;
  readonly since?: Day;
  readonly excuse?: Cite;
  readonly missing?: readonly string[];
  readonly open?: Open;
}

const SAID: { readonly [S in Status]: (said: Said) => string } = {
  EXCUSED: ({ on, excuse }) => `Excused from ${on} by ${excuse?.provision ?? 'the Act'}.`,
  DONE: ({ on, missing }) =>
    missing === undefined ? `Done on ${on}.` : `Done on ${on}; there is more to add now: ${listed(missing)}.`,
  CEASED: ({ on }) => `No longer owed since ${on}.`,
  DEFECTIVE: ({ missing }) => `Begun, but still without: ${listed(missing ?? [])}.`,
  SEQUENCED: () => 'Waits until the manufacturer has been contacted, or an attempt made.',
  UNDETERMINED: ({ open }) => toBeSettled(open),
  OPEN: ({ since, missing }) =>
    missing === undefined ? `Outstanding since ${since}.` : `Outstanding since ${since}, still without: ${listed(missing)}.`,
  ACTIVE: ({ on }) => `In force since ${on}, and kept so far as the record shows.`,
  CROSSED: ({ on }) => `In force, and first crossed on ${on}.`,
  RETAIN: ({ since }) => `To be kept since ${since}.`,
  DISAPPLIED: () => 'Another rule takes its place.',
  SUSPENDED: () => 'Without effect while the appeal is pending.',
  'N/T': () => 'Not triggered.',
  DORMANT: () => 'The rulebook in force gives it no content.',
};

/** What a notification or a record still has to say, item by item. */
export const missingInWords = (item: string): string =>
  item === 'outcome' ? 'the outcome of the investigation' : isItem(item) ? itemWords[item] : item;
const isItem = (item: string): item is keyof typeof itemWords => Object.hasOwn(itemWords, item);
const listed = (missing: readonly string[]): string => missing.map(missingInWords).join('; ');

export const sentence = (said: Said): string => SAID[said.status](said);

/** What a person has to settle, and what to record then. */
const toBeSettled = (open: Open | undefined): string =>
  open === undefined
    ? 'To be settled by a person: the trace shows what.'
    : `To be settled: ${open.asks}${open.asks.endsWith('?') ? '' : '.'} Record ${open.needs}.`;
