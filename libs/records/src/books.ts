import { Inject, Injectable } from '@nestjs/common';
import { EventStore } from '#event-store';
import type { Recorded } from '#event-store';
import { bookFor, deliveryStream, failureRecord, fromLog, kindOf, productRecord, Sent, Supplied } from '#psti';
import type {
  AnyEvent,
  Decider,
  Delivery,
  EventId,
  FailureEvent,
  FailureRecord,
  Known,
  PartyId,
  ProductEvent,
  ProductId,
  ProductRecord,
  SendersBook,
} from '#psti';
import { Admitted } from './admitted.ts';
import { Folded } from './folded.ts';
import { SameProducts } from './same-products.ts';

// Whatever stands on a stream was admitted to it, so its own decider can fold it.
const failures: Decider<FailureRecord, AnyEvent> = failureRecord;
const products: Decider<ProductRecord, AnyEvent> = productRecord;
const deliveries: Decider<Delivery, AnyEvent> = deliveryStream;

const isOfFailure = (event: Known<AnyEvent>): event is Known<FailureEvent> => kindOf(event.stream) === 'failure';
const isOfProduct = (event: Known<AnyEvent>): event is Known<ProductEvent> => kindOf(event.stream) === 'product';

/** What the write side reads of streams besides the one it writes: who was admitted, what a record is about, what was given. */
@Injectable()
export class Books {
  readonly #failures: Folded<FailureRecord>;
  readonly #products: Folded<ProductRecord>;
  readonly #deliveries: Folded<Delivery>;
  readonly #installation: Folded<Admitted>;
  readonly #sent: Folded<Sent>;
  readonly #supplied: Folded<Supplied>;
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
    this.#deliveries = new Folded(
      store,
      () => deliveries.initial,
      (delivery, event) => deliveries.evolve(delivery, fromLog(event)),
    );
    this.#installation = new Folded(
      store,
      () => new Admitted(),
      (admitted, event) => admitted.add(fromLog(event)),
    );
    this.#sent = new Folded(
      store,
      () => new Sent(),
      (sent, logged) => {
        const event = fromLog(logged);
        return isOfFailure(event) ? sent.add(event) : sent;
      },
    );
    this.#supplied = new Folded(
      store,
      () => new Supplied(),
      (supplied, logged) => {
        const event = fromLog(logged);
        return isOfProduct(event) ? supplied.add(event) : supplied;
      },
    );
    this.#same = new SameProducts(store);
  }

  admitted(): Promise<Admitted> {
    return this.#installation.of('installation');
  }

  failure(stream: string): Promise<FailureRecord> {
    return this.#failures.of(stream);
  }

  /** How a message that a party gave reached its recipient. */
  delivery(party: PartyId, message: EventId): Promise<Delivery> {
    return this.#deliveries.of(`${party}/delivery/${message}`);
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

  /** Of a sender's book, what says what an event of its failure record makes cross. */
  async sender(event: Recorded): Promise<Sending | undefined> {
    const given = fromLog(event);
    if (!isOfFailure(given)) return undefined;
    const [party = ''] = given.stream.split('/');
    const sent = await this.#sent.of(given.stream);
    const ids = await this.#same.of(party, ('product' in given ? given.product : undefined) ?? sent.product ?? '');
    const products = await Promise.all(ids.map((id) => this.#supplied.of(`${party}/product/${id}`)));
    return { event: given, book: bookFor(party, given, { sent, products }) };
  }
}

export interface Sending {
  readonly event: Known<FailureEvent>;
  readonly book: SendersBook;
}
