import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { may, type Person } from '#access';
import { datesIn, type Clocks, type DateAnswer, type PartyId } from '#psti';
import { answeredAt } from './at-clocks.ts';
import type { Matter } from './facts.ts';
import type { Answered } from './timeline.ts';
import { Views } from './views.ts';

/** Every day that the law lets be computed from one record, by its timer. */
export const datesOf = (matter: Matter): readonly DateAnswer[] => matter.enforcement?.().dates ?? datesIn(matter, matter.clocks);

export interface DatesAnswer extends Answered {
  readonly dates: readonly DateAnswer[];
}

/** Every such day in a party's book, at both clocks. `undefined`: there is no such book, or not for this viewer. */
export class DatesOf extends Query<DatesAnswer | undefined> {
  constructor(
    readonly viewer: Person,
    readonly party: PartyId,
    readonly clocks: Partial<Clocks> = {},
  ) {
    super();
  }
}

@QueryHandler(DatesOf)
export class DatesOfHandler implements IQueryHandler<DatesOf> {
  constructor(private readonly views: Views) {}

  async execute({ viewer, party, clocks }: DatesOf): Promise<DatesAnswer | undefined> {
    if (!may(viewer, { does: 'read book', party }).allow) return undefined;
    const books = await this.views.books();
    const answered = await answeredAt(books, clocks);
    const found = new Map<string, readonly DateAnswer[]>();
    for (const kind of ['product', 'failure', 'notice'] as const)
      for (const stream of books.shelf.streams(party, kind)) {
        const matter = await books.matters.ofMatter(stream, 'now', answered);
        if (matter !== undefined) found.set(matter.record, datesOf(matter));
      }
    return { ...answered, dates: [...found.values()].flat() };
  }
}
