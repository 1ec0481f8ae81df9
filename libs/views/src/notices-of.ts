import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { may, type Person } from '#access';
import type { Clocks, DateAnswer, GuardAnswer, MoneyAnswer, NoticeStanding, Obligation, PartyId, ProductId } from '#psti';
import { answeredAt } from './at-clocks.ts';
import type { Matter } from './facts.ts';
import type { Answered } from './timeline.ts';
import { Views } from './views.ts';

/** One notice as it stands: its state, what it asks for, the windows and days that run from it, what binds the authority, amounts. */
export interface StandingNotice extends NoticeStanding {
  /** What it is about; empty where neither it nor the record that it names says so. */
  readonly product: ProductId;
  readonly dates: readonly DateAnswer[];
  readonly guards: readonly GuardAnswer[];
  readonly money: readonly MoneyAnswer[];
  /** What the notice asks of its addressee. */
  readonly duties: readonly Obligation[];
}

/** Nothing, where nothing of it had happened or was known. */
export function standing({ product, enforcement, obligations }: Matter): StandingNotice | undefined {
  const answers = enforcement?.();
  const notice = answers?.notices[0];
  if (answers === undefined || notice === undefined) return undefined;
  const { dates, guards, money } = answers;
  const duties = obligations();
  return { ...notice, product: product || (duties[0]?.product ?? ''), dates, guards, money, duties };
}

export interface NoticesAnswer extends Answered {
  readonly notices: readonly StandingNotice[];
}

/** Every notice in a party's book, at both clocks. `undefined`: there is no such book, or not for this viewer. */
export class NoticesOf extends Query<NoticesAnswer | undefined> {
  constructor(
    readonly viewer: Person,
    readonly party: PartyId,
    readonly clocks: Partial<Clocks> = {},
  ) {
    super();
  }
}

@QueryHandler(NoticesOf)
export class NoticesOfHandler implements IQueryHandler<NoticesOf> {
  constructor(private readonly views: Views) {}

  async execute({ viewer, party, clocks }: NoticesOf): Promise<NoticesAnswer | undefined> {
    if (!may(viewer, { does: 'read book', party }).allow) return undefined;
    const books = await this.views.books();
    const answered = await answeredAt(books, clocks);
    const notices: StandingNotice[] = [];
    for (const stream of books.shelf.streams(party, 'notice')) {
      const matter = await books.matters.ofMatter(stream, 'now', answered);
      const found = matter && standing(matter);
      if (found !== undefined) notices.push(found);
    }
    return { ...answered, notices };
  }
}
