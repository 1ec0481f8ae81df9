import { allDuties, forceOf, lawInForce, rulebookOn, timings, type Day, type Duty, type Holder } from '#psti';

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
  const shown = (duty: Duty) => ({
    id: duty.id,
    what: duty.what,
    cite: duty.cite,
    soon: timings[duty.timing],
    owedTo: duty.owedTo?.asks,
    since: duty.since.map(({ asks, cite }) => ({ asks, cite })),
    after: duty.after?.asks,
    unless: (duty.unless ?? []).map(({ asks, cite }) => ({ asks, cite })),
    until: (duty.until ?? []).map(({ asks }) => asks),
    discharge: duty.kind.is === 'mirror' ? 'As the manufacturer’s own duty that it mirrors.' : duty.kind.discharge,
    force: forces[forceOf(rulebook, duty.id)],
  });
  return {
    title: 'Every duty in words',
    rulebook: rulebook.id,
    groups: holders
      .map(([holder, title]) => ({
        holder: holder.replaceAll(' ', '-'),
        title,
        duties: allDuties.filter(({ of }) => of === holder).map(shown),
      }))
      .filter(({ duties }) => duties.length > 0),
  };
}
