import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Person } from '#access';
import { AUTHORITY, type EventId, type FailureId, type PartyId, type ProductId } from '#psti';
import { type Clause, equals, type List, oneOf, pageOf } from './list.ts';
import {
  type Answer,
  type Carriage,
  carriageIn,
  type Given,
  givenIn,
  type GivenNotification,
  type Happened,
  type Received,
  receivedIn,
  type ReceivedNotification,
} from './notices.ts';
import type { Page, Paging } from './page.ts';
import { readableBy, sourcesOf } from './readers.ts';
import { streamOf } from './stream-name.ts';
import type { RecordView, Rows } from './view.ts';
import { type Serving, Views } from './views.ts';

export interface ReceivedFilter {
  readonly party?: PartyId;
  readonly from?: PartyId;
  /** The sender's event: one notification, as its recipients have it. */
  readonly message?: EventId;
  readonly product?: ProductId;
  readonly failure?: FailureId;
  readonly answer?: readonly Answer[];
}

export interface GivenFilter {
  readonly party?: PartyId;
  readonly to?: PartyId;
  /** The event itself. */
  readonly message?: EventId;
  readonly product?: ProductId;
  readonly failure?: FailureId;
  readonly answer?: readonly Answer[];
}

/** What a party was told, newest first, and whether it has answered. The authority may ask of any party, and of itself. */
export class NotificationsReceived extends Query<Page<ReceivedNotification>> {
  constructor(
    readonly viewer: Person,
    readonly filter: ReceivedFilter = {},
    readonly paging: Paging = {},
  ) {
    super();
  }
}

/** Whom a party has told, newest first: per recipient given, handed over to its book, acknowledged, declined or asked about. */
export class NotificationsGiven extends Query<Page<GivenNotification>> {
  constructor(
    readonly viewer: Person,
    readonly filter: GivenFilter = {},
    readonly paging: Paging = {},
  ) {
    super();
  }
}

const told = ['NotificationGiven', 'ContactMade', 'NotificationFailed', 'NotificationReceived', 'ContactReceived'];
const answered = ['NotificationAcknowledged', 'Declined', 'QuestionAsked', 'QuestionAnswered'];
const lists = ['', 'book, ', 'other, ', 'product, ', 'failure, '].map((first) => `(${first}newest, record, key)`);
const columns = { book: 'TEXT', other: 'TEXT', product: 'TEXT', failure: 'TEXT', message: 'TEXT', newest: 'TEXT' } as const;

export const notifications: RecordView = {
  name: 'notifications',
  version: 1,
  kinds: ['failure', 'delivery'],
  types: [...told, ...answered, 'Correction'],
  grain: 'stream',
  tables: [
    { name: 'given', columns, indexes: [...lists, '(message, book)'] },
    { name: 'received', columns: { ...columns, arrived: 'TEXT' }, indexes: [...lists, '(message, book)'] },
    { name: 'carriage', columns: { answer: 'TEXT' }, indexes: [] },
  ],
  rowsFor: (facts): Rows => {
    if (facts.kind === 'delivery') {
      const shows = carriageIn(facts);
      return { tables: { carriage: [{ key: '', shows, columns: { answer: shows.answer } }] } };
    }
    return {
      tables: {
        given: givenIn(facts).map((shows) => {
          const { message, party, to, product, failure, given } = shows;
          return { key: message, shows, columns: { book: party, other: to, product, failure, message, newest: newest(given) } };
        }),
        received: receivedIn(facts).map(({ shows, arrived }) => {
          const { message, party, from, product, failure, received } = shows;
          const place = { book: party, other: from, product, failure, message, newest: newest(received) };
          return { key: received.event, shows, columns: { ...place, arrived: JSON.stringify(arrived) } };
        }),
      },
    };
  },
};

/** By the day on which it happened; within a day by when it was recorded. */
const newest = ({ on, recordedAt }: Happened): string => `${on} ${recordedAt}`;

