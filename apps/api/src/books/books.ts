import { Inject, Injectable } from '@nestjs/common';
import type { Query } from '@nestjs/cqrs';
import type { Clocks } from '#psti';
import { PartyList } from '#views';
import type {
  ChangesAnswer,
  DutiesAnswer,
  DutyChange,
  FailureAcrossPartiesPage,
  FailureRecordPage,
  ListedParty,
  NoticePage,
  Page,
  PartyPage,
  ProductPage,
  WhyAnswer,
} from '#views';
import { MOST_ROWS } from '../parameters.ts';
import type { Given } from '../route.ts';
import { firstRows, type AskedForPage, type Few } from './pages.ts';
import { firstPart, Parts } from './parts.ts';
import {
  acrossOf,
  citedBy,
  type ShownAcross,
  type ShownChange,
  type ShownChanges,
  type ShownDuties,
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

/** What stands in the books, in parts of at most 200 rows, with words in their places. */
@Injectable()
export class Books {
  constructor(
    @Inject(Parts) private readonly parts: Parts,
    @Inject(Teller) private readonly teller: Teller,
  ) {}

  async parties(given: AskedForPage): Promise<Page<ListedParty>> {
    const page = await this.parts.list(given, (paging) => new PartyList(given.person, {}, paging));
    return { ...page, rows: await Promise.all(page.rows.map((row) => this.teller.named(row))) };
  }

  async duties(given: AskedForPage, query: Query<DutiesAnswer | undefined>): Promise<ShownDuties> {
    const { duties, ...answered } = await this.parts.found(query);
    return { ...answered, ...this.parts.part(given, duties, keyOf) };
  }

  async why(given: AskedForPage, query: Query<WhyAnswer | undefined>): Promise<ShownWhy> {
    const { rows, cited, ...answered } = await this.parts.found(query);
    return { ...answered, ...this.parts.part(given, rows, keyOf), cited: await this.teller.shown(given.person, cited) };
  }

  async timeline(
    given: AskedForPage,
    query: Query<FailureRecordPage | ProductPage | NoticePage | undefined>,
  ): Promise<ShownTimeline> {
    const { timeline, asOf, knownAt, today, position } = await this.parts.found(query);
    return { asOf, knownAt, today, position, ...(await this.parts.entries(given, timeline)) };
  }

  async record(given: Given, query: Query<FailureRecordPage | undefined>): Promise<ShownRecord> {
    const { timeline, cited, duties, ...record } = await this.parts.found(query);
    const part = this.parts.part(firstPart(given, 'failureDuties'), duties, keyOf);
    return {
      ...record,
      timeline: await this.parts.entries(firstPart(given, 'failureTimeline'), timeline),
      duties: part,
      cited: await this.teller.shown(given.person, citedBy(part.rows, cited)),
    };
  }

  async product(given: Given, query: Query<ProductPage | undefined>): Promise<ShownProduct> {
    const { timeline, duties, ...product } = await this.parts.found(query);
    return {
      ...product,
      timeline: await this.parts.entries(firstPart(given, 'productTimeline'), timeline),
      duties: this.parts.part(firstPart(given, 'productDuties'), duties, keyOf),
    };
  }

  async party(query: Query<PartyPage | undefined>): Promise<ShownParty> {
    const { products, duties, failures, ...party } = await this.parts.found(query);
    return {
      ...(await this.teller.named(party)),
      position: products.position,
      products: few(products),
      duties: few(duties),
      failures: few(failures),
    };
  }

  async across(given: AskedForPage, query: Query<FailureAcrossPartiesPage | undefined>): Promise<ShownAcross> {
    const across = await this.parts.found(query);
    const parties = this.parts.part(given, across.parties, ({ party, failure }) => `${party}/${failure}`);
    return acrossOf(across, parties);
  }

  async whatIf(query: Query<readonly DutyChange[] | undefined>): Promise<Few<ShownChange>> {
    return firstRows((await this.parts.found(query)).map(shownChange));
  }

  async changes(given: AskedForPage, query: Query<ChangesAnswer | undefined>): Promise<ShownChanges> {
    const { before, after, changes, events } = await this.parts.found(query);
    const { rows, next } = this.parts.part(given, changes, keyOf);
    const shown = await this.teller.shown(given.person, events.slice(0, MOST_ROWS));
    return {
      before,
      after,
      rows: rows.map(shownChange),
      ...(next === undefined ? {} : { next }),
      events: { rows: shown, all: events.length },
    };
  }
}

const shownChange = ({ because, ...change }: DutyChange): ShownChange => ({
  ...change,
  because: because.map(({ event }) => event),
});

const few = <Row>({ rows, count }: Page<Row>) => firstRows(rows, count.rows);
