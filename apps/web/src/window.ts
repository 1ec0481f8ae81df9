import { withQuery } from './paths.ts';

/** A part of a long list that is whole already: a screen at a time, at an address of its own. */
export interface Window<Row> {
  readonly rows: readonly Row[];
  readonly from: number;
  readonly all: number;
}

/** Up to here a list is shown whole; beyond, so many at a time. */
const WHOLE = 150;
const SIZE = 100;

export function windowOf<Row>(all: readonly Row[], asked: string | undefined): Window<Row> {
  if (all.length <= WHOLE) return { rows: all, from: 0, all: all.length };
  const wanted = /^\d{1,7}$/.test(asked ?? '') ? Number(asked) : 0;
  const from = Math.min(wanted - (wanted % SIZE), all.length - 1 - ((all.length - 1) % SIZE));
  return { rows: all.slice(from, from + SIZE), from, all: all.length };
}

/** Where the row of this place stands: nothing to add while the list is shown whole. */
export const fromOf = (place: number, all: number): string | undefined =>
  all <= WHOLE || place < SIZE ? undefined : String(place - (place % SIZE));

type Query = Readonly<Record<string, string | undefined>>;

export function windowPaging({ rows, from, all }: Window<unknown>, path: string, query: Query, anchor = '') {
  if (rows.length === all) return undefined;
  const at = (start: number) => `${withQuery(path, { ...query, from: start > 0 ? String(start) : undefined })}${anchor}`;
  return {
    says: `${(from + 1).toLocaleString('en-GB')} to ${(from + rows.length).toLocaleString('en-GB')} of ${all.toLocaleString('en-GB')}`,
    previous: from > 0 ? at(from - SIZE) : undefined,
    next: from + rows.length < all ? at(from + SIZE) : undefined,
  };
}
