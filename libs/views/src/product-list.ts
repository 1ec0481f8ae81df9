import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Person } from '#access';
import { asKnown, type Clocks, type Day, type Known, type PartyId, type ProductEvent, type ProductId } from '#psti';
import { nextDay } from './days.ts';
import type { Matter } from './facts.ts';
import { equals, pageOf, where } from './list.ts';
import type { Page, Paging } from './page.ts';
import { readableBy, sourcesOf } from './readers.ts';
import { streamName } from './stream-name.ts';
import type { MatterView } from './view.ts';
import { Views } from './views.ts';

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
  /** Products for which the book holds this party to have a role. */
  readonly roleOf?: PartyId;
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

export const productList: MatterView = {
  name: 'product_list',
  version: 1,
  kinds: ['product'],
  grain: 'matter',
  records: ['product'],
  tables: [
    {
      name: 'products',
      columns: { book: 'TEXT', product: 'TEXT' },
      indexes: ['(product, record, key)', '(book, product, record, key)'],
    },
    {
      name: 'roles',
      columns: { of: 'TEXT', product_record: 'TEXT' },
      indexes: ['(of, product_record)', '(product_record, of)'],
    },
  ],
  rowsFor: (matter) => {
    const shows = listed(matter);
    const { party, product, roles } = shows;
    const holders = [...new Set(roles.map(({ of }) => of))];
    return {
      tables: {
        products: [{ key: product, shows, columns: { book: party, product } }],
        roles: holders.map((of) => ({ key: of, shows: {}, columns: { of, product_record: matter.record } })),
      },
      changesOn: nextDay(matter.clocks.asOf, [matter.book.product]),
    };
  },
};

/** What the book holds of a product, at both clocks. */
export function listed({ party, id, streams, book, clocks }: Matter): ListedProduct {
  return {
    party,
    product: id,
    gtins: [],
    batches: [],
    ...descriptionIn(book.product, clocks),
    roles: rolesIn(book.product, clocks),
    sameAs: streams.slice(1).map((stream) => streamName(stream)?.id ?? stream),
  };
}

/** Mark and model by the latest description. */
export function descriptionIn(events: readonly Known<ProductEvent>[], clocks: Clocks) {
  const described = asKnown(events, clocks).findLast((event) => event.type === 'ProductDescribed');
  if (described?.type !== 'ProductDescribed') return {};
  const { mark, model, gtins = [], batches = [] } = described;
  return { mark, model, gtins, batches: batches === 'all' ? [] : batches };
}

/** Every role asserted, and every representative appointed, in the order in which it began. */
export const rolesIn = (events: readonly Known<ProductEvent>[], clocks: Clocks): readonly HeldRole[] =>
  asKnown(events, clocks)
    .flatMap((event): readonly HeldRole[] => {
      if (event.type === 'RoleAsserted') return [heldRole(event.of, event.role, event)];
      return event.type === 'ARAppointed' ? [heldRole(event.representative, 'authorised representative', event)] : [];
    })
    .sort((a, b) => (a.fromOn < b.fromOn ? -1 : a.fromOn > b.fromOn ? 1 : 0));
const heldRole = (of: PartyId, role: string, { fromOn, untilOn, toldBy }: Omit<HeldRole, 'of' | 'role'>): HeldRole => ({
  of,
  role,
  fromOn,
  untilOn,
  toldBy,
});

@QueryHandler(ProductList)
export class ProductListHandler implements IQueryHandler<ProductList> {
  constructor(private readonly views: Views) {}

  async execute({ viewer, filter, paging }: ProductList): Promise<Page<ListedProduct>> {
    const serving = await this.views.serving(productList.name);
    const sources = sourcesOf(await readableBy(viewer, await this.views.books()));
    const { party, product, roleOf } = filter;
    const holds = `record IN (SELECT product_record FROM ${serving.table('roles')} WHERE of = ?)`;
    const list = {
      table: serving.table('products'),
      sources,
      filter: [...equals({ book: party, product }), ...(roleOf === undefined ? [] : [where(holds, roleOf)])],
      stretches: [{ holds: [], by: 'product', order: 'ASC' as const }],
    };
    return pageOf(
      serving,
      () => list,
      paging,
      (row): ListedProduct => JSON.parse(row),
    );
  }
}
