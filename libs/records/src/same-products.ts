import type { EventStore, Position, Recorded } from '#event-store';
import { corrected, fromLog } from '#psti';
import type { AnyEvent, Known, PartyId, ProductId } from '#psti';

/** Under which ids each party keeps one product: what it recorded under two folds as one. */
export class SameProducts {
  readonly #streams = new Map<string, Known<AnyEvent>[]>();
  #position: Position = '';

  constructor(private readonly store: EventStore) {}

  /** The product's ids in that party's book, this one first. */
  async of(party: PartyId, product: ProductId): Promise<readonly ProductId[]> {
    await this.#catchUp();
    const pairs = this.#pairsOf(party);
    const found = new Set([product]);
    for (const id of found) for (const [one, other] of pairs) addPartner(found, id, one, other);
    return [...found];
  }

  async #catchUp(): Promise<void> {
    const [after, until] = [this.#position, await this.store.head()];
    if (until === after) return;
    for await (const page of this.store.readAll({ after, until, kinds: ['product'], types: ['SameProductAs', 'Correction'] }))
      for (const event of page) this.#add(event);
    if (until > this.#position) this.#position = until;
  }

  /** Two catching up at once bring the same events: each is kept once. */
  #add(event: Recorded): void {
    const known = this.#streams.get(event.stream) ?? [];
    if (known.some(({ id }) => id === event.id) || (known.length === 0 && event.type !== 'SameProductAs')) return;
    this.#streams.set(event.stream, [...known, fromLog(event)]);
  }

  #pairsOf(party: PartyId): readonly (readonly [ProductId, ProductId])[] {
    return [...this.#streams].flatMap(([stream, events]) => {
      const [whose, , own = ''] = stream.split('/');
      if (whose !== party) return [];
      return corrected(events).flatMap((event) => (event.type === 'SameProductAs' ? [[own, event.product] as const] : []));
    });
  }
}

function addPartner(found: Set<ProductId>, id: ProductId, one: ProductId, other: ProductId): void {
  if (id === one) found.add(other);
  if (id === other) found.add(one);
}
