import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Person } from '#access';
import type { PartyId, ProductId } from '#psti';
import { ProductList } from '#views';
import { productName } from './record/failure.ts';

/** What a product is called in a party's book; its id where that book has no description. */
export type ProductNameOf = (party: PartyId, product: ProductId | undefined) => string;

const MOST = 500;

@Injectable()
export class Products {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  async called(person: Person): Promise<ProductNameOf> {
    const { rows } = await this.queries.execute(new ProductList(person, {}, { limit: MOST }));
    const named = rows.filter(({ model }) => model !== undefined);
    const own = new Map(named.map((row) => [`${row.party}/${row.product}`, productName(row)]));
    const anyones = new Map(named.map((row) => [row.product, productName(row)]));
    return (party, product = '') => own.get(`${party}/${product}`) ?? anyones.get(product) ?? product;
  }
}
