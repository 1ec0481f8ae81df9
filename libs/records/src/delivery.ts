import { Inject, Injectable } from '@nestjs/common';
import { uuidOf } from '#access';
import { EventStore, WrongRevision } from '#event-store';
import type { Json, NewEvent, Recorded } from '#event-store';
import { corrected, crossings, fromLog, kindOf, streamOf, toLog, usualStreamOf } from '#psti';
import type { AnyEvent, Crossing, FailureEvent, Known, SendersBook } from '#psti';
import { Vault } from '#vault';
import type { Erased } from '#vault';
import { Books } from './books.ts';
import { Reactor } from './reactor.ts';
import { valueAt, withCommitments } from './texts.ts';

/** Who records what is delivered: the system itself, under one reference. */
export const DELIVERY = uuidOf('dutybook:delivery');

const MOST_RACES = 5;

type Sent = Crossing & { readonly sender: string };

/**
 * What one party gave another reaches the other's book: a notification given becomes one received, a contact made likewise, and what
 * corrects or undoes them follows. Ids are worked out from the sender's stream, the event and the recipient, so doing it again
 * changes nothing.
 */
@Injectable()
export class Delivery extends Reactor {
  constructor(
    @Inject(EventStore) store: EventStore,
    @Inject(Vault) vault: Vault,
    @Inject(Books) private readonly books: Books,
  ) {
    super(store, vault, {
      name: 'delivery',
      kinds: ['failure'],
      types: ['NotificationGiven', 'ContactMade', 'NotificationFailed', 'Correction'],
    });
  }

  /** One recipient's deliveries follow each other; those of different recipients need not. */
  protected async react(page: readonly Recorded[]): Promise<void> {
    const found = await Promise.all(page.map((recorded) => this.#crossingsOf(recorded)));
    const lines = Map.groupBy(found.flat(), ({ to }) => to);
    const done = await Promise.allSettled([...lines.values()].map((line) => this.#deliverAll(line)));
    const failed = done.find((line) => line.status === 'rejected');
    if (failed) throw failed.reason;
  }

  async #deliverAll(line: readonly Sent[]): Promise<void> {
    for (const crossing of line) await this.#deliver(crossing);
  }

  async #crossingsOf(recorded: Recorded): Promise<readonly Sent[]> {
    const event = fromLog(recorded);
    if (!isOfFailure(event)) return [];
    return crossings(event, await this.#sendersBook(event), uuidOf).map((crossing) => ({ ...crossing, sender: event.stream }));
  }

  async #sendersBook(event: Known<FailureEvent>): Promise<SendersBook> {
    const [party = ''] = event.stream.split('/');
    const { recorded, product } = await this.books.failure(event.stream);
    const named = 'product' in event ? event.product : undefined;
    return { party, failure: recorded.all(), product: await this.books.product(party, named ?? product ?? '') };
  }

  /** Into the recipient's record of the failure; if that begins in the same moment, it is looked at again. */
  async #deliver(crossing: Sent): Promise<void> {
    for (let races = 0; ; races++) {
      const stream = await this.#recipientsStream(crossing);
      const { recorded } = await this.books.failure(stream);
      if (recorded.some(({ id }) => id === crossing.event.id)) return;
      const event = onTheirDay(await this.#withWords(stream, crossing), crossing.receipt, recorded.all());
      const expected = recorded.length === 0 ? 'none' : 'exists';
      try {
        await this.store.append(stream, [event], { expected, key: event.id, by: DELIVERY });
        return;
      } catch (error) {
        if (!(error instanceof WrongRevision) || races === MOST_RACES) throw error;
      }
    }
  }

  async #recipientsStream(crossing: Crossing): Promise<string> {
    const theirs = await this.books.failure(usualStreamOf(crossing));
    return streamOf(crossing, theirs, uuidOf, await this.books.sameProducts(crossing.to, crossing.product));
  }

  /** The same words, in the vault under the recipient's own event: what becomes of the sender's is no affair of the recipient's. */
  async #withWords(stream: string, { event, texts, sender }: Sent): Promise<NewEvent> {
    const logged = toLog(event);
    const words = await this.vault.texts.of(texts.map(({ from }) => ({ stream: sender, id: from.event })));
    const offered = texts.map(({ field }) => ({ field, words: shownOf(words.get(String(valueAt(logged.data, field)))) }));
    return { ...logged, data: await withCommitments(this.vault, { stream, id: event.id }, logged.data, offered) };
  }
}

const isOfFailure = (event: Known<AnyEvent>): event is Known<FailureEvent> => kindOf(event.stream) === 'failure';

function shownOf(words: string | Erased | undefined): string {
  if (words === undefined) throw new Error('The words that were sent are not in the vault');
  return typeof words === 'string' ? words : `erased on ${words.erased.on}`;
}

/** Where the recipient has put the day of receipt right in its own book, what the sender corrects later leaves that day alone. */
function onTheirDay(event: NewEvent, receipt: string, theirs: readonly Known<FailureEvent>[]): NewEvent {
  const replacement = event.data['event'];
  const own = theirs.some((each) => each.type === 'Correction' && each.supersedes === receipt && each.by !== DELIVERY);
  const standing = corrected(theirs).find(({ id }) => id === receipt);
  if (!own || standing === undefined || !isFields(replacement)) return event;
  const { on, at } = standing;
  const { at: _sent, ...rest } = replacement;
  return { ...event, data: { ...event.data, event: { ...rest, on, ...(at === undefined ? {} : { at }) } } };
}

const isFields = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
