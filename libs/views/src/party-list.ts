import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { may, type Person } from '#access';
import { corrected, type Day, type EventId, type PartyId } from '#psti';
import type { Facts } from './facts.ts';
import { oneOf, pageOf, where } from './list.ts';
import type { Page, Paging } from './page.ts';
import type { RecordView } from './view.ts';
import { Views } from './views.ts';

/** A party and its name. A firm's name stands in the event; a sole trader's is a vault text, found under `nameIn`. */
export interface ListedParty {
  readonly party: PartyId;
  /** Absent where the name is a vault text. */
  readonly name?: string;
  readonly nameIn?: { readonly event: EventId; readonly path: string };
  readonly identifiers: Readonly<Record<string, string>>;
  readonly admittedOn: Day;
}

export interface PartyFilter {
  /** Only these, in no order: how a door finds the names of the parties on a page (at most 500). */
  readonly only?: readonly PartyId[];
}

/** Everyone admitted, by id: a party must be admitted before a book names it, so every book may know who is. */
export class PartyList extends Query<Page<ListedParty>> {
  constructor(
    readonly viewer: Person,
    readonly filter: PartyFilter = {},
    readonly paging: Paging = {},
  ) {
    super();
  }
}

export const partyList: RecordView = {
  name: 'party_list',
  version: 1,
  kinds: ['installation'],
  types: ['PartyAdmitted', 'Correction'],
  grain: 'party',
  tables: [{ name: 'parties', columns: { party: 'TEXT' }, indexes: ['(party, record, key)'] }],
  rowsFor: (facts) => ({
    tables: { parties: admitted(facts).map((shows) => ({ key: shows.party, shows, columns: { party: shows.party } })) },
  }),
};

const admitted = ({ party, events }: Facts): readonly ListedParty[] =>
  corrected(events).flatMap((event) => {
    if (event.type !== 'PartyAdmitted' || event.party !== party) return [];
    const { id, name, identifiers = {}, on } = event;
    const named = name === undefined ? { nameIn: { event: id, path: 'soleTraderName' } } : { name };
    return [{ party, ...named, identifiers: { ...identifiers }, admittedOn: on }];
  });

@QueryHandler(PartyList)
export class PartyListHandler implements IQueryHandler<PartyList> {
  constructor(private readonly views: Views) {}

  async execute({ viewer, filter, paging }: PartyList): Promise<Page<ListedParty>> {
    const serving = await this.views.serving(partyList.name);
    const list = {
      table: serving.table('parties'),
      sources: may(viewer, { does: 'read', stream: 'installation' }).allow ? [where('1')] : [],
      filter: oneOf('party', filter.only),
      stretches: [{ holds: [], by: 'party', order: 'ASC' as const }],
    };
    return pageOf(
      serving,
      () => list,
      paging,
      (row): ListedParty => JSON.parse(row),
    );
  }
}
