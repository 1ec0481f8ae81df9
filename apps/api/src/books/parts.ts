import { Inject, Injectable } from '@nestjs/common';
import { QueryBus, type Query } from '@nestjs/cqrs';
import { EventStore } from '#event-store';
import type { Page, Paging, TimelineEntry } from '#views';
import { MOST_ROWS } from '../parameters.ts';
import { nothingHere } from '../problems/problems.ts';
import { Cursors, type AskedForPage, type Part } from './pages.ts';
import type { ShownEntry } from './shown.ts';
import { Teller } from './teller.ts';

/** What an event was before it was corrected and what it is now share its id and its leaf. */
const placeOf = ({ leaf, standing, correction }: TimelineEntry) => `${leaf}/${standing}/${correction?.event ?? ''}`;

/** Asks the read side, and cuts and seals the pages of what it answers. */
@Injectable()
export class Parts {
  private readonly cursors: Cursors;

  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(Teller) private readonly teller: Teller,
    @Inject(EventStore) store: EventStore,
  ) {
    this.cursors = new Cursors(store.storeId);
  }

  /** A list about now. */
  async list<Row>(given: AskedForPage, query: (paging: Paging) => Query<Page<Row>>): Promise<Page<Row>> {
    const { next, ...page } = await this.queries.execute(query(this.cursors.pagingOf(given)));
    return { ...page, ...(next === undefined ? {} : { next: this.cursors.seal(given, next) }) };
  }

  /** What is there for this viewer, or the same answer as for what is nowhere. */
  async found<Found>(query: Query<Found | undefined>): Promise<Found> {
    const found = await this.queries.execute(query);
    if (found === undefined) throw nothingHere();
    return found;
  }

  /** A page of a list that is whole already. */
  part<Row>(given: AskedForPage, rows: readonly Row[], keyOf: (row: Row) => string): Part<Row> {
    return this.cursors.part(given, rows, keyOf);
  }

  async entries(given: AskedForPage, timeline: readonly TimelineEntry[]): Promise<Part<ShownEntry>> {
    const part = this.part(given, timeline, placeOf);
    return { ...part, rows: await this.teller.shown(given.person, part.rows) };
  }
}

/** The first part of a list that has an address of its own, where its `next` is then taken. */
export const firstPart = (
  { query: { limit: _limit, after: _after, ...query }, ...given }: AskedForPage,
  name: string,
): AskedForPage => ({
  ...given,
  name,
  query: { ...query, limit: MOST_ROWS },
});
