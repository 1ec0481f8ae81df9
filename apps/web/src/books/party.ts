import { randomUUID } from 'node:crypto';
import { may, type Person } from '#access';
import { AUTHORITY, type PartyId } from '#psti';
import type { PartyPage } from '#views';
import { dutyLine } from '../duties/duty-line.ts';
import { identifiersIn, productLine } from '../lists/lists.ts';
import type { NameOf } from '../names.ts';
import { enforcementPath, failurePath, partyPath, withQuery } from '../paths.ts';
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
    notice: noticeFor(party, person),
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

/** A notice stands in its addressee's book, recorded by either side. Its id is minted here, and nothing is recorded before a form is sent. */
function noticeFor(party: PartyId, person: Person): string | undefined {
  const id = randomUUID();
  const event = { type: 'NoticeGiven', data: {} };
  const allowed = party !== AUTHORITY && may(person, { does: 'record', stream: `${party}/notice/${id}`, event }).allow;
  return allowed ? `${enforcementPath(party, id)}/record` : undefined;
}
