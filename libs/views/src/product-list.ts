import { Query } from '@nestjs/cqrs';
import type { Person } from '#access';
import type { Day, PartyId, ProductId } from '#psti';
import type { Page, Paging } from './page.ts';

/** A role that the book holds someone to have for the product. */
export interface HeldRole {
  readonly of: PartyId;
  readonly role: string;
  readonly fromOn: Day;
  readonly untilOn?: Day;
  /** Who told it, where it is not the book's own word. */
  readonly toldBy?: string;
}

/** A product as one party's book holds it. */
export interface ListedProduct {
  readonly party: PartyId;
  readonly product: ProductId;
  readonly mark?: string;
  readonly model?: string;
  readonly gtins: readonly string[];
  readonly batches: readonly string[];
  readonly roles: readonly HeldRole[];
  readonly sameAs: readonly ProductId[];
}

export interface ProductFilter {
  readonly party?: PartyId;
  readonly product?: ProductId;
}

/** The products in the books that the viewer may see, by product and party. */
export class ProductList extends Query<Page<ListedProduct>> {
  constructor(
    readonly viewer: Person,
    readonly filter: ProductFilter = {},
    readonly paging: Paging = {},
  ) {
    super();
  }
}
