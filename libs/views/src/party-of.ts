import { Query } from '@nestjs/cqrs';
import type { Person } from '#access';
import type { PartyId } from '#psti';
import type { RegisteredFailure } from './failures-register.ts';
import type { OutstandingDuty } from './outstanding-duties.ts';
import type { Page } from './page.ts';
import type { ListedParty } from './party-list.ts';
import type { ListedProduct } from './product-list.ts';

/** One party, now. The three lists are first pages: the list's own query, filtered by party, turns them. */
export interface PartyPage extends ListedParty {
  /** The products in its book, with the roles it holds there. Empty for a viewer who may not read that book. */
  readonly products: Page<ListedProduct>;
  readonly duties: Page<OutstandingDuty>;
  readonly failures: Page<RegisteredFailure>;
}

/** `undefined`: nobody of that id was admitted, or the viewer's book does not name it. */
export class PartyOf extends Query<PartyPage | undefined> {
  constructor(
    readonly viewer: Person,
    readonly party: PartyId,
  ) {
    super();
  }
}
