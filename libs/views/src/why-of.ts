import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Person } from '#access';
import type { Clocks, DutyId, FailureId, NoticeId, NotOwed, Obligation, PartyId, ProductId, RecordKind } from '#psti';
import { allIn, answeredAt } from './at-clocks.ts';
import type { Matter } from './facts.ts';
import { mayRead } from './readers.ts';
import { streamOf } from './shelf.ts';
import { type Answered, citedIn, type TimelineEntry } from './timeline.ts';
import { type Books, Views } from './views.ts';

/** One duty of one record. The parts after `duty` pick one of its rows where it has several. */
export interface DutyAsked {
  readonly party: PartyId;
  readonly duty: DutyId;
  readonly product?: ProductId;
  readonly failure?: FailureId;
  readonly notice?: NoticeId;
  readonly to?: PartyId;
  readonly record?: RecordKind;
}

export interface WhyAnswer extends Answered {
  /** The rows that arose. Empty where none did: then `whyNot` says why. */
  readonly rows: readonly Obligation[];
  readonly whyNot?: NotOwed;
  /** The events that the reasons name. */
  readonly cited: readonly TimelineEntry[];
}

/** Why a duty stands as it does, or why it does not arise. `undefined`: no such record, or not for this viewer. */
export class WhyOf extends Query<WhyAnswer | undefined> {
  constructor(
    readonly viewer: Person,
    readonly asked: DutyAsked,
    readonly clocks: Partial<Clocks> = {},
  ) {
    super();
  }
}

@QueryHandler(WhyOf)
export class WhyOfHandler implements IQueryHandler<WhyOf> {
  constructor(private readonly views: Views) {}

  async execute({ viewer, asked, clocks }: WhyOf): Promise<WhyAnswer | undefined> {
    const books = await this.views.books();
    const answered = await answeredAt(books, clocks);
    const matter = await matterAsked(books, asked, answered);
    if (matter === undefined || !(await mayRead(viewer, books, matter.record, matter.product))) return undefined;
    const { duty, to, record, notice } = asked;
    const rows = matter
      .obligations()
      .filter(
        (row) => row.duty === duty && (to === undefined || row.to === to) && (record === undefined || row.record === record),
      );
    const whyNot = rows.length > 0 ? undefined : books.matters.whyNot(matter, { duty, to, notice });
    const reasons = whyNot === undefined ? rows.map(({ why }) => why) : [whyNot];
    const cited = citedIn(reasons, { events: allIn(matter), clocks: answered, shown: [] });
    return { ...answered, rows, ...(whyNot === undefined ? {} : { whyNot }), cited };
  }
}

/**
 * A duty belongs to one record: the narrowest that is named. A party that has none of that name may still ask why it owes nothing:
 * then its product, or an empty book, answers.
 */
async function matterAsked(
  { matters }: Books,
  { party, product, failure, notice }: DutyAsked,
  clocks: Clocks,
): Promise<Matter | undefined> {
  for (const [kind, id] of [
    ['notice', notice],
    ['failure', failure],
    ['product', product],
  ] as const) {
    const matter = id === undefined ? undefined : await matters.ofMatter(streamOf(party, kind, id), 'now', clocks);
    if (matter !== undefined) return matter;
  }
  const isAdmitted = (await matters.ofRecord(`installation#${party}`, 'now')) !== undefined;
  return isAdmitted ? matters.emptyOf(party, product ?? '', clocks) : undefined;
}
