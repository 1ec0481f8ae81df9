import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { OPERATOR, someoneOf, type Person } from '#access';
import { AUTHORITY, type PartyId } from '#psti';
import { Vault } from '#vault';
import { PartyList, type ListedParty } from '#views';

export type NameOf = (party: PartyId) => string;

/** Those who are no admitted party, or are shown under another name than their id. */
const others: Readonly<Record<string, string>> = {
  [AUTHORITY]: 'OPSS',
  [OPERATOR]: 'Operator of this installation',
  customers: 'customers',
  consumers: 'consumers',
};

const AT_ONCE = 500;

/** What parties are called. An id that has no name to show is shown itself. */
@Injectable()
export class Names {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(Vault) private readonly vault: Vault,
  ) {}

  /** The name of one as whom somebody may act, or nothing where there is no such party. */
  async ofActor(party: PartyId): Promise<string | undefined> {
    if (party === AUTHORITY || party === OPERATOR) return others[party];
    if (!/^[a-z0-9-]{1,64}$/.test(party)) return undefined;
    const { rows } = await this.queries.execute(new PartyList(someoneOf(AUTHORITY), { only: [party] }, { limit: 1 }));
    return rows[0] && (await this.called(rows[0]));
  }

  /** Names for every party that an answer mentions. */
  async in(viewer: Person, ...answers: readonly unknown[]): Promise<NameOf> {
    const ids = [...new Set(partiesIn(answers))].filter((id) => !Object.hasOwn(others, id));
    const pages = Array.from({ length: Math.ceil(ids.length / AT_ONCE) }, (_, n) =>
      this.queries.execute(new PartyList(viewer, { only: ids.slice(n * AT_ONCE, (n + 1) * AT_ONCE) }, { limit: AT_ONCE })),
    );
    const rows = (await Promise.all(pages)).flatMap((page) => page.rows);
    const known = new Map(await Promise.all(rows.map(async (row) => [row.party, await this.called(row)] as const)));
    return (id) => (Object.hasOwn(others, id) ? others[id] : undefined) ?? known.get(id) ?? id;
  }

  /** A firm's name stands in the list; a sole trader's is a person's, and the vault's to give. */
  private async called({ name, nameIn, party }: ListedParty): Promise<string> {
    if (name ?? !nameIn) return name ?? party;
    const words = await this.vault.texts.of([{ stream: 'installation', id: nameIn.event }]);
    return [...words.values()].find((found) => typeof found === 'string') ?? party;
  }
}

/** Fields that hold parties, on answers and in events. */
const fields = new Set(
  'party holder holderFor to from of book through foundBy assessedBy manufacturer representative toldBy recipient jointWith issuers interested told whom parties'.split(
    ' ',
  ),
);

function* partiesIn(answer: unknown, field = ''): Generator<PartyId> {
  if (typeof answer === 'string') {
    if (fields.has(field)) yield answer;
  } else if (Array.isArray(answer)) for (const item of answer) yield* partiesIn(item, field);
  else if (typeof answer === 'object' && answer !== null)
    for (const [name, value] of Object.entries(answer)) yield* partiesIn(value, name);
}
