import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Person } from '#access';
import type { Day, DutyId, FailureId, Instant, NoticeId, NoticeState, PartyId, ProductId } from '#psti';
import type { Matter } from './facts.ts';
import { equals, type List, oneOf, pageOf } from './list.ts';
import { standing, type StandingNotice } from './notices-of.ts';
import { isOutstanding } from './outstanding-duties.ts';
import type { Page, Paging } from './page.ts';
import { readableBy, sourcesOf } from './readers.ts';
import type { MatterView, Rows } from './view.ts';
import { Views } from './views.ts';

/** One notice, now, in a line. */
export interface RegisteredNotice {
  readonly party: PartyId;
  readonly notice: NoticeId;
  readonly kind?: string;
  readonly state: NoticeState;
  /** The duty that it says is broken, and of what. */
  readonly breach?: DutyId;
  readonly product?: ProductId;
  readonly failure?: FailureId;
  /** The day of the first thing on record. */
  readonly openedOn: Day;
  /** The day on which it counts as given (s.50). */
  readonly givenOn?: Day;
  /** The earliest day by which something that it asks for is still to be done. */
  readonly dueOn?: Day;
  readonly appealUntilOn?: Day;
  readonly outstanding: number;
  readonly lastRecordedAt: Instant;
}

export interface NoticeFilter {
  readonly party?: PartyId;
  readonly kind?: string;
  readonly state?: readonly NoticeState[];
  readonly product?: ProductId;
  readonly failure?: FailureId;
}

/** Every notice that the viewer may see, newest first. */
export class NoticesRegister extends Query<Page<RegisteredNotice>> {
  constructor(
    readonly viewer: Person,
    readonly filter: NoticeFilter = {},
    readonly paging: Paging = {},
  ) {
    super();
  }
}

export const noticesRegister: MatterView = {
  name: 'notices_register',
  version: 1,
  kinds: ['product', 'failure', 'notice', 'profile', 'installation'],
  grain: 'matter',
  records: ['notice'],
  tables: [
    {
      name: 'notices',
      columns: { book: 'TEXT', kind: 'TEXT', state: 'TEXT', product: 'TEXT', failure: 'TEXT', opened_on: 'TEXT' },
      indexes: ['', 'book, ', 'kind, ', 'state, ', 'product, ', 'failure, '].map((first) => `(${first}opened_on, record, key)`),
    },
  ],
  rowsFor: (matter): Rows => {
    const found = standing(matter);
    const changesOn = matter.changesOn();
    if (found === undefined) return { tables: {}, changesOn };
    const shows = registered(matter, found);
    const { party, notice, kind, state, product, failure, openedOn } = shows;
    const columns = { book: party, kind, state, product, failure, opened_on: openedOn };
    return { tables: { notices: [{ key: notice, shows, columns }] }, changesOn };
  },
};

function registered({ events }: Matter, { dates, duties, giving, product, ...notice }: StandingNotice): RegisteredNotice {
  const outstanding = duties.filter(isOutstanding);
  const due = outstanding.flatMap(({ dueOn }) => dueOn ?? []);
  const [first] = events;
  return {
    party: notice.party,
    notice: notice.notice,
    kind: notice.kind,
    state: notice.state,
    breach: notice.breach?.duty,
    product: product === '' ? undefined : product,
    failure: notice.breach?.failure,
    openedOn: first?.on ?? '',
    givenOn: giving?.on,
    dueOn: due.sort()[0],
    appealUntilOn: dates.find(({ timer }) => timer === 'T12' || timer === 'T15')?.last,
    outstanding: outstanding.length,
    lastRecordedAt: events.at(-1)?.recordedAt ?? '',
  };
}

@QueryHandler(NoticesRegister)
export class NoticesRegisterHandler implements IQueryHandler<NoticesRegister> {
  constructor(private readonly views: Views) {}

  async execute({ viewer, filter, paging }: NoticesRegister): Promise<Page<RegisteredNotice>> {
    const serving = await this.views.serving(noticesRegister.name);
    const sources = sourcesOf(await readableBy(viewer, await this.views.books()));
    const { party, state, ...rest } = filter;
    const list: List = {
      table: serving.table('notices'),
      sources,
      filter: [...equals({ book: party, ...rest }), ...oneOf('state', state)],
      stretches: [{ holds: [], by: 'opened_on', order: 'DESC' }],
    };
    return pageOf(
      serving,
      () => list,
      paging,
      (row): RegisteredNotice => JSON.parse(row),
    );
  }
}
