import type { ServerWritableStream, ServiceError } from '@grpc/grpc-js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { Kept, Records } from './records.ts';
import { startAfter, wanted } from './starting.ts';
import { caughtUp, checkpoint, confirmation, fellBehind, nameOf, recorded, tombstoned, tooSlow } from './wire.ts';

type Call = ServerWritableStream<streams.ReadReq, streams.ReadResp>;

/** The real server reads on in pages of so many. */
const PAGE = 32;
/**
 * When it is live it drops who is further behind than its buffers and those of the connection: of the bursts of 500 small events some,
 * after 220 to 340 of them, of those of 200 none; of 100 events of 10 KB each some.
 */
const BEHIND = 250;
const BYTES_BEHIND = 512 * 1024;

/** Ways in which a checkpoint says more than the subscriber has had. */
export type Misleading = 'prepare 0' | 'end of log' | 'going live';

export class Subscriptions {
  readonly #records: Records;
  readonly #open = new Set<Subscription>();
  misleading: Misleading | undefined;
  /** So many events before where a subscription should begin are sent once more. */
  repeats = 0;
  /** Live events that may wait for a subscriber. */
  behind = BEHIND;

  constructor(records: Records) {
    this.#records = records;
  }

  get count(): number {
    return this.#open.size;
  }

  begin(id: string, call: Call, options: streams.ReadReq.Options): void {
    const subscription = new Subscription(this, this.#records, call, options);
    this.#open.add(subscription);
    void subscription.run(id).finally(() => this.#open.delete(subscription));
  }

  /** Ends every subscription with this error. */
  drop(error: () => ServiceError): void {
    for (const subscription of this.#open) subscription.end(error());
  }

  /** Says to every subscription that it is no longer live; it catches up again by itself. */
  fallBehind(): void {
    for (const subscription of this.#open) subscription.fallBehind();
  }
}

class Subscription {
  readonly #all: Subscriptions;
  readonly #records: Records;
  readonly #call: Call;
  readonly #options: streams.ReadReq.Options;
  readonly #wants: (event: Kept) => boolean;
  readonly #stream: string | undefined;
  readonly #window: number;
  #waiting: Kept[] = [];
  #bytes = 0;
  #wake = Promise.withResolvers<void>();
  #error: ServiceError | undefined;
  #considered = 0;
  #isLive = false;

  constructor(all: Subscriptions, records: Records, call: Call, options: streams.ReadReq.Options) {
    this.#all = all;
    this.#records = records;
    this.#call = call;
    this.#options = options;
    this.#stream = options.hasStream() ? nameOf(options.getStream()?.getStreamIdentifier()) : undefined;
    this.#wants = this.#stream === undefined ? wanted(options.getFilter()) : ({ stream }) => stream === this.#stream;
    const filter = options.getFilter();
    this.#window = filter === undefined ? Infinity : (filter.getMax() || PAGE) * filter.getCheckpointintervalmultiplier();
    call.on('cancelled', () => this.#wake.resolve());
  }

  end(error: ServiceError): void {
    this.#error ??= error;
    this.#wake.resolve();
  }

  fallBehind(): void {
    this.#isLive = false;
    this.#wake.resolve();
  }

  async run(id: string): Promise<void> {
    try {
      if (this.#stream !== undefined && this.#records.isTombstoned(this.#stream)) throw tombstoned(this.#stream);
      let place = startAfter(this.#records, this.#options, this.#records.stream(this.#stream ?? ''));
      place = Math.max(0, place - this.#all.repeats);
      await this.#send(confirmation(id));
      while (!this.#over) {
        place = await this.#catchUp(place);
        if (this.#over) break;
        place = await this.#live();
        if (!this.#over) await this.#send(fellBehind());
      }
      if (this.#error !== undefined) this.#call.emit('error', this.#error);
    } catch (error) {
      this.#call.emit('error', error);
    }
  }

  get #over(): boolean {
    return this.#call.cancelled || this.#error !== undefined;
  }

  /** Sends what is there, page after page. */
  async #catchUp(start: number): Promise<number> {
    let place = start;
    while (place < this.#records.all.length && !this.#over) {
      const page = this.#records.all.slice(place, place + PAGE);
      await this.#sendPage(page, place + page.length < this.#records.all.length);
      place += page.length;
    }
    return place;
  }

  /** The checkpoint of a page is its last event that was wanted, or where it began. The last page has none. */
  async #sendPage(page: readonly Kept[], hasMore: boolean): Promise<void> {
    const first = page[0]?.position ?? 0;
    await this.#mislead(first);
    for (const event of page.filter(this.#wants)) if (!this.#over) await this.#send(recorded(event));
    this.#considered += page.length;
    if (this.#considered < this.#window || !hasMore) return;
    this.#considered %= this.#window;
    await this.#checkpoint(page.findLast(this.#wants)?.position ?? first);
  }

  get #end(): number {
    return this.#records.all.at(-1)?.position ?? 0;
  }

  /** Sends what comes, for as long as the subscriber keeps up with it. Gives the place from which it has to catch up again. */
  async #live(): Promise<number> {
    if (this.#all.misleading === 'going live') await this.#checkpoint(this.#end);
    this.#isLive = true;
    let place = this.#records.all.length;
    const deaf = this.#records.listen((events) => this.#hear(events));
    try {
      if (this.#isThere) await this.#send(caughtUp());
      for (let event = await this.#next(); event !== undefined; event = await this.#next()) {
        await this.#sendLive(event);
        place = (this.#records.placeOf(event.position) ?? place - 1) + 1;
      }
      return place;
    } finally {
      deaf();
      this.#waiting = [];
      this.#bytes = 0;
    }
  }

  get #isThere(): boolean {
    return this.#stream === undefined || this.#records.stream(this.#stream).length > 0;
  }

  /** The next live event; none when it is over, which is after what waited was sent, or when it no longer is live. */
  async #next(): Promise<Kept | undefined> {
    for (;;) {
      if (this.#call.cancelled || !this.#isLive) return undefined;
      const event = this.#waiting.shift();
      this.#bytes -= event?.data.length ?? 0;
      if (event !== undefined || this.#error !== undefined) return event;
      await this.#wake.promise;
      this.#wake = Promise.withResolvers();
    }
  }

  #hear(events: readonly Kept[]): void {
    for (const event of events) {
      if (this.#error !== undefined) break;
      this.#bytes += event.data.length;
      if (this.#waiting.length >= this.#all.behind || this.#bytes > BYTES_BEHIND) this.#error = tooSlow();
      else this.#waiting.push(event);
    }
    this.#wake.resolve();
  }

  async #sendLive(event: Kept): Promise<void> {
    await this.#mislead(event.position);
    if (this.#wants(event)) await this.#send(recorded(event));
    if (++this.#considered < this.#window) return;
    this.#considered = 0;
    await this.#checkpoint(event.position);
  }

  async #mislead(first: number): Promise<void> {
    if (this.#all.misleading === 'prepare 0') await this.#checkpoint(first, 0);
    if (this.#all.misleading === 'end of log') await this.#checkpoint(this.#end);
  }

  async #checkpoint(commit: number, prepare = commit): Promise<void> {
    if (this.#window !== Infinity) await this.#send(checkpoint(commit, prepare));
  }

  async #send(message: streams.ReadResp): Promise<void> {
    if (!this.#call.cancelled && !this.#call.write(message))
      await new Promise((resolve) => this.#call.once('drain', resolve).once('cancelled', resolve));
  }
}
