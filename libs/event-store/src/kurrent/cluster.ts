import type {
  AllStreamRecordedEvent,
  AllStreamSubscription,
  EventStoreDBClient,
  ReadStreamOptions,
  RecordedEvent,
  StreamingRead,
} from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { CannotOpenLog } from '../errors.ts';
import { client } from './client.ts';
import { isLate, meaningOf, Unanswered } from './meaning.ts';
import { within } from './within.ts';

/**
 * Holds the identity of the cluster's log, in its first event. It is of no party and no application event: whoever counts those passes it
 * over.
 */
export const IDENTITY = 'dutybook';

const LET_GO_MS = 1000;

/** Of the time that a reading has. A call that was given less says nothing of the member that did not answer it. */
const TIME_TO_ANSWER = 1 / 4;

/** A follower may be behind: what it does not have, the cluster may have all the same. */
const requiresLeader = true;

/** An event as it goes to the cluster: the exact bytes, and in what is said beside them only how many the append has that it begins. */
export interface Outgoing {
  readonly id: string;
  readonly type: string;
  readonly bytes: Uint8Array;
  readonly appends?: number;
}

export type AllPosition = AllStreamRecordedEvent['position'];

/** A cluster's calls as we make them, each with a deadline of our own: every one settles. */
export class Cluster {
  protected readonly client: EventStoreDBClient;
  readonly #credentials: { readonly username: string; readonly password: string };
  readonly #readMs: number;
  readonly #over = new AbortController();
  readonly #hasMembers: boolean;
  /** Ends when another member is turned to: what the one before was asked is not waited for. */
  #here = new AbortController();

  /** `esdb://…` or `esdb+discover://…`. */
  constructor(url: string, readMs: number) {
    this.client = connected(url);
    this.#hasMembers = /^esdb(\+discover:|:\/\/[^/?]*,)/.test(url);
    this.#credentials = credentialsIn(url);
    this.#readMs = readMs;
  }

