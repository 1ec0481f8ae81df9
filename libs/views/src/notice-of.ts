import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Person } from '#access';
import type { Clocks, NoticeId, PartyId } from '#psti';
import { allIn, answeredAt } from './at-clocks.ts';
import { standing, type StandingNotice } from './notices-of.ts';
import { mayRead } from './readers.ts';
import { streamOf } from './stream-name.ts';
import { type Answered, citedIn, type Hidden, hiddenIn, type TimelineEntry, timelineOf } from './timeline.ts';
import { Views } from './views.ts';

/** One enforcement, penalty or information notice in its addressee's book, folded at both clocks. */
export interface NoticePage extends Answered, StandingNotice {
  readonly timeline: readonly TimelineEntry[];
  readonly cited: readonly TimelineEntry[];
  readonly hidden: Hidden;
}

/** `undefined`: there is no such notice, or not for this viewer, or none yet at these clocks. */
export class NoticeOf extends Query<NoticePage | undefined> {
  constructor(
    readonly viewer: Person,
    readonly party: PartyId,
    readonly notice: NoticeId,
    readonly clocks: Partial<Clocks> = {},
  ) {
    super();
  }
}

@QueryHandler(NoticeOf)
export class NoticeOfHandler implements IQueryHandler<NoticeOf> {
  constructor(private readonly views: Views) {}

  async execute({ viewer, party, notice, clocks }: NoticeOf): Promise<NoticePage | undefined> {
    const books = await this.views.books();
    const answered = await answeredAt(books, clocks);
    const matter = await books.matters.ofMatter(streamOf(party, 'notice', notice), 'now', answered);
    if (matter === undefined || !(await mayRead(viewer, books, matter.record, matter.product))) return undefined;
    const found = standing(matter);
    if (found === undefined) return undefined;
    const timeline = timelineOf(matter.events, answered);
    const reasons = found.duties.map(({ why }) => why);
    return {
      ...answered,
      ...found,
      timeline,
      cited: citedIn(reasons, { events: allIn(matter), clocks: answered, shown: timeline }),
      hidden: hiddenIn(matter.events, answered),
    };
  }
}
