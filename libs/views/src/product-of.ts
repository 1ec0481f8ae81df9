import { Query } from '@nestjs/cqrs';
import type { Person } from '#access';
import type { Clocks, Obligation, PartyId, ProductId } from '#psti';
import type { RegisteredFailure } from './failures-register.ts';
import type { ListedProduct } from './product-list.ts';
import type { Answered, Hidden, TimelineEntry } from './timeline.ts';

/** A product as one party's book holds it, folded at both clocks. */
export interface ProductPage extends Answered, ListedProduct {
  readonly timeline: readonly TimelineEntry[];
  /** Rows of the product's own record (statement, label, supply); those of a failure are on the failure's page. */
  readonly duties: readonly Obligation[];
  /** The party's failure records of this product, as of now. */
  readonly failures: readonly RegisteredFailure[];
  readonly hidden: Hidden;
}

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
