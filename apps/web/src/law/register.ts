import { lawInForce, register, rulebookOn, type Day, type Holder, type RegisteredDuty } from '#psti';

/** Every duty there is, in the words of the code that decides it. */

const holders: readonly (readonly [Holder, string])[] = [
  ['manufacturer', 'Manufacturers'],
  ['authorised representative', 'Authorised representatives'],
  ['importer', 'Importers'],
  ['distributor', 'Distributors'],
  ['notice addressee', 'Addressees of a notice'],
];

const forces = { live: undefined, dormant: 'dormant: no regulations give it content', absent: 'not in this rulebook' } as const;

export function registerModel(today: Day) {
  const rulebook = rulebookOn(lawInForce, today);
  const { duties } = register();
  const shown = (duty: RegisteredDuty) => ({ ...duty, inForce: forces[duty.force[rulebook.id] ?? 'absent'] });
  return {
    title: 'Every duty in words',
    rulebook: rulebook.id,
    groups: holders
      .map(([holder, title]) => ({
        holder: holder.replaceAll(' ', '-'),
        title,
        duties: duties.filter((duty) => duty.holder === holder).map(shown),
      }))
      .filter(({ duties }) => duties.length > 0),
  };
}
