import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Person } from '#access';
import type { Clocks, FailureId, Obligation, PartyId, ProductId } from '#psti';
import { allIn, answeredAt } from './at-clocks.ts';
import { type RegisteredFailure, registered } from './failures-register.ts';
import { mayRead } from './readers.ts';
import { streamOf } from './stream-name.ts';
import { type Answered, citedIn, type Hidden, hiddenIn, type TimelineEntry, timelineOf } from './timeline.ts';
import { Views } from './views.ts';

/** One party's failure record, folded from its streams at both clocks. */
export interface FailureRecordPage extends Answered {
  readonly party: PartyId;
  readonly failure: FailureId;
  readonly product: ProductId;
  readonly identity: RegisteredFailure;
  /** In the order in which it happened; within a day by the time where known, else by the log. */
  readonly timeline: readonly TimelineEntry[];
  /** Events of the product's stream (and settings) that an obligation's `why` names, so that every reason can be shown. */
  readonly cited: readonly TimelineEntry[];
  /** Every row that arose, each with its whole reasoning. */
  readonly duties: readonly Obligation[];
  readonly hidden: Hidden;
}

/** `undefined`: there is no such record, or not for this viewer, or none yet at these clocks. Clocks left out mean today. */
export class RecordOf extends Query<FailureRecordPage | undefined> {
  constructor(
    readonly viewer: Person,
    readonly party: PartyId,
    readonly failure: FailureId,
    readonly clocks: Partial<Clocks> = {},
  ) {
    super();
  }
}

@QueryHandler(RecordOf)
export class RecordOfHandler implements IQueryHandler<RecordOf> {
  constructor(private readonly views: Views) {}

  async execute({ viewer, party, failure, clocks }: RecordOf): Promise<FailureRecordPage | undefined> {
    const books = await this.views.books();
    const answered = await answeredAt(books, clocks);
    const matter = await books.matters.ofMatter(streamOf(party, 'failure', failure), books.within, answered);
    if (matter === undefined || !(await mayRead(viewer, books, matter.record, matter.product))) return undefined;
    const identity = registered(matter);
    if (identity === undefined) return undefined;
    const timeline = timelineOf(matter.events, answered);
    const duties = matter.obligations();
    const reasons = duties.map(({ why }) => why);
    return {
      ...answered,
      party,
      failure: matter.id,
      product: matter.product,
      identity,
      timeline,
      cited: citedIn(reasons, { events: allIn(matter), clocks: answered, shown: timeline }),
      duties,
      hidden: hiddenIn(matter.events, answered),
    };
  }
}