/** Each row with what its recipient answered; the sender's also with its arrival in the recipient's book. */
const receivedTable = (serving: Serving): string => `(
  SELECT r.record, r.key, r.book, r.other, r.product, r.failure, r.message, r.newest, coalesce(c.answer, 'none') AS answer,
    '[' || r.row || ',' || coalesce(c.row, 'null') || ']' AS row
  FROM ${serving.table('received')} r LEFT JOIN ${serving.table('carriage')} c ON c.record = r.other || '/delivery/' || r.message)`;
const givenTable = (serving: Serving): string => `(
  SELECT g.record, g.key, g.book, g.other, g.product, g.failure, g.message, g.newest, coalesce(c.answer, 'none') AS answer,
    '[' || g.row || ',' || coalesce(c.row, 'null') || ',' || coalesce(r.arrived, 'null') || ']' AS row
  FROM ${serving.table('given')} g LEFT JOIN ${serving.table('carriage')} c ON c.record = g.book || '/delivery/' || g.message
    LEFT JOIN ${serving.table('received')} r ON r.message = g.message AND r.book = g.other)`;

interface Asked {
  readonly party?: PartyId;
  readonly other?: PartyId;
  readonly product?: ProductId;
  readonly failure?: FailureId;
  readonly message?: EventId;
  readonly answer?: readonly Answer[];
}
const listOf = (table: string, sources: readonly Clause[], { party, other, answer, ...rest }: Asked): List => ({
  table,
  sources,
  filter: [...equals({ book: party, other, ...rest }), ...oneOf('answer', answer)],
  stretches: [{ holds: [], by: 'newest', order: 'DESC' }],
});

type Carried = { readonly answer: Answer; readonly carriage: Carriage };
const unanswered: Carried = { answer: 'none', carriage: { questions: [] } };

const shownReceived = (row: string): ReceivedNotification => {
  const [received, carried]: [Received, Carried | null] = JSON.parse(row);
  return { ...received, ...(carried ?? unanswered) };
};
const shownGiven = (row: string): GivenNotification => {
  const [given, carried, handedToBook]: [Given, Carried | null, Happened | null] = JSON.parse(row);
  return { ...given, ...(handedToBook === null ? {} : { handedToBook }), ...(carried ?? unanswered) };
};
/** The authority has no book: what it was told stands in its informants'. */
const shownToAuthority = (row: string): ReceivedNotification => {
  const { party, to, message, given, product = '', failed, withdrawn = failed, ...rest } = shownGiven(row);
  return {
    ...{ ...rest, ...(withdrawn && { withdrawn }), party: to, from: party, product, received: given, message },
    answerTo: streamOf(party, 'delivery', message),
  };
};

@QueryHandler(NotificationsReceived)
export class NotificationsReceivedHandler implements IQueryHandler<NotificationsReceived> {
  constructor(private readonly views: Views) {}

  async execute({ viewer, filter, paging }: NotificationsReceived): Promise<Page<ReceivedNotification>> {
    const serving = await this.views.serving(notifications.name);
    const sources = sourcesOf(await readableBy(viewer, await this.views.books()));
    const { party, from, product, failure, message, answer } = filter;
    const asked = { product, failure, message, answer };
    if (party === AUTHORITY && viewer.party === AUTHORITY) {
      const list = listOf(givenTable(serving), sources, { ...asked, party: from, other: AUTHORITY });
      return pageOf(serving, () => list, paging, shownToAuthority);
    }
    return pageOf(
      serving,
      () => listOf(receivedTable(serving), sources, { ...asked, party, other: from }),
      paging,
      shownReceived,
    );
  }
}

@QueryHandler(NotificationsGiven)
export class NotificationsGivenHandler implements IQueryHandler<NotificationsGiven> {
  constructor(private readonly views: Views) {}

  async execute({ viewer, filter, paging }: NotificationsGiven): Promise<Page<GivenNotification>> {
    const serving = await this.views.serving(notifications.name);
    const sources = sourcesOf(await readableBy(viewer, await this.views.books()));
    const { to, ...asked } = filter;
    const list = listOf(givenTable(serving), sources, { ...asked, other: to });
    return pageOf(serving, () => list, paging, shownGiven);
  }
}
