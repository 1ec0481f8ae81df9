import { OPERATOR } from '#access';
import { AUTHORITY, type PartyId } from '#psti';
import type { ListedParty } from '#views';

interface Actor {
  readonly party: PartyId;
  readonly name: string;
}

const hints: Readonly<Record<string, string>> = {
  [AUTHORITY]: 'The enforcement authority: reads the same failure across the parties, and records its notices.',
  [OPERATOR]: 'Admits parties and puts rulebooks in force. Keeps no book.',
};

/** Everyone as whom a person may act: firms by name, then the authority, then the operator. */
export function actors(listed: readonly ListedParty[], special: readonly Actor[], now?: PartyId) {
  const firms = listed
    .filter(({ party }) => !special.some((other) => other.party === party))
    .map(({ party, name }) => ({ party, name: name ?? party }))
    .sort((one, other) => one.name.localeCompare(other.name, 'en-GB'));
  return [...firms, ...special].map(({ party, name }) => ({
    value: party,
    text: name,
    hint: hints[party] && { text: hints[party] },
    checked: party === now,
    selected: party === now,
  }));
}
