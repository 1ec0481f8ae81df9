import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Person } from '#access';
import { asFirstSaid, type Clocks, type Obligation, type PartyId, type ProductId } from '#psti';
import { answeredAt } from './at-clocks.ts';
import type { Matter } from './facts.ts';
import { type RegisteredFailure, registered } from './failures-register.ts';
import { listed, type ListedProduct } from './product-list.ts';
import { mayRead } from './readers.ts';
import { streamName, streamOf } from './stream-name.ts';
import { type Answered, type Hidden, hiddenIn, type TimelineEntry, timelineOf } from './timeline.ts';
import { type Books, Views } from './views.ts';

/** A product as one party's book holds it, folded at both clocks. */
export interface ProductPage extends Answered, ListedProduct {
  readonly timeline: readonly TimelineEntry[];
  /** Rows of the product's own record (statement, label, supply); those of a failure are on the failure's page. */
  readonly duties: readonly Obligation[];
  /** The party's failure records of this product. */
  readonly failures: readonly RegisteredFailure[];
  readonly hidden: Hidden;
}

/** `undefined`: there is no such product in that book, or not for this viewer, or none yet at these clocks. */
export class ProductOf extends Query<ProductPage | undefined> {
  constructor(
    readonly viewer: Person,
    readonly party: PartyId,
    readonly product: ProductId,
    readonly clocks: Partial<Clocks> = {},
  ) {
    super();
  }
}

@QueryHandler(ProductOf)
export class ProductOfHandler implements IQueryHandler<ProductOf> {
  constructor(private readonly views: Views) {}

  async execute({ viewer, party, product, clocks }: ProductOf): Promise<ProductPage | undefined> {
    const books = await this.views.books();
    const answered = await answeredAt(books, clocks);
    const matter = await books.matters.ofMatter(streamOf(party, 'product', product), 'now', answered);
    if (matter === undefined || !(await mayRead(viewer, books, matter.record, matter.id))) return undefined;
    // What was all withdrawn is a record still, with its entries struck.
    if (asFirstSaid(matter.events, answered).length === 0) return undefined;
    return {
      ...answered,
      ...listed(matter),
      timeline: timelineOf(matter.events, answered),
      duties: matter.obligations(),
      failures: await failuresOf(books, matter, answered),
      hidden: hiddenIn(matter.events, answered),
    };
  }
}

async function failuresOf(
  { shelf, matters }: Books,
  { party, streams }: Matter,
  clocks: Clocks,
): Promise<readonly RegisteredFailure[]> {
  const about = streams.flatMap((stream) => shelf.about(party, streamName(stream)?.id ?? ''));
  const failures = new Set(about.filter((stream) => streamName(stream)?.kind === 'failure'));
  const found = new Map<string, RegisteredFailure>();
  for (const stream of failures) {
    const matter = await matters.ofMatter(stream, 'now', clocks);
    const line = matter && registered(matter);
    if (matter !== undefined && line !== undefined) found.set(matter.record, line);
  }
  return [...found.values()];
}
