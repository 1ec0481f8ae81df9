import type { EventId, PartyId, ProductId } from './act.ts';
import { isAct } from './crossing.ts';
import type { SendersBook } from './crossing.ts';
import type { FailureEvent } from './failure-record.ts';
import { corrected } from './known.ts';
import type { Known } from './known.ts';
import type { ProductEvent } from './product-record.ts';

/**
 * A sender's streams, sorted so that what one event makes cross is worked out from what bears on it alone: thousands may have been
 * supplied and told. What is left aside would change no answer of `crossings`.
 */

/** A failure record: each contact and notification with what corrects it, apart from everything else. It grows with its stream. */
export class Sent {
  #first: Known<FailureEvent> | undefined;
  readonly #others: Known<FailureEvent>[] = [];
  readonly #acts = new Map<EventId, Known<FailureEvent>[]>();
  /** What a correction, or a correction of one, is about in the end. */
  readonly #originals = new Map<EventId, Known<FailureEvent>>();
  /** Which acts were ever said to have failed, by the event that said so first. */
  readonly #failed = new Map<EventId, Set<EventId>>();

  add(event: Known<FailureEvent>): this {
    const original = (event.type === 'Correction' ? this.#originals.get(event.supersedes) : undefined) ?? event;
    this.#first ??= event;
    this.#originals.set(event.id, original);
    if (!isAct(original)) this.#others.push(event);
    else if (event === original) this.#acts.set(event.id, [event]);
    else this.#acts.get(original.id)?.push(event);
    if (original.type === 'NotificationFailed') this.#note(original.id, event);
    return this;
  }

  #note(original: EventId, event: Known<FailureEvent>): void {
    const said = event.type === 'Correction' ? event.event : event;
    const named = this.#failed.get(original) ?? new Set();
    if (said !== undefined && 'of' in said) named.add(String(said.of));
    this.#failed.set(original, named);
  }

  /** What the record is about: what the first event that names it now says, and what it said first where none does any more. */
  get product(): ProductId | undefined {
    const named = this.#inOrder([this.#first?.id ?? '']);
    return [...corrected(named), ...named].flatMap((event) => ('product' in event ? (event.product ?? []) : []))[0];
  }

  /** All that says what an event of this record makes cross, in the order of the log. */
  bearingOn({ id }: Known<FailureEvent>): readonly Known<FailureEvent>[] {
    const original = this.#originals.get(id)?.id ?? id;
    const acts = new Set([original, this.#first?.id ?? id, ...(this.#failed.get(original) ?? [])]);
    return this.#inOrder(acts);
  }

  #inOrder(acts: Iterable<EventId>): readonly Known<FailureEvent>[] {
    const ofActs = [...acts].flatMap((act) => this.#acts.get(act) ?? []);
    return [...this.#others, ...ofActs].sort((a, b) => a.leaf - b.leaf);
  }
}

/** A product stream: each supply by the party that it went to, apart from everything else. It grows with its stream. */
export class Supplied {
  readonly #others: Known<ProductEvent>[] = [];
  readonly #supplies = new Map<string, Known<ProductEvent>[]>();
  readonly #recipients = new Map<EventId, string>();

  add(event: Known<ProductEvent>): this {
    if (event.type === 'MadeAvailable') this.#toward(event.to).push(event);
    else this.#others.push(event);
    if (event.type === 'MadeAvailable') this.#recipients.set(event.id, event.to);
    if (event.type === 'Correction') this.#setApart(event.supersedes);
    return this;
  }

  #toward(party: string): Known<ProductEvent>[] {
    const supplies = this.#supplies.get(party) ?? [];
    this.#supplies.set(party, supplies);
    return supplies;
  }

  /** What was corrected may have gone to anybody. */
  #setApart(id: EventId): void {
    const recipient = this.#recipients.get(id);
    if (recipient === undefined) return;
    const supplies = this.#toward(recipient);
    this.#others.push(...supplies.filter((supply) => supply.id === id));
    this.#supplies.set(
      recipient,
      supplies.filter((supply) => supply.id !== id),
    );
    this.#recipients.delete(id);
  }

  /** All that was recorded of the product but supplies to others than these. */
  bearingOn(parties: Iterable<string>): readonly Known<ProductEvent>[] {
    return [...this.#others, ...[...parties].flatMap((party) => this.#supplies.get(party) ?? [])];
  }
}

/** The sender's book as far as it says what an event makes cross. `products`: the streams under which it keeps the product. */
export const bookFor = (
  party: PartyId,
  event: Known<FailureEvent>,
  { sent, products }: { readonly sent: Sent; readonly products: readonly Supplied[] },
): SendersBook => {
  const failure = sent.bearingOn(event);
  const parties = new Set([party, 'consumers', ...failure.flatMap(recipientIn)]);
  return { party, failure, product: products.flatMap((product) => product.bearingOn(parties)) };
};
const recipientIn = (event: Known<FailureEvent>): readonly string[] => {
  const said = event.type === 'Correction' ? event.event : event;
  return said !== undefined && 'to' in said ? [String(said.to)] : [];
};
