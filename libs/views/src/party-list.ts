import { Query } from '@nestjs/cqrs';
import type { Person } from '#access';
import type { Day, EventId, PartyId } from '#psti';
import type { Page, Paging } from './page.ts';

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

/** For a party: itself, the authority and whom its own book names. For the authority: everyone admitted. By id. */
export class PartyList extends Query<Page<ListedParty>> {
  constructor(
    readonly viewer: Person,
    readonly filter: PartyFilter = {},
    readonly paging: Paging = {},
  ) {
    super();
  }
}
