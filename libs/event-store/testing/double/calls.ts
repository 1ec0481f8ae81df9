/** The client's calls in few words, for tests of what a server does. */
import {
  BACKWARDS,
  binaryEvent,
  END,
  EventStoreDBClient,
  type AllStreamSubscription,
  type AppendExpectedRevision,
  type AppendResult,
  type EventData,
  type Position,
  type ReadStreamOptions,
} from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';

const unary = { credentials: { username: 'insecure', password: 'insecure' } } as const;

export interface Found {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: Position | undefined;
  readonly data: Uint8Array;
  readonly type: string;
}

export const offer = (data: Uint8Array = Buffer.from('{}'), id: string = randomUUID(), type = 'ContactMade'): EventData =>
  binaryEvent({ id, type, data });
export const offers = (count: number, bytes = 2): EventData[] =>
  Array.from({ length: count }, () => offer(Buffer.alloc(bytes, 'x')));

/** What a refused call carries, as the adapter reads it. */
export const refusedWith = (error: unknown) => {
  const { type, code, actualVersion, expectedVersion, streamName } = Object(error) as Record<string, unknown>;
  return { type, code, actualVersion, expectedVersion, streamName };
};

export class Calls {
  readonly client: EventStoreDBClient;

  constructor(url: string) {
    this.client = EventStoreDBClient.connectionString(url);
  }

  append(
    stream: string,
    events: EventData[],
    expectedRevision: AppendExpectedRevision,
    deadline?: number,
  ): Promise<AppendResult> {
    return this.client.appendToStream(stream, events, { expectedRevision, ...unary, ...(deadline && { deadline }) });
  }

  refused(stream: string, events: EventData[], expectedRevision: AppendExpectedRevision) {
    return this.append(stream, events, expectedRevision).then(() => 'written', refusedWith);
  }

  async read(stream: string, options: ReadStreamOptions = {}): Promise<Found[]> {
    return found(this.client.readStream(stream, options));
  }

  async all(options: Parameters<EventStoreDBClient['readAll']>[0] = {}): Promise<Found[]> {
    return found(this.client.readAll(options));
  }

  async end(): Promise<Position> {
    const [last] = await this.all({ direction: BACKWARDS, fromPosition: END, maxCount: 1 });
    if (last?.position === undefined) throw new Error('nothing is there');
    return last.position;
  }

  async stop(): Promise<void> {
    await this.client.dispose();
  }
}

async function found(
  read: AsyncIterable<{
    event?: { id: string; streamId: string; revision: bigint; position?: Position; data: unknown; type: string };
  }>,
): Promise<Found[]> {
  const events: Found[] = [];
  for await (const { event } of read)
    if (event !== undefined)
      events.push({
        id: event.id,
        stream: event.streamId,
        revision: Number(event.revision),
        position: event.position,
        data: event.data instanceof Uint8Array ? event.data : new Uint8Array(),
        type: event.type,
      });
  return events;
}

/** What a subscription was sent, and how it ended. */
export class Heard {
  readonly ids: string[] = [];
  readonly positions: Position[] = [];
  readonly told: string[] = [];
  readonly ended: Promise<unknown>;
  readonly #subscription: AllStreamSubscription;

  constructor(subscription: AllStreamSubscription) {
    this.#subscription = subscription;
    const end = Promise.withResolvers<unknown>();
    this.ended = end.promise;
    subscription
      .on('confirmation', () => this.told.push('confirmation'))
      .on('caughtUp', () => this.told.push('caughtUp'))
      .on('data', ({ event }) => {
        if (event === undefined) return;
        this.ids.push(event.id);
        this.positions.push(event.position);
      })
      .on('error', (error) => end.resolve(refusedWith(error)))
      .on('close', () => end.resolve(undefined));
  }

  async until(holds: () => boolean, ms = 10_000): Promise<boolean> {
    for (const last = Date.now() + ms; !holds(); await new Promise((resolve) => setTimeout(resolve, 5)))
      if (Date.now() > last) return false;
    return true;
  }

  async stop(): Promise<void> {
    await this.#subscription.unsubscribe();
  }
}
