import { AUTHORITY, corrected } from '#psti';
import type { AnyEvent, Known, PartyId } from '#psti';

/** Words that stand where a party may stand, or for who is none: no party can have them as its id. */
export const kept: readonly string[] = ['customers', 'consumers', 'register', 'operator'];

/** The parties that were admitted. The authority is there from the start. */
export class Admitted {
  readonly #events: Known<AnyEvent>[] = [];
  #parties = new Set<PartyId>([AUTHORITY]);

  add(event: Known<AnyEvent>): this {
    if (event.type !== 'PartyAdmitted' && event.type !== 'Correction') return this;
    this.#events.push(event);
    if (event.type === 'PartyAdmitted') this.#parties.add(event.party);
    else
      this.#parties = new Set([
        AUTHORITY,
        ...corrected(this.#events).flatMap((each) => (each.type === 'PartyAdmitted' ? each.party : [])),
      ]);
    return this;
  }

  has(party: PartyId): boolean {
    return this.#parties.has(party);
  }
}
