import type { Position } from '#event-store';
import type { Day } from '#psti';

/** Which part of a list is wanted. `after` is the `next` of an earlier page, given back unread; `limit` is 1 to 500, 50 if left out. */
export interface Paging {
  readonly after?: string;
  readonly limit?: number;
}

/** A page of a list about now. Only what the viewer may see is in it, and only that is counted. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** The rows show every event up to here. Empty on an empty log. */
  readonly position: Position;
  /** The London day on which "past" was worked out: the day of the first page while a reader turns pages. */
  readonly today: Day;
  /** How many rows the whole list has, counted to 1,000: `orMore` says that counting stopped there. */
  readonly count: { readonly rows: number; readonly orMore: boolean };
  /** Present while there are more. */
  readonly next?: string;
}
