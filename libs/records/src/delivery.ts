import { Inject, Injectable } from '@nestjs/common';
import { uuidOf } from '#access';
import { EventStore, WrongRevision } from '#event-store';
import type { Json, NewEvent, Recorded } from '#event-store';
import { corrected, crossings, streamOf, toLog, usualStreamOf } from '#psti';
import type { Crossing, FailureEvent, FailureRecord, Known } from '#psti';
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
    const found = (await Promise.all(page.map((recorded) => this.#crossingsOf(recorded)))).flat();
    const words = await this.vault.texts.of(
      found.flatMap(({ sender, texts }) => texts.map(({ from }) => ({ stream: sender, id: from.event }))),
    );
    const lines = Map.groupBy(found, ({ to }) => to);
    const done = await Promise.allSettled([...lines.values()].map((line) => this.#deliverAll(line, words)));
    const failed = done.find((line) => line.status === 'rejected');
    if (failed) throw failed.reason;
  }

  async #deliverAll(line: readonly Sent[], words: Words): Promise<void> {
    for (const crossing of line) await this.#deliver(crossing, words);
  }

  async #crossingsOf(recorded: Recorded): Promise<readonly Sent[]> {
    const sending = await this.books.sender(recorded);
    if (sending === undefined) return [];
    return crossings(sending.event, sending.book, uuidOf).map((crossing) => ({ ...crossing, sender: recorded.stream }));
  }

  /** Into the recipient's record of the failure; if that begins in the same moment, it is looked at again. */
  async #deliver(crossing: Sent, words: Words): Promise<void> {
    for (let races = 0; ; races++) {
      const { stream, recorded } = await this.#recipientsRecord(crossing);
      if (recorded.some(({ id }) => id === crossing.event.id)) return;
      const event = onTheirDay(await this.#withWords(stream, crossing, words), crossing.receipt, recorded.all());
      const expected = recorded.length === 0 ? 'none' : 'exists';
      try {
        await this.store.append(stream, [event], { expected, key: event.id, by: DELIVERY });
        return;
      } catch (error) {
        if (!(error instanceof WrongRevision) || races === MOST_RACES) throw error;
      }
    }
  }

  async #recipientsRecord(crossing: Crossing): Promise<Pick<FailureRecord, 'recorded'> & { readonly stream: string }> {
    const usual = usualStreamOf(crossing);
    const theirs = await this.books.failure(usual);
    const stream = streamOf(crossing, theirs, uuidOf, await this.books.sameProducts(crossing.to, crossing.product));
    const { recorded } = stream === usual ? theirs : await this.books.failure(stream);
    return { stream, recorded };
  }

  /** The same words, in the vault under the recipient's own event: what becomes of the sender's is no affair of the recipient's. */
  async #withWords(stream: string, { event, texts }: Sent, words: Words): Promise<NewEvent> {
    const logged = toLog(event);
    const offered = texts.map(({ field }) => ({ field, words: shownOf(words.get(String(valueAt(logged.data, field)))) }));
    return { ...logged, data: await withCommitments(this.vault, { stream, id: event.id }, logged.data, offered) };
  }
}

/** The words of the sender's events, by their commitments. */
type Words = ReadonlyMap<string, string | Erased>;

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
