import type { AllStreamResolvedEvent, AllStreamSubscription } from '@eventstore/db-client';
import { setTimeout as wait } from 'node:timers/promises';
import type { AllPosition, Cluster } from './cluster.ts';
import type { Lookout } from './lookout.ts';
import { meaningOf, sentenceOf, Unanswered } from './meaning.ts';
import { MirrorAstray, MirrorFailed, type Mirror } from './mirror.ts';
import { positionIn, type Pages } from './pages.ts';

/** With so much waiting for the mirror, the cluster is asked to wait. */
const MOST_EVENTS = 5000;
const MOST_BYTES = 16 * 1024 * 1024;
const LONGEST_PAUSE = 2000;

/** Who wants to know of each event as it comes, and of how far the mirror has grown. */
export interface Listener {
  came(stream: string, revision: number, leaf: number, bytes: Uint8Array): void;
  written(size: number): void;
}

export interface FeedGround {
  readonly cluster: Cluster;
  readonly mirror: Mirror;
  readonly lookout: Lookout;
  readonly listener: Listener;
}

export interface FeedSettings {
  /** How long a new subscription may take to be confirmed. */
  readonly readMs: number;
  /** After so long without a sign of life it is subscribed anew. */
  readonly silenceMs: number;
  /** So often it looks whether the cluster still has what came from it. */
  readonly lookMs: number;
  /** The first pause after a failure, doubled each time. */
  readonly pauseMs: number;
  readonly parts: { readonly Pages: typeof Pages };
}

/**
 * Brings what is recorded on the cluster into the mirror, in its order, for as long as the store is open. Where it stands is always the
 * last event in the mirror and nothing else: whatever ends a subscription – a burst that the server does not wait for, a broken or a silent
 * connection – the next one goes on from there, so nothing is lost or taken twice.
 */
export class Feed {
  readonly #ground: FeedGround;
  readonly #settings: FeedSettings;
  readonly #over = new AbortController();
  #running: Promise<unknown> = Promise.resolve();
  #pages: Pages;
  #subscription: AllStreamSubscription | undefined;
  #inHand = 0;
  #heardAt = 0;
  #isLive = false;
  #isSending = false;
  #failures = 0;
  /** When the mirror was last known to have everything. */
  #wholeAt = performance.now();
  #whole = Promise.withResolvers<void>();
  /** Whether the mirror has had everything once. */
  isWhole = false;
  /** Subscriptions that had to be made again. */
  reconnects = 0;
  /** Why the cluster cannot be reached; it is tried on. */
  away: string | undefined;
  /** Why the mirror cannot be written; it is tried on. */
  hindered: string | undefined;
  /** Why nothing more is copied until the next start. */
  stopped: string | undefined;

  constructor(ground: FeedGround, settings: FeedSettings) {
    this.#ground = ground;
    this.#settings = settings;
    this.#pages = this.#startOver();
  }

  start(storeId: string): void {
    this.#running = Promise.all([this.#run(storeId), this.#lookOut()]);
  }

  async stop(): Promise<void> {
    this.#end();
    this.#ground.cluster.stopReading();
    await this.#running;
  }

  /** Resolves when the mirror has, for the first time, everything that is on the cluster. */
  get whole(): Promise<void> {
    return this.#whole.promise;
  }

  /** How far the mirror is behind: seconds since it last had everything, and events that have come but are not in it yet. */
  lag(): { readonly seconds: number; readonly events: number } {
    this.#noteWhole();
    return { seconds: (performance.now() - this.#wholeAt) / 1000, events: this.#pages.came - this.#ground.mirror.size };
  }

  async #run(storeId: string): Promise<void> {
    while (!this.#over.signal.aborted) {
      const began = performance.now();
      let isConfirmed = false;
      try {
        await this.#ground.lookout.mustBeSame(storeId);
        await this.#subscribed(() => {
          isConfirmed = true;
          this.away = undefined;
        });
      } catch (error) {
        if (this.#over.signal.aborted) return;
        if (performance.now() - began > LONGEST_PAUSE) this.#failures = 0;
        this.#note(error, isConfirmed);
        await this.#pause();
      }
      await this.#takeUpAgain();
    }
  }

