import { Inject, Injectable } from '@nestjs/common';
import { may, OPERATOR, representativesIn } from '#access';
import type { Fact, Facts, Person } from '#access';
import { EventStore } from '#event-store';
import { AUTHORITY, londonDay, Refused } from '#psti';
import { Books } from './books.ts';
import type { OfferedEvent } from './record-event.ts';
import { NotFound } from './refusals.ts';
import type { StreamName } from './stream-name.ts';

/** Before a stream: whether there is such a book, and whether this person may record this in it. */
@Injectable()
export class Gate {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Books) private readonly books: Books,
  ) {}

  /** Answers by which facts the person was let in. */
  async letIn(by: Person, name: StreamName, event: OfferedEvent): Promise<Facts> {
    if (name.party !== undefined && !(await this.books.admitted()).has(name.party)) throw new NotFound();
    const facts = await this.#factsFor(by, name, event);
    const answer = may(by, { does: 'record', stream: name.stream, event }, facts);
    if (answer.allow) return facts;
    throw answer.seen ? new Refused(answer.says) : new NotFound(answer.says);
  }

  /** Of one's own book nothing need be known. */
  async #factsFor(by: Person, name: StreamName, event: OfferedEvent): Promise<Facts> {
    if (by.party === name.party && name.kind !== 'delivery') return {};
    const superseded = await this.#superseded(name, event);
    if (name.kind === 'delivery') return { superseded, recipients: await this.#recipients(name, superseded ?? event) };
    const isSomebodyElse = by.party !== AUTHORITY && by.party !== OPERATOR;
    return { superseded, representatives: isSomebodyElse ? await this.#representatives(name, event) : [] };
  }

  /** What a correction names, as it now stands: a correction of a correction says what that one put in place. */
  async #superseded({ stream }: StreamName, { type, data }: OfferedEvent): Promise<Fact | undefined> {
    let wanted = type === 'Correction' ? data['supersedes'] : undefined;
    if (typeof wanted !== 'string') return undefined;
    for await (const page of this.store.readStream(stream, { backwards: true }))
      for (const event of page) {
        if (event.id !== wanted) continue;
        if (event.type !== 'Correction') return event;
        const replacement = replacementIn(event);
        if (replacement) return replacement;
        wanted = event.data['supersedes'];
      }
    return undefined;
  }

  /** To whom the message was ever given: whoever was told of it keeps its say, also when that was corrected since. */
  async #recipients({ party, id }: StreamName, { data }: Fact): Promise<readonly string[]> {
    const { failure } = data;
    if (typeof failure !== 'string') return [];
    const { recorded } = await this.books.failure(`${party}/failure/${failure}`);
    const versions = new Set([id]);
    return recorded.all().flatMap((event) => {
      if (event.type === 'NotificationGiven') return event.id === id ? [event.to] : [];
      if (event.type !== 'Correction' || !versions.has(event.supersedes)) return [];
      versions.add(event.id);
      const to: unknown = event.event && Reflect.get(event.event, 'to');
      return typeof to === 'string' ? [to] : [];
    });
  }

  async #representatives(name: StreamName, { data }: OfferedEvent): Promise<readonly string[]> {
    if (name.party === undefined || name.id === undefined) return [];
    const product = name.kind === 'failure' ? await this.#productOf(name, data) : name.id;
    if (product === undefined) return [];
    const today = londonDay(this.store.clock.now().toISOString());
    return representativesIn(await this.books.product(name.party, product), name.party, today);
  }

  /** What the failure record is about; where it begins with this event, what this event names. */
  async #productOf({ stream }: StreamName, { product: named }: OfferedEvent['data']): Promise<string | undefined> {
    const { product } = await this.books.failure(stream);
    return product ?? (typeof named === 'string' ? named : undefined);
  }
}

function replacementIn({ data }: Fact): Fact | undefined {
  const { event } = data;
  if (typeof event !== 'object' || event === null) return undefined;
  const [type, fields]: unknown[] = [Reflect.get(event, 'type'), Reflect.get(event, 'data')];
  return { type: String(type), data: typeof fields === 'object' && fields !== null ? { ...fields } : {} };
}
