import type { Day } from '#psti';
import type { Facts, Kind, Matter } from './facts.ts';

/** A view's table. The engine adds `record`, `key` and `row` (what is shown, as JSON); the columns are what is filtered and sorted by. */
export interface Table {
  readonly name: string;
  readonly columns: Readonly<Record<string, 'TEXT' | 'INTEGER'>>;
  /** What stands after `ON table`, one for each index: `(book, since, record, key)`. */
  readonly indexes: readonly string[];
}

export interface Row {
  /** Unique within its record. */
  readonly key: string;
  readonly shows: object;
  readonly columns: Readonly<Record<string, string | number | null | undefined>>;
}

/** All rows of one record, by table, and the next day on which they could become others without a new event. */
export interface Rows {
  readonly tables: Readonly<Record<string, readonly Row[]>>;
  readonly changesOn?: Day;
}

interface Told {
  readonly name: string;
  /** Bump it when the rows of the same events change: the tables are then built anew beside the old ones. */
  readonly version: number;
  readonly kinds: readonly Kind[];
  /** The event types it reads. Left out: every type of its kinds, and one that the code does not know stops it. */
  readonly types?: readonly string[];
  readonly tables: readonly Table[];
}

/**
 * One question's tables, kept by following the log. A view recomputes a record's rows from what was recorded and never patches them,
 * so it can be thrown away and built again. Days are stored, never ages: what is late is worked out when asked.
 */
export type View = RecordView | MatterView;

/** A record is one stream, or what the installation holds of one party. */
export interface RecordView extends Told {
  readonly grain: 'stream' | 'party';
  rowsFor(facts: Facts): Rows;
}

/** A record is a product, failure or notice of a party, with all the streams that are about it. */
export interface MatterView extends Told {
  readonly grain: 'matter';
  readonly records: readonly Matter['kind'][];
  rowsFor(matter: Matter): Rows;
}
