import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import { may, type Person } from '#access';
import { asKnown, type Day, kindOf, type PartyId } from '#psti';
import { FailuresRegister, type RegisteredFailure } from './failures-register.ts';
import { EVER } from './matters.ts';
import { OutstandingDuties, type OutstandingDuty } from './outstanding-duties.ts';
import type { Page } from './page.ts';
import { type ListedParty, PartyList } from './party-list.ts';
import { type ListedProduct, ProductList } from './product-list.ts';
import { type Books, Views } from './views.ts';

/**
 * One party, now, as far as the viewer's reach goes: its own page shows all, another's shows what the viewer's own book holds of it.
 * The lists are first pages; their own queries turn them.
 */
export interface PartyPage extends ListedParty {
  /** Struck off or dissolved: nobody owes its duties from that day on. */
  readonly dissolvedOn?: Day;
  /** Products for which a book holds it to have a role: `ProductList` with `roleOf`. */
  readonly products: Page<ListedProduct>;
  /** What it owes now: `OutstandingDuties` with `holder`. */
  readonly duties: Page<OutstandingDuty>;
  /** Its failure records: `FailuresRegister` with `party`. */
  readonly failures: Page<RegisteredFailure>;
}

/** `undefined`: nobody of that id was admitted. */
export class PartyOf extends Query<PartyPage | undefined> {
  constructor(
    readonly viewer: Person,
    readonly party: PartyId,
  ) {
    super();
  }
}

@QueryHandler(PartyOf)
export class PartyOfHandler implements IQueryHandler<PartyOf> {
  constructor(
    private readonly views: Views,
    private readonly queries: QueryBus,
  ) {}

  async execute({ viewer, party }: PartyOf): Promise<PartyPage | undefined> {
    const [listed] = (await this.queries.execute(new PartyList(viewer, { only: [party] }))).rows;
    if (listed === undefined) return undefined;
    const described = await describedIn(await this.views.books(), viewer, party);
    return {
      ...listed,
      ...described,
      identifiers: { ...listed.identifiers, ...described.identifiers },
      products: await this.queries.execute(new ProductList(viewer, { roleOf: party })),
      duties: await this.queries.execute(new OutstandingDuties(viewer, { holder: party })),
      failures: await this.queries.execute(new FailuresRegister(viewer, { party })),
    };
  }
}

/** What the party says of itself, for whoever may read it. */
async function describedIn(
  { reading, today }: Books,
  viewer: Person,
  party: PartyId,
): Promise<Pick<PartyPage, 'identifiers' | 'dissolvedOn'>> {
  const stream = `${party}/profile`;
  if (kindOf(stream) === undefined || !may(viewer, { does: 'read', stream }).allow) return { identifiers: {} };
  const known = asKnown(await reading.now(stream), { asOf: today, knownAt: EVER });
  const described = known.flatMap((event) => (event.type === 'PartyDescribed' ? [event] : []));
  const dissolvedOn = described.findLast((event) => event.dissolvedOn !== undefined)?.dissolvedOn;
  const identifiers = Object.assign({}, ...described.map((event) => event.identifiers ?? {}));
  return { identifiers, ...(dissolvedOn === undefined ? {} : { dissolvedOn }) };
}
