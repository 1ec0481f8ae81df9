import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Person } from '#access';
import type { PartyId, ProductId } from '#psti';
import { FailuresRegister, ProductList } from '#views';
import { productName } from './record/failure.ts';

/** What a product is called in a party's book; its id where that book has no description and nobody who told of it gave its name. */
export type ProductNameOf = (party: PartyId, product: ProductId | undefined) => string;

const MOST = 500;

@Injectable()
export class Products {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  async called(person: Person): Promise<ProductNameOf> {
    const [told, described] = await Promise.all([
      this.queries.execute(new FailuresRegister(person, {}, { limit: MOST })),
      this.queries.execute(new ProductList(person, {}, { limit: MOST })),
    ]);
    // Of two names of one product the later in the list is taken: what a book itself describes.
    const named = [...told.rows, ...described.rows].filter(({ model }) => model !== undefined);
    const own = new Map(named.map((row) => [`${row.party}/${row.product}`, productName(row)]));
    const anyones = new Map(named.map((row) => [row.product, productName(row)]));
    return (party, product = '') => own.get(`${party}/${product}`) ?? anyones.get(product) ?? product;
  }
}
