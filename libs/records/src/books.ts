import { Inject, Injectable } from '@nestjs/common';
import { EventStore } from '#event-store';
import { failureRecord, fromLog, productRecord } from '#psti';
import type { AnyEvent, Decider, FailureRecord, Known, PartyId, ProductEvent, ProductId, ProductRecord } from '#psti';
import { Admitted } from './admitted.ts';
import { Folded } from './folded.ts';
import { SameProducts } from './same-products.ts';

// Whatever stands on a stream was admitted to it, so its own decider can fold it.
const failures: Decider<FailureRecord, AnyEvent> = failureRecord;
const products: Decider<ProductRecord, AnyEvent> = productRecord;

/** What the write side reads of streams besides the one it writes: who was admitted, what a record is about, what was given. */
@Injectable()
export class Books {
  readonly #failures: Folded<FailureRecord>;
  readonly #products: Folded<ProductRecord>;
  readonly #installation: Folded<Admitted>;
  readonly #same: SameProducts;

  constructor(@Inject(EventStore) store: EventStore) {
    this.#failures = new Folded(
      store,
      () => failures.initial,
      (record, event) => failures.evolve(record, fromLog(event)),
    );
    this.#products = new Folded(
      store,
      () => products.initial,
      (record, event) => products.evolve(record, fromLog(event)),
    );
    this.#installation = new Folded(
      store,
      () => new Admitted(),
      (admitted, event) => admitted.add(fromLog(event)),
    );
    this.#same = new SameProducts(store);
  }

  admitted(): Promise<Admitted> {
    return this.#installation.of('installation');
  }

  failure(stream: string): Promise<FailureRecord> {
    return this.#failures.of(stream);
  }

  /** All that a party holds of a product, under whichever ids it keeps it. */
  async product(party: PartyId, product: ProductId): Promise<readonly Known<ProductEvent>[]> {
    const ids = await this.#same.of(party, product);
    const records = await Promise.all(ids.map((id) => this.#products.of(`${party}/product/${id}`)));
    return records.flatMap(({ recorded }) => recorded.all());
  }

  sameProducts(party: PartyId, product: ProductId): Promise<readonly ProductId[]> {
    return this.#same.of(party, product);
  }
}
