import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Paging } from '#views';
import { aCursor, aLimit, MOST_ROWS } from '../parameters.ts';
import { wrongParameter } from '../problems/problems.ts';
import type { Given } from '../route.ts';

/**
 * Cursors: where a page ended, sealed with the question it belongs to. One that was made up, changed or brought to another question is
 * refused; one that is right shows nothing that the same question would not show.
 */

export const paging = {
  limit: aLimit('How many rows, at most 200.'),
  after: aCursor('The `next` of the page before, with the same question.'),
};

const DEFAULT_ROWS = 50;

export type AskedForPage = Given & { readonly query: { readonly limit?: number; readonly after?: string } };

interface PartOfPage {
  readonly limit?: unknown;
  readonly after?: unknown;
  readonly waitFor?: unknown;
}
/** What a list is asked for, without which part of it and when. */
export function filterIn<Asked extends PartOfPage>({ query }: { readonly query: Asked }): Omit<Asked, keyof PartOfPage> {
  const { limit: _limit, after: _after, waitFor: _waitFor, ...filter } = query;
  return filter;
}

export interface Part<Row> {
  readonly rows: readonly Row[];
  readonly next?: string;
}

/** The first of a list that is shown beside something else; the list's own address has all of them. */
export interface Few<Row> {
  readonly rows: readonly Row[];
  readonly all: number;
}
export const firstRows = <Row>(rows: readonly Row[], all = rows.length): Few<Row> => ({ rows: rows.slice(0, MOST_ROWS), all });

export class Cursors {
  /** The log's own identity is the key: a cursor from another log is as wrong as one that was made up. */
  constructor(private readonly storeId: string) {}

  pagingOf(given: AskedForPage): Paging & { readonly limit: number } {
    const { limit, after } = given.query;
    return { limit: limit ?? DEFAULT_ROWS, ...(after === undefined ? {} : { after: this.open(given, after) }) };
  }

  seal(given: Given, place: string): string {
    return `${Buffer.from(place, 'utf8').toString('base64url')}.${this.mark(given, place)}`;
  }

  /** A page of a list that is whole already: the rows after the one at that place, of that key. */
  part<Row>(given: AskedForPage, rows: readonly Row[], keyOf: (row: Row) => string): Part<Row> {
    const { limit, after } = this.pagingOf(given);
    const from = after === undefined ? 0 : placeAfter(after, rows.map(keyOf));
    const taken = rows.slice(from, from + limit);
    const last = taken.at(-1);
    const isMore = last !== undefined && from + limit < rows.length;
    return { rows: taken, ...(isMore ? { next: this.seal(given, `${from + taken.length - 1} ${keyOf(last)}`) } : {}) };
  }

  private open(given: Given, cursor: string): string {
    const [coded = '', mark = ''] = cursor.split('.');
    const place = Buffer.from(coded, 'base64url').toString('utf8');
    const right = Buffer.from(this.mark(given, place));
    const offered = Buffer.from(mark);
    if (right.length !== offered.length || !timingSafeEqual(right, offered))
      throw wrongParameter('after', 'It does not belong to this question.');
    return place;
  }

  private mark(given: Given, place: string): string {
    const question: Readonly<Record<string, unknown>> = filterIn(given);
    const asked = [given.name, given.person.party, Object.entries(given.path).sort(), Object.entries(question).sort(), place];
    return createHmac('sha256', this.storeId).update(JSON.stringify(asked)).digest('base64url').slice(0, 22);
  }
}

/** Where the list has changed in between, the row is looked for by its key. */
function placeAfter(place: string, keys: readonly string[]): number {
  const [, digits = '', key = ''] = /^(\d+) (.*)$/su.exec(place) ?? [];
  const at = keys[Number(digits)] === key ? Number(digits) : keys.indexOf(key);
  if (at < 0) throw wrongParameter('after', 'The list has changed since that page. Begin again without it.');
  return at + 1;
}
