import { AUTHORITY } from '../act.ts';
import type { PartyId, Role } from '../act.ts';
import type { Answer } from '../answer.ts';
import { shapedBy } from '../answer.ts';
import type { Facts } from '../book.ts';
import type { SettingId } from '../settings.ts';
import type { Supplied } from '../supply.ts';
import { owed } from './question.ts';
import type { Instance } from './question.ts';
import { appointing, contactProvedImpossible } from './sequence.ts';

/** To whom a duty is owed: one instance for each. Who is not supplied directly, or supplied nothing, does not hear (A9). */

export const toTheAuthority = owed('the enforcement authority', () => [{ to: AUTHORITY }]);

const DIRECTLY = { readings: ['A9'], needs: 'a supply of its own to one' } as const;
export const otherManufacturers = owed(
  'another manufacturer that it knows of',
  ({ manufacturers }) => [...manufacturers].map((to) => ({ to })),
  { readings: ['A39'], needs: 'a party’s role as manufacturer of the product, beside its own' },
);

/** Whether an installer is one of them turns on s.7(6)(b); while that is open, so is the row. */
const suppliedTo = (words: string, ...wanted: readonly Role[]) =>
  owed(
    words,
    ({ supply, roles, role }) => {
      const open = roles.soldOtherwise.holds === 'undetermined' && wanted.includes('distributor');
      return supply.supplied.flatMap((supplied): readonly Instance[] => {
        if (wanted.includes(supplied.role)) return [role === 'distributor' ? withOverseas(supplied) : supplied];
        return open && supplied.role === 'installer' ? [installer(supplied)] : [];
      });
    },
    wanted.includes('importer') ? { ...DIRECTLY, readings: ['A9', 'A47'] } : DIRECTLY,
  );
/** Whoever supplies an importer from abroad, and is not the maker, is a distributor (A47). */
const withOverseas = (supplied: Supplied): Supplied =>
  supplied.role === 'importer' ? { ...supplied, answer: shapedBy(supplied.answer, 'A47') } : supplied;
const installer = (supplied: Supplied): Instance => ({
  ...supplied,
  answer: { ...supplied.answer, holds: 'undetermined' },
  open: {
    asks: `whether ${supplied.to}, which installs the product, is a distributor: can consumers have an identical one in another way (s.7(6)(b))?`,
    needs: 'a scope finding on s.7(6)(b), or a supply to consumers',
  },
});
export const distributorsSupplied = suppliedTo('a distributor that it supplied', 'distributor');
export const importersAndDistributorsSupplied = suppliedTo(
  'an importer or distributor that it supplied',
  'importer',
  'distributor',
);
export const customersSupplied = owed(
  'a customer in the United Kingdom that it supplied',
  ({ supply }) => (supply.customersSupplied.holds === true ? [{ to: 'customers', answer: supply.customersSupplied }] : []),
  DIRECTLY,
);

const rowsFor = (known: readonly PartyId[]): readonly Instance[] =>
  known.length < 2
    ? [{ whom: known[0] }]
    : known.map((to) => ({ to, whom: to, answer: { holds: true, events: [], settings: ['A34'] } }));
/** One row without a name while one manufacturer is meant; the book may not even know which. */
export const theManufacturer = owed('the manufacturer', ({ manufacturers }) => rowsFor([...manufacturers]), {
  readings: ['A34'],
});
export const theManufacturerThatAppointedIt = owed('the manufacturer that appointed it', (facts) => rowsFor(appointing(facts)), {
  readings: ['A34'],
});

/** The person from whom it has the product, unless told already through the contact with the manufacturer or the supplier. */
export const suppliersNotYetTold = owed(
  'a person from whom it has the product, not told already through s.25(3) or (4)',
  (facts) =>
    named(
      [...facts.suppliers].filter(([to]) => !toldThroughContact(facts, to)),
      facts.suppliers.size > 1 ? ['A36'] : [],
    ),
  { readings: ['A9', 'A36'], needs: 'a supply to it, by somebody not told already' },
);
const named = (suppliers: readonly (readonly [PartyId, Answer])[], settings: readonly SettingId[]): readonly Instance[] =>
  suppliers.map(([to, answer]) => ({ to, answer: settings.length === 0 ? answer : shapedBy(answer, ...settings) }));
const toldThroughContact = (facts: Facts, supplier: PartyId): boolean => {
  const { told, manufacturers, knowledge } = facts;
  if (knowledge.notifier?.party === supplier || !told.contacted.has(supplier)) return false;
  return manufacturers.has(supplier) || contactProvedImpossible.answer(facts).holds === true;
};
export const otherSuppliers = owed(
  'a relevant person other than the manufacturer that supplied it',
  ({ suppliers, manufacturers }) =>
    named(
      [...suppliers].filter(([to]) => !manufacturers.has(to)),
      [],
    ),
  { readings: ['A9'], needs: 'a supply to it, by somebody other than the manufacturer' },
);
