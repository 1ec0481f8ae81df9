import type { Day, EventId, Instant } from './act.ts';
import type { Correction } from './correction.ts';
import type { Entries } from './entries.ts';
import { corrected } from './known.ts';
import type { Known } from './known.ts';
import type { Happened } from './shape.ts';

/** What a stream does not admit, as a sentence to a person; `field` is the path of the one it is about. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly field?: string;
  constructor(
    readonly says: string,
    field?: string,
  ) {
    super(says);
    this.field = field === undefined || field === 'on' ? field : `data.${field}`;
  }
}

/** `evolve` copies and never judges; `decide` judges and never copies: it returns, or throws what refuses the event. */
export interface Decider<State, E extends Happened> {
  readonly initial: State;
  evolve(state: State, event: Known<E>): State;
  decide(event: E, state: State): void;
}

/** What the state of every stream keeps beside its lists: all that was recorded, as it was recorded. */
export interface Stream<E extends Happened> {
  readonly recorded: Entries<Known<E>>;
}

/** The state once a correction is in: everything folded again as it now stands. */
export const refolded = <E extends Happened, S extends Stream<E>>(
  { recorded }: S,
  correction: Known<E>,
  { initial, evolve }: Pick<Decider<S, E>, 'initial' | 'evolve'>,
): S => {
  const all = recorded.with(correction);
  return { ...corrected(all.all()).reduce(evolve, initial), recorded: all };
};

type Dated = { readonly on: Day; readonly at?: Instant };
export const isBefore = (one: Dated, other: Dated): boolean =>
  one.on < other.on ||
  (one.on === other.on && one.at !== undefined && other.at !== undefined && Date.parse(one.at) < Date.parse(other.at));

/** The event that a field names: it stands on this record, and is not later than what names it. */
export const named = <E extends Happened>(field: string, id: EventId, by: Dated, { recorded }: Stream<E>): Known<E> => {
  const found = corrected(recorded.all()).find((event) => event.id === id && event.type !== 'Correction');
  if (found === undefined) throw new Refused(`\`${field}\` names an event that is not on this record`, field);
  return notBefore(by, found);
};
export const notBefore = <D extends Dated>(by: Dated, found: D): D => {
  if (isBefore(by, found)) throw new Refused(`That is before what it depends on, which was on ${found.on}`, 'on');
  return found;
};

const isCorrection = <E extends Happened>(event: Known<E>): event is Known<E> & Correction => event.type === 'Correction';

/**
 * A correction names what stands on this record, uncorrected, and gives the same type of event, which must be admitted in its place.
 * What was delivered into this book may be corrected by its sender and by its recipient: the latest governs.
 */
export const decideCorrection = <E extends Happened, S extends Stream<E>>(
  correction: E & Correction,
  state: S,
  { initial, evolve }: Pick<Decider<S, E>, 'initial' | 'evolve'>,
  admit: (event: E, state: S) => void,
): void => {
  const original = correctable(correction, state);
  const { stream, revision, recordedAt, by } = original;
  const offered = { ...correction, stream, revision, recordedAt, by, leaf: Number.MAX_SAFE_INTEGER };
  const standing = corrected([...state.recorded, offered]);
  const replacement = standing.find(({ id }) => id === original.id);
  if (correction.event === undefined || replacement === undefined) return;
  admit(replacement, standing.filter((event) => event !== replacement).reduce(evolve, initial));
};
const correctable = <E extends Happened>(correction: E & Correction, { recorded }: Stream<E>): Known<E> => {
  const { supersedes, event } = correction;
  const found = recorded.find(({ id }) => id === supersedes);
  if (found === undefined) throw new Refused('`supersedes` names an event that is not on this record', 'supersedes');
  const by = standingCorrection(supersedes, recorded);
  if (by !== undefined && !('sourceId' in found))
    throw new Refused(`That was already corrected on ${by.on}: correct that correction, ${by.id}`, 'supersedes');
  const original = originalOf(found, recorded);
  if (event !== undefined && event.type !== original.type)
    throw new Refused(`An event is corrected by one of its own type: ${original.type}, not ${event.type}`, 'event');
  notBefore(correction, found);
  return original;
};
const standingCorrection = <E extends Happened>(id: EventId, recorded: Entries<Known<E>>): Known<E> | undefined =>
  recorded.find((each) => isCorrection(each) && each.supersedes === id && !isWithdrawn(each, recorded));
const isWithdrawn = <E extends Happened>({ id }: Known<E>, recorded: Entries<Known<E>>): boolean =>
  recorded.some(
    (each) => isCorrection(each) && each.supersedes === id && each.event === undefined && !isWithdrawn(each, recorded),
  );
const originalOf = <E extends Happened>(event: Known<E>, recorded: Entries<Known<E>>): Known<E> => {
  const before = isCorrection(event) ? recorded.find(({ id }) => id === event.supersedes) : undefined;
  return before === undefined ? event : originalOf(before, recorded);
};
