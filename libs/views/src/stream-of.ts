import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { may, type Person } from '#access';
import type { Clocks, PartyId } from '#psti';
import { answeredAt } from './at-clocks.ts';
import { type Answered, type Hidden, hiddenIn, type TimelineEntry, timelineOf } from './timeline.ts';
import { Views } from './views.ts';

/** What stands on a stream that has no page of its own: a party's profile, or the installation's. */
export interface StreamPage extends Answered {
  readonly timeline: readonly TimelineEntry[];
  readonly hidden: Hidden;
}

/** `undefined`: nothing stands there, or not for this viewer. */
export class StreamOf extends Query<StreamPage | undefined> {
  constructor(
    readonly viewer: Person,
    readonly stream: `${PartyId}/profile` | 'installation',
    readonly clocks: Partial<Clocks> = {},
  ) {
    super();
  }
}

@QueryHandler(StreamOf)
export class StreamOfHandler implements IQueryHandler<StreamOf> {
  constructor(private readonly views: Views) {}

  async execute({ viewer, stream, clocks }: StreamOf): Promise<StreamPage | undefined> {
    if (!may(viewer, { does: 'read', stream }).allow) return undefined;
    const books = await this.views.books();
    const answered = await answeredAt(books, clocks);
    const events = await books.reading.now(stream);
    if (events.length === 0) return undefined;
    return { ...answered, timeline: timelineOf(events, answered), hidden: hiddenIn(events, answered) };
  }
}
