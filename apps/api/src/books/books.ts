import { Inject, Injectable } from '@nestjs/common';
import { QueryBus, type Query } from '@nestjs/cqrs';
import { EventStore } from '#event-store';
import type { Clocks } from '#psti';
import { PartyList } from '#views';
import type {
  ChangesAnswer,
  DutiesAnswer,
  FailureAcrossPartiesPage,
  FailureRecordPage,
  ListedParty,
  Page,
  Paging,
  PartyPage,
  ProductPage,
  TimelineEntry,
  WhyAnswer,
} from '#views';
import { Cursors, firstRows, type AskedForPage, type Part } from './pages.ts';
import { MOST_ROWS } from '../parameters.ts';
import { nothingHere } from '../problems/problems.ts';
import type { Given } from '../route.ts';
import {
  acrossOf,
  citedBy,
  type ShownAcross,
  type ShownChanges,
  type ShownDuties,
  type ShownEntry,
  type ShownParty,
  type ShownProduct,
  type ShownRecord,
  type ShownTimeline,
  type ShownWhy,
} from './shown.ts';
import { Teller } from './teller.ts';

interface AskedByClocks {
  readonly query: { readonly asOf?: string; readonly knownAt?: string };
}
export const clocksOf = ({ query: { asOf, knownAt } }: AskedByClocks): Partial<Clocks> => ({
  ...(asOf === undefined ? {} : { asOf }),
  ...(knownAt === undefined ? {} : { knownAt }),
});

const keyOf = ({ key }: { readonly key: string }) => key;
/** What an event was before it was corrected and what it is now share its id and its leaf. */
const placeOf = ({ leaf, standing, correction }: TimelineEntry) => `${leaf}/${standing}/${correction?.event ?? ''}`;

/** What stands in the books, asked of the read side: pages are cut and sealed here, words put back in their places. */
@Injectable()
export class Books {
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

  async parties(given: AskedForPage): Promise<Page<ListedParty>> {
    const page = await this.list(given, (paging) => new PartyList(given.person, {}, paging));
    return { ...page, rows: await Promise.all(page.rows.map((row) => this.teller.named(row))) };
  }

  async duties(given: AskedForPage, query: Query<DutiesAnswer | undefined>): Promise<ShownDuties> {
    const { duties, ...answered } = await this.found(query);
    return { ...answered, ...this.cursors.part(given, duties, keyOf) };
  }

  async why(given: AskedForPage, query: Query<WhyAnswer | undefined>): Promise<ShownWhy> {
    const { rows, cited, ...answered } = await this.found(query);
    return { ...answered, ...this.cursors.part(given, rows, keyOf), cited: await this.teller.shown(given.person, cited) };
  }

  async timeline(given: AskedForPage, query: Query<FailureRecordPage | ProductPage | undefined>): Promise<ShownTimeline> {
    const { timeline, asOf, knownAt, today, position } = await this.found(query);
    return { asOf, knownAt, today, position, ...(await this.entries(given, timeline)) };
  }

  async record(given: Given, query: Query<FailureRecordPage | undefined>): Promise<ShownRecord> {
    const { timeline, cited, duties, ...record } = await this.found(query);
    const part = this.cursors.part(whole(given, 'failureDuties'), duties, keyOf);
    return {
      ...record,
      timeline: await this.entries(whole(given, 'failureTimeline'), timeline),
      duties: part,
      cited: await this.teller.shown(given.person, citedBy(part.rows, cited)),
    };
  }

  async product(given: Given, query: Query<ProductPage | undefined>): Promise<ShownProduct> {
    const { timeline, duties, ...product } = await this.found(query);
    return {
      ...product,
      timeline: await this.entries(whole(given, 'productTimeline'), timeline),
      duties: this.cursors.part(whole(given, 'productDuties'), duties, keyOf),
    };
  }

  async party(query: Query<PartyPage | undefined>): Promise<ShownParty> {
    const { products, duties, failures, ...party } = await this.found(query);
    return {
      ...(await this.teller.named(party)),
      position: products.position,
      products: few(products),
      duties: few(duties),
      failures: few(failures),
    };
  }

  async across(given: AskedForPage, query: Query<FailureAcrossPartiesPage | undefined>): Promise<ShownAcross> {
    const across = await this.found(query);
    return acrossOf(
      across,
      this.cursors.part(given, across.parties, ({ party }) => party),
    );
  }

  async changes(given: AskedForPage, query: Query<ChangesAnswer | undefined>): Promise<ShownChanges> {
    const { before, after, changes, events } = await this.found(query);
    const { rows, next } = this.cursors.part(given, changes, keyOf);
    const shown = await this.teller.shown(given.person, events.slice(0, MOST_ROWS));
    return {
      before,
      after,
      rows: rows.map(({ because, ...change }) => ({ ...change, because: because.map(({ event }) => event) })),
      ...(next === undefined ? {} : { next }),
      events: { rows: shown, all: events.length },
    };
  }

  /** What is there for this viewer, or the same answer as for what is nowhere. */
  private async found<Found>(query: Query<Found | undefined>): Promise<Found> {
    const found = await this.queries.execute(query);
    if (found === undefined) throw nothingHere();
    return found;
  }

  private async entries(given: AskedForPage, timeline: readonly TimelineEntry[]): Promise<Part<ShownEntry>> {
    const part = this.cursors.part(given, timeline, placeOf);
    return { ...part, rows: await this.teller.shown(given.person, part.rows) };
  }
}

/** The first part of a list that has an address of its own, where its `next` is then taken. */
const whole = ({ query: { limit: _limit, after: _after, ...query }, ...given }: AskedForPage, name: string): AskedForPage => ({
  ...given,
  name,
  query: { ...query, limit: MOST_ROWS },
});

const few = <Row>({ rows, count }: Page<Row>) => firstRows(rows, count.rows);
