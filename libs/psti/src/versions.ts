import type { Shape } from './value.ts';

/**
 * Versions of events. What is on the log is never rewritten: an event of an older version is brought to the newest one each time that it
 * is read. A field that may be left out needs no new version, because an event without it reads as it always did; a new version is for
 * what older readers would misread.
 */

type Fields = Readonly<Record<string, unknown>>;

/** From one version of a type of event to the next. */
export interface Upcaster {
  /** The shape that the fields had in the version from which it goes. */
  readonly from: Shape;
  /** The fields as the next version has them. Pure: it changes nothing that it is given, and asks no clock and no log. */
  readonly up: (data: Fields) => Fields;
}

/** By type, in order: the first goes from version 1, so there are no holes, and the last one ends at the version recorded now. */
export type Upcasters = ReadonlyMap<string, readonly Upcaster[]>;
export const upcasters: Upcasters = new Map();

/** The version in which events of a type are recorded now. */
export const versionOf = (type: string, known: Upcasters = upcasters): number => (known.get(type)?.length ?? 0) + 1;

interface Versioned {
  readonly type: string;
  readonly version: number;
  readonly data: Fields;
}

/** The event as its newest version has it: the very same, where it is of that version already. It is of no newer one than this code knows. */
export const upcast = <E extends Versioned>(event: E, known: Upcasters = upcasters): E => {
  const ahead = known.get(event.type)?.slice(event.version - 1) ?? [];
  if (ahead.length === 0) return event;
  const data = ahead.reduce((fields, { up }) => up(fields), event.data);
  return { ...event, version: versionOf(event.type, known), data };
};

/** What the code cannot read: a newer Dutybook wrote it. Whoever meets it stops; that it is there can still be verified and exported. */
export class UpgradeNeeded extends Error {
  override readonly name = 'UpgradeNeeded';
  constructor({ type, version }: Pick<Versioned, 'type' | 'version'>) {
    super(`upgrade needed: this version of Dutybook does not know ${type}, version ${version}`);
  }
}
