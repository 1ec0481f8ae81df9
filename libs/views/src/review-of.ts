import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import {
  kindOf,
  reviewAnswers,
  rulebookDates,
  type Clocks,
  type DateAnswer,
  type GuardAnswer,
  type InstallationEvent,
  type Known,
} from '#psti';
import { answeredAt } from './at-clocks.ts';
import type { Entry } from './facts.ts';
import type { Answered } from './timeline.ts';
import { Views } from './views.ts';

/** What binds the authority whatever the party: its review of the regulations; and since when each rulebook is in force. */
export interface ReviewAnswer extends Answered {
  readonly guards: readonly GuardAnswer[];
  readonly dates: readonly DateAnswer[];
}

/** The same for everyone who asks. */
export class ReviewOf extends Query<ReviewAnswer> {
  constructor(readonly clocks: Partial<Clocks> = {}) {
    super();
  }
}

@QueryHandler(ReviewOf)
export class ReviewOfHandler implements IQueryHandler<ReviewOf> {
  constructor(private readonly views: Views) {}

  async execute({ clocks }: ReviewOf): Promise<ReviewAnswer> {
    const books = await this.views.books();
    const answered = await answeredAt(books, clocks);
    const { guards, dates } = reviewAnswers((await books.reading.now('installation')).filter(isOfInstallation), answered);
    return { ...answered, guards, dates: [...dates, ...rulebookDates(books.law)] };
  }
}

const isOfInstallation = (event: Entry): event is Known<InstallationEvent> & Entry => kindOf(event.stream) === 'installation';
