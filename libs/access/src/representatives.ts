import { corrected } from '#psti';
import type { Known, PartyId, ProductEvent } from '#psti';

/**
 * Whom a party has appointed as its authorised representative for a product, by its own book and on this day. What another party
 * says of an appointment opens no book.
 */
export const representativesIn = (events: readonly Known<ProductEvent>[], party: PartyId, today: string): readonly PartyId[] =>
  corrected(events).flatMap((event) =>
    event.type === 'ARAppointed' &&
    event.manufacturer === party &&
    event.toldBy === undefined &&
    event.fromOn <= today &&
    (event.untilOn === undefined || event.untilOn >= today)
      ? [event.representative]
      : [],
  );
