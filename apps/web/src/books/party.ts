import type { Person } from '#access';
import { may } from '#access';
import type { PartyPage } from '#views';
import { dutyLine } from '../duties/duty-line.ts';
import { identifiersIn, productLine } from '../lists/lists.ts';
import type { NameOf } from '../names.ts';
import { failurePath, partyPath, withQuery } from '../paths.ts';
import { productName, stateWords } from '../record/failure.ts';

/** One party now: what it owes, which roles it has for which products, and its failure records. */
export function partyModel(page: PartyPage, person: Person, names: NameOf) {
  const { party, identifiers, admittedOn, products, duties, failures } = page;
  return {
    title: names(party),
    trail: [{ text: 'Parties', href: '/parties' }, { text: names(party) }],
    identity: { party, admittedOn, identifiers: identifiersIn(identifiers) },
    open: may(person, { does: 'read book', party }).allow,
    record: person.party === party ? `${partyPath(party)}/profile/record` : undefined,
    duties: duties.rows.map((row) => dutyLine(row, names, duties.today)),
    moreDuties: duties.next && withQuery('/', { holder: party }),
    products: products.rows.map((row) => productLine(row, names)),
    failures: failures.rows.map((row) => ({
      ...row,
      product: productName(row),
      state: stateWords(row.state),
      href: failurePath(row.party, row.failure),
    })),
  };
}
