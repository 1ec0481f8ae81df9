import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Person } from '#access';
import { scopeOf, type Clocks, type PartyId, type ProductId, type ScopeAnswer, type ScopeAsked } from '#psti';
import { allIn, answeredAt } from './at-clocks.ts';
import type { Matter } from './facts.ts';
import { mayRead } from './readers.ts';
import { streamName, streamOf } from './stream-name.ts';
import { type Answered, citedIn, type TimelineEntry } from './timeline.ts';
import { type Books, Views } from './views.ts';

/** Whether a product or one unit of it is within the Act, or what role a party has for it, by what one party's book says. */
export interface ScopeQuestion extends ScopeAsked {
  readonly party: PartyId;
  /** Left out where the book has but one. */
  readonly product?: ProductId;
}

export interface ScopePage extends Answered, ScopeAnswer {
  /** The events behind the answer. */
  readonly cited: readonly TimelineEntry[];
}

/** `undefined`: there is no such product in that book, or not for this viewer. */
export class ScopeOf extends Query<ScopePage | undefined> {
  constructor(
    readonly viewer: Person,
    readonly asked: ScopeQuestion,
    readonly clocks: Partial<Clocks> = {},
  ) {
    super();
  }
}

@QueryHandler(ScopeOf)
export class ScopeOfHandler implements IQueryHandler<ScopeOf> {
  constructor(private readonly views: Views) {}

  async execute({ viewer, asked, clocks }: ScopeOf): Promise<ScopePage | undefined> {
    const books = await this.views.books();
    const answered = await answeredAt(books, clocks);
    const found = settled(
      (await recordsOf(books, asked, answered)).map((matter) => ({ matter, answer: inRecord(matter, asked) })),
    );
    if (found === undefined || !(await mayRead(viewer, books, found.matter.record, found.matter.product))) return undefined;
    const { matter, answer } = found;
    const reasons = [{ triggers: answer.events, settledBy: [], trace: [], settings: [], says: '' }];
    return { ...answered, ...answer, cited: citedIn(reasons, { events: allIn(matter), clocks: answered, shown: [] }) };
  }
}

const inRecord = ({ book, clocks }: Matter, asked: ScopeAsked): ScopeAnswer => scopeOf(book, asked, clocks);

interface Found {
  readonly matter: Matter;
  readonly answer: ScopeAnswer;
}
/** What was received about a product is in the failure's record, and settles what findings leave open. */
const settled = (found: readonly Found[]): Found | undefined =>
  found.find(({ answer }) => answer.answer !== 'UNDETERMINED') ?? found[0];

/** What the book holds of the product, then of failures of it. */
async function recordsOf(
  { matters, shelf }: Books,
  { party, product }: ScopeQuestion,
  clocks: Clocks,
): Promise<readonly Matter[]> {
  const held = product === undefined ? shelf.streams(party, 'product') : [streamOf(party, 'product', product)];
  const failures = product === undefined ? shelf.streams(party, 'failure') : shelf.about(party, product);
  const found: Matter[] = [];
  for (const stream of [...held, ...failures.filter((each) => streamName(each)?.kind === 'failure')]) {
    const matter = await matters.ofMatter(stream, 'now', clocks);
    if (matter !== undefined) found.push(matter);
  }
  return found;
}