  #note(error: unknown, isConfirmed: boolean): void {
    this.reconnects += 1;
    this.#isLive = false;
    if (error instanceof MirrorFailed) this.hindered = error.message;
    else if (error instanceof MirrorAstray || meaningOf(error) === 'defect') this.#giveUp(error);
    else if (!isConfirmed) this.away = sentenceOf(error);
  }

  async #lookOut(): Promise<void> {
    const { signal } = this.#over;
    for (;;) {
      await wait(this.#settings.lookMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        await this.#ground.lookout.mustHaveTheNewest();
      } catch (error) {
        if (error instanceof MirrorAstray) this.#giveUp(error);
      }
    }
  }

  #giveUp(error: unknown): void {
    this.stopped ??= sentenceOf(error);
    this.#end();
  }

  #end(): void {
    this.#over.abort();
    this.#subscription?.destroy();
  }

  /** None the first time: what ended a subscription is mostly over. */
  async #pause(): Promise<void> {
    const doubled = this.#failures++;
    if (doubled === 0) return;
    const ms = Math.min(this.#settings.pauseMs * 2 ** Math.min(doubled - 1, 10), LONGEST_PAUSE);
    await wait(ms, undefined, { signal: this.#over.signal }).catch(() => undefined);
  }

  /** From what is in the mirror. */
  async #takeUpAgain(): Promise<void> {
    await this.#ground.mirror.settled();
    this.#pages = this.#startOver();
  }

  #startOver(): Pages {
    const { Pages } = this.#settings.parts;
    return new Pages(this.#ground.mirror.size, this.#ground.mirror.mark);
  }

  /** One subscription: resolves when it has been silent too long or is not wanted any more, rejects with what broke it. */
  async #subscribed(confirmed: () => void): Promise<void> {
    const { readMs, silenceMs } = this.#settings;
    this.#over.signal.throwIfAborted();
    const ended = Promise.withResolvers<void>();
    this.heard();
    const subscription = this.#ground.cluster.follow(this.from(), (checkpoint) => this.heard(checkpoint));
    this.#subscription = subscription;
    const late = setTimeout(() => ended.reject(new Unanswered(`no answer within ${readMs} ms`)), readMs);
    const watch = setInterval(() => {
      if (performance.now() - this.#heardAt > silenceMs) ended.resolve();
    }, silenceMs / 4);
    subscription
      .on('confirmation', () => {
        clearTimeout(late);
        this.heard();
        confirmed();
      })
      .on('caughtUp', () => {
        this.#isLive = true;
        setImmediate(() => this.#noteWhole());
      })
      .on('fellBehind', () => (this.#isLive = false))
      .on('data', (event: AllStreamResolvedEvent) => this.#take(event, ended))
      .on('error', ended.reject)
      .on('close', () => ended.reject(new Unanswered('the subscription was ended')));
    try {
      await ended.promise;
    } finally {
      clearTimeout(late);
      clearInterval(watch);
      subscription.destroy();
      subscription.unsubscribe().catch(() => undefined);
    }
  }

  /** Where to go on: after the last event in the mirror. */
  protected from(): AllPosition | undefined {
    const { mark } = this.#ground.mirror;
    return mark === undefined ? undefined : positionIn(mark);
  }

  /** A sign of life. A checkpoint may lie beyond events that have not come, so it is nothing more than that. */
  protected heard(_checkpoint?: AllPosition): void {
    this.#heardAt = performance.now();
  }

  #take({ event }: AllStreamResolvedEvent, ended: PromiseWithResolvers<void>): void {
    this.heard();
    this.#failures = 0;
    if (event === undefined) return;
    try {
      const leaf = this.#pages.take(event);
      if (leaf === undefined || !(event.data instanceof Uint8Array)) return;
      this.#ground.listener.came(event.streamId, Number(event.revision), leaf, event.data);
    } catch (error) {
      return ended.reject(error);
    }
    this.#sendSoon(ended);
    if (this.#isTooMuch()) this.#subscription?.pause();
  }

  /** Whatever comes in one turn of the event loop goes to the mirror together. */
  #sendSoon(ended: PromiseWithResolvers<void>): void {
    if (this.#isSending) return;
    this.#isSending = true;
    setImmediate(() => {
      this.#isSending = false;
      this.#send(this.#pages, ended);
    });
  }

  #isTooMuch(): boolean {
    return this.#pages.waiting > MOST_EVENTS || this.#pages.bytes > MOST_BYTES;
  }

  #send(pages: Pages, ended: PromiseWithResolvers<void>): void {
    // One page at a time, and a full one beside it, so that the mirror never waits; what comes while it writes makes one page.
    while (!this.#over.signal.aborted && pages === this.#pages && (this.#inHand === 0 || (this.#inHand === 1 && pages.isFull))) {
      const page = pages.next();
      if (page === undefined) return;
      this.#inHand += 1;
      void this.#ground.mirror
        .write(page)
        .then((size) => this.#written(size), ended.reject)
        .finally(() => {
          this.#inHand -= 1;
          this.#noteWhole();
          this.#send(pages, ended);
          if (!this.#isTooMuch()) this.#subscription?.resume();
        });
    }
  }

  #written(size: number): void {
    this.hindered = undefined;
    this.#ground.listener.written(size);
  }

  #noteWhole(): void {
    if (!this.#isLive || this.#pages.came > this.#ground.mirror.size) return;
    this.#wholeAt = performance.now();
    this.isWhole = true;
    this.#whole.resolve();
  }
}