  /**
   * Appends at an exact revision (−1: a new stream), all or none. Credentials given with the call make the client take its one-call-per-append
   * path; where the connection is insecure they are not sent.
   */
  async append(stream: string, events: readonly Outgoing[], expected: number, ms: number): Promise<void> {
    const options = {
      expectedRevision: expected < 0 ? client().NO_STREAM : BigInt(expected),
      credentials: this.#credentials,
      requiresLeader,
      deadline: ms,
    } as const;
    const here = this.#here;
    try {
      await within(ms, this.client.appendToStream(stream, events.map(outgoing), options), 'no answer');
    } catch (error) {
      if (isLate(error) && this.#isTimeToAnswer(ms)) this.leave(here);
      throw error;
    }
  }

  /** The id of the stream's event at a revision, undefined where there is none. */
  async idAt(stream: string, revision: number, ms: number): Promise<string | undefined> {
    const found = await this.#event(stream, { fromRevision: BigInt(revision) }, ms);
    return found?.id;
  }

  /** Revision of the stream's last event, −1 where there is none. */
  async revisionOf(stream: string): Promise<number> {
    const found = await this.#event(stream, { fromRevision: client().END, direction: client().BACKWARDS }, this.#readMs);
    return Number(found?.revision ?? -1);
  }

  /** The bytes of the stream's event at a revision, undefined where there is none. */
  async eventAt(stream: string, revision: number): Promise<Uint8Array | undefined> {
    const found = await this.#event(stream, { fromRevision: BigInt(revision) }, this.#readMs);
    return found?.data instanceof Uint8Array ? found.data : undefined;
  }

  /** Where the newest event stands that is the log's own, undefined where there is none. */
  async last(ms: number): Promise<{ readonly stream: string; readonly revision: number } | undefined> {
    const options = {
      fromPosition: client().END,
      direction: client().BACKWARDS,
      credentials: this.#credentials,
      requiresLeader,
    } as const;
    const reading = this.client.readAll(options);
    for await (const { streamId, revision } of this.#read(reading, ms))
      if (streamId !== IDENTITY && !streamId.startsWith('$')) return { stream: streamId, revision: Number(revision) };
    return undefined;
  }

  /** The identity of the log, undefined where it has not begun. */
  async identity(): Promise<string | undefined> {
    const found = await this.#event(IDENTITY, { fromRevision: client().START }, this.#readMs);
    return found === undefined ? undefined : identityIn(found);
  }

  /** Begins the log, under an identity of its own or one that is given. Of several who do so at once one is first; the others find its. */
  async begin(storeId: string = randomUUID()): Promise<string> {
    const bytes = new TextEncoder().encode(JSON.stringify({ storeId }));
    try {
      await this.append(IDENTITY, [{ id: randomUUID(), type: 'LogBegun', bytes }], -1, this.#readMs);
    } catch (error) {
      if (meaningOf(error) !== 'wrong revision') throw error;
    }
    const identity = await this.identity();
    if (identity === undefined) throw new CannotOpenLog('The cluster does not keep what is written to it.');
    return identity;
  }

  /** So many of all events from a position on, that one included; the server's own are among them. */
  async page(from: AllPosition | undefined, most: number): Promise<readonly AllStreamRecordedEvent[]> {
    const events: AllStreamRecordedEvent[] = [];
    const reading = this.client.readAll({ fromPosition: from ?? client().START, maxCount: most, credentials: this.#credentials });
    for await (const event of this.#read(reading, this.#readMs)) events.push(event);
    return events;
  }

  /** Everything recorded after a position, then what comes. `heard` is told of anything that shows the connection to be alive. */
  follow(after: AllPosition | undefined, heard: (checkpoint: AllPosition) => void): AllStreamSubscription {
    const subscription = this.client.subscribeToAll({
      fromPosition: after ?? client().START,
      filter: client().streamNameFilter({ regex: '^[^$]', checkpointReached: (_, checkpoint) => heard(checkpoint) }),
      credentials: this.#credentials,
    });
    // As a reading may.
    subscription.on('error', () => undefined);
    const elsewhere = () => void subscription.destroy(new Unanswered('another member is asked'));
    const { signal } = this.#here;
    signal.addEventListener('abort', elsewhere);
    subscription.once('close', () => signal.removeEventListener('abort', elsewhere));
    return subscription;
  }

  /**
   * Turns to another member than the one that a call went to: it did not answer. The client does so only where a connection breaks, and one to
   * a member that stands still or is cut off without a word breaks after twenty seconds.
   */
  protected leave(here = this.#here): void {
    if (!this.#hasMembers || here !== this.#here || this.#over.signal.aborted) return;
    this.#here = new AbortController();
    here.abort();
    void lookElsewhere(this.client);
  }

  #isTimeToAnswer(ms: number): boolean {
    return ms >= this.#readMs * TIME_TO_ANSWER;
  }

  /** Nothing is read any more; what is being read fails. */
  stopReading(): void {
    this.#over.abort();
  }

  async close(): Promise<void> {
    this.stopReading();
    // What the client still waits for is nobody's any more.
    await within(LET_GO_MS, this.client.dispose(), 'not let go').catch(() => undefined);
  }

  /** One event of a stream, or none. */
  async #event(stream: string, from: ReadStreamOptions, ms: number): Promise<RecordedEvent | undefined> {
    const options = { ...from, maxCount: 1, credentials: this.#credentials, requiresLeader };
    const reading = this.client.readStream(stream, options);
    for await (const event of this.#read(reading, ms)) return event;
    return undefined;
  }

  /** What is read, as it comes; whoever wants no more ends it. */
  async *#read<Event extends RecordedEvent>(
    reading: StreamingRead<{ readonly event?: Event }>,
    ms: number,
  ): AsyncGenerator<Event, undefined> {
    // A call may fail once more after it has ended, when nobody listens: that must not end the process.
    reading.on('error', () => undefined);
    const give = (error?: Error) => {
      reading.destroy(error);
      reading.cancel().catch(() => undefined);
    };
    const here = this.#here;
    const late = setTimeout(() => {
      give(new Unanswered(`no answer within ${ms} ms`));
      if (this.#isTimeToAnswer(ms)) this.leave(here);
    }, ms);
    const stopped = () => give(new Unanswered('the log is being closed'));
    const elsewhere = () => give(new Unanswered('another member is asked'));
    this.#over.signal.addEventListener('abort', stopped);
    here.signal.addEventListener('abort', elsewhere);
    try {
      if (this.#over.signal.aborted) stopped();
      for await (const { event } of reading) if (event !== undefined) yield event;
    } catch (error) {
      if (meaningOf(error) !== 'not found') throw error;
    } finally {
      clearTimeout(late);
      this.#over.signal.removeEventListener('abort', stopped);
      here.signal.removeEventListener('abort', elsewhere);
      give();
    }
  }
}

function connected(url: string): EventStoreDBClient {
  try {
    return reactingSafely(client().EventStoreDBClient.connectionString(url));
  } catch (error) {
    const why = (error instanceof Error ? error.message : String(error)).replace(/\.+$/, '');
    throw new CannotOpenLog(`«${withoutPassword(url)}» is no address of a cluster: ${why}.`);
  }
}

/**
 * When a call has failed, the client looks for another member and waits for none to tell it the outcome: where no member leads, that is a
 * rejection which nobody handles and which ends the process. The call itself has failed by then, and the next one looks for itself. And it
 * closes the channel under calls that are about to go out on it, which ends the process too: so it is closed when they are out, and they fail.
 */
function reactingSafely(client: EventStoreDBClient): EventStoreDBClient {
  const react = ofClient(client, 'handleError');
  const connect = ofClient(client, 'createChannel');
  Reflect.set(client, 'handleError', (...failed: unknown[]) => Promise.resolve(react(...failed)).catch(() => undefined));
  Reflect.set(client, 'createChannel', async () => {
    const channel: { close(): void } = Object(await connect());
    const close = channel.close.bind(channel);
    channel.close = () => void setImmediate(close);
    return channel;
  });
  return client;
}

/** Makes the client look for a member as it does when the one that it is connected to says that it cannot be used. */
async function lookElsewhere(client: EventStoreDBClient): Promise<void> {
  try {
    const soon = new Promise<undefined>((resolve) => setImmediate(resolve, undefined));
    const channel = await Promise.race([ofClient(client, 'getChannel')(), soon]);
    // It looks for one already.
    if (channel === undefined) return;
    await ofClient(client, 'handleError')(
      { getChannel: () => channel },
      Object.assign(new Error('no answer'), { code: UNAVAILABLE }),
    );
  } catch {
    // None was found; the next call looks for itself.
  }
}

const UNAVAILABLE = 14;

/** One of the client's own functions, which it does not offer. */
function ofClient(client: EventStoreDBClient, name: string): (...given: unknown[]) => unknown {
  const own: unknown = Reflect.get(client, name);
  if (typeof own !== 'function') throw new Error('the client is another than this was written for');
  return (...given) => Reflect.apply(own, client, given);
}

/** For sentences: an address may hold a password. */
export const withoutPassword = (url: string): string => url.replace(/\/\/[^/@]*@/, '//');

function credentialsIn(url: string): { username: string; password: string } {
  const [, username, password] = /^esdb(?:\+discover)?:\/\/([^:@/]+):([^@/]+)@/.exec(url) ?? [];
  if (username !== undefined && password !== undefined)
    return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  if (/[?&]tls=false(&|$)/i.test(url)) return { username: 'insecure', password: 'insecure' };
  throw new CannotOpenLog(`«${url}» names no user: it is esdb://USER:PASSWORD@HOST:PORT, or ends with ?tls=false.`);
}

const outgoing = ({ id, type, bytes, appends }: Outgoing) =>
  client().binaryEvent({
    id,
    type,
    data: plain(bytes),
    metadata: appends === undefined ? undefined : new TextEncoder().encode(`{"events":${appends}}`),
  });

/** The same bytes as a plain array: the client copies any other. */
const plain = ({ buffer, byteOffset, byteLength }: Uint8Array) => new Uint8Array(buffer, byteOffset, byteLength);

function identityIn({ data }: RecordedEvent): string {
  const text = data instanceof Uint8Array ? Buffer.from(data).toString() : JSON.stringify(data);
  const read = JSON.parse(text) as { storeId?: unknown };
  if (typeof read.storeId !== 'string')
    throw new CannotOpenLog(`The stream ${IDENTITY} of the cluster does not hold the identity of a log.`);
  return read.storeId;
}
