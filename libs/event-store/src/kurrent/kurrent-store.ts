import { setTimeout as wait } from 'node:timers/promises';
import { Clock } from '../clock.ts';
import { NotStorable } from '../canonical.ts';
import { handover } from '../envelope.ts';
import { CannotOpenLog, StoreBusy, StoreUnavailable } from '../errors.ts';
import { Figures } from '../figures.ts';
import type { Appended, AppendOptions, Health, LogFigures, NewEvent } from '../port.ts';
import { LogFile } from '../sqlite/log-file.ts';
import { Arrivals } from './arrivals.ts';
import { Cluster, IDENTITY, withoutPassword } from './cluster.ts';
import { Feed } from './feed.ts';
import { Lookout } from './lookout.ts';
import { isSetUpWrong, meaningOf, sentenceOf } from './meaning.ts';
import { Mirror } from './mirror.ts';
import { Outbox, type Ground } from './outbox.ts';
import { Pages } from './pages.ts';

export interface KurrentSettings {
  /** `esdb://…` or `esdb+discover://…`, as the client takes it. */
  readonly url: string;
  /** Directory of this process's own copy of the log. It may be deleted while the process is down: it is filled again. */
  readonly mirror: string;
  readonly clock?: Clock;
  /** How long one call of an append may take, and all of one append together; then its caller is told that nobody knows. */
  readonly attemptMs?: number;
  readonly appendMs?: number;
  /** How long a read, or the beginning of a subscription, may take. */
  readonly readMs?: number;
  /** A subscription that says nothing for so long is made again. */
  readonly silenceMs?: number;
  /** So often it is looked whether the cluster still has what came from it. */
  readonly lookMs?: number;
  /** How long opening waits for the cluster, and for the mirror to have everything. */
  readonly openMs?: number;
  /** The first pause after a failure, doubled each time. */
  readonly pauseMs?: number;
  /** What it is made of. Tests give a broken one. */
  readonly parts?: Partial<typeof soundParts>;
}

const soundParts = { Cluster, Feed, Outbox, Pages };

const usual = {
  clock: new Clock(),
  attemptMs: 3000,
  appendMs: 10_000,
  readMs: 10_000,
  silenceMs: 20_000,
  lookMs: 20_000,
  openMs: 30_000,
  pauseMs: 100,
};

type Settings = Required<KurrentSettings> & { readonly parts: typeof soundParts };

const MOST_WAITING = 2000;
const MOST_BYTES_WAITING = 64 * 1024 * 1024;

/**
 * The log on a KurrentDB cluster, for several processes at once. Each copies it into a mirror of its own, and reads nothing else; an append
 * is answered when the cluster has it durably and the mirror has come to it, so a process always sees what it wrote.
 */
export class KurrentStore extends LogFile {
  readonly #cluster: Cluster;
  readonly #mirror: Mirror;
  readonly #feed: Feed;
  readonly #ground: Ground;
  readonly #arrivals = new Arrivals(() => this.bell.ring());
  readonly #settings: Settings;
  readonly #counted = new Figures();
  readonly #outboxes = new Map<string, { readonly outbox: Outbox; readonly emptied: Promise<void> }>();
  #waiting = 0;
  #bytes = 0;
  #closing: Promise<void> | undefined;

  private constructor(cluster: Cluster, mirror: Mirror, settings: Settings) {
    super(mirror.reader, settings.clock);
    this.#cluster = cluster;
    this.#mirror = mirror;
    this.#settings = settings;
    const lookout = new Lookout(cluster, mirror);
    this.#ground = {
      cluster,
      lookout,
      reader: mirror.reader,
      arrivals: this.#arrivals,
      figures: this.#counted,
      patience: settings,
      tips: new Map(),
    };
    this.#feed = new settings.parts.Feed({ cluster, mirror, lookout, listener: this.#arrivals }, settings);
    this.#feed.start(this.storeId);
  }

  /**
   * Opens the log of a cluster, or begins it. Rejects with `CannotOpenLog` where the mirror is of another log, and with `StoreUnavailable`
   * where the cluster does not answer and there is no mirror yet; with one, it opens for reading and goes on when the cluster is back.
   */
  static async open(given: KurrentSettings): Promise<KurrentStore> {
    const parts = { ...soundParts, ...given.parts };
    const settings = { ...usual, ...given, parts };
    const cluster = new parts.Cluster(settings.url, settings.readMs);
    try {
      const mirrored = Mirror.storeIdIn(settings.mirror);
      const storeId = await identityOf(cluster, mirrored, settings);
      const now = settings.clock.now().toISOString();
      const mirror = await Mirror.open({ directory: settings.mirror, storeId, now });
      const store = new KurrentStore(cluster, mirror, settings);
      await store.#whole();
      return store;
    } catch (error) {
      await cluster.close();
      throw error;
    }
  }

  async append(stream: string, events: readonly NewEvent[], options: AppendOptions): Promise<Appended> {
    this.mustBeOpen();
    const append = handover(stream, events, options, this.clock.now());
    if (stream === IDENTITY) throw new NotStorable('stream', `has the name ${IDENTITY}, which is kept for the log itself`);
    const { says } = this.#hindrance();
    if (says !== undefined) throw new StoreUnavailable(`${says} Nothing was written`);
    if (this.#waiting >= MOST_WAITING || this.#bytes + append.size > MOST_BYTES_WAITING) throw new StoreBusy(this.#waiting);
    this.#waiting += 1;
    this.#bytes += append.size;
    try {
      const ids = events.map(({ id }) => id);
      const done = this.#counted.timed();
      const appended = await this.#outboxOf(stream).put(append, ids);
      done();
      return appended;
    } finally {
      this.#waiting -= 1;
      this.#bytes -= append.size;
    }
  }

  #outboxOf(stream: string): Outbox {
    const found = this.#outboxes.get(stream);
    if (found !== undefined) return found.outbox;
    const outbox = new this.#settings.parts.Outbox(stream, this.#ground);
    // Everything that is appended in this turn of the event loop is there when it begins.
    const emptied = Promise.resolve().then(() => outbox.settleAll(() => this.#outboxes.delete(stream)));
    this.#outboxes.set(stream, { outbox, emptied });
    return outbox;
  }

  health(): Health {
    if (this.closed) return { writable: false, says: 'It has been closed.', passing: false };
    const { says, passing } = this.#hindrance();
    if (says !== undefined) return { writable: false, says, passing };
    const { seconds, events } = this.lag();
    if (seconds * 1000 < this.#settings.silenceMs) return { writable: true };
    return {
      writable: true,
      says: `Its copy of the log is ${Math.round(seconds)} seconds behind (${events} events on their way).`,
    };
  }

  /** How far this process's copy is behind: seconds since it last had everything (0: it has), and events on their way into it. */
  lag(): { readonly seconds: number; readonly events: number } {
    return this.#feed.lag();
  }

  /** Seconds are sums: of the appends answered, from the first call to the mirror. */
  override figures(): Required<Omit<LogFigures, 'walBytes'>> {
    const { appends, appendSeconds, conflicts, retries, unknown } = this.#counted;
    const { seconds: behindSeconds, events: behindEvents } = this.lag();
    const { reconnects, isWhole } = this.#feed;
    const [waiting, filling] = [this.#waiting, isWhole ? 0 : 1];
    return { appends, appendSeconds, conflicts, retries, unknown, reconnects, behindSeconds, behindEvents, filling, waiting };
  }

  override async catchUp(ms: number): Promise<void> {
    const { pauseMs } = this.#settings;
    // A member that no longer leads says so once; then another is asked.
    for (const late = performance.now() + ms; ; await wait(pauseMs)) {
      this.mustBeOpen();
      try {
        return await this.#comeTo(await this.#cluster.last(late - performance.now()), late);
      } catch (error) {
        if (meaningOf(error) === 'defect') throw error;
        if (performance.now() + pauseMs < late && meaningOf(error) !== 'denied') continue;
        throw new StoreUnavailable(`what other processes recorded cannot be read yet (${sentenceOf(error)})`);
      }
    }
  }

  async #comeTo(last: Awaited<ReturnType<Cluster['last']>>, late: number): Promise<void> {
    const isHere = () => last === undefined || this.reader.revisionOf(last.stream) >= last.revision;
    await this.#arrivals.until(isHere, late - performance.now());
  }

  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  /** Why nothing can be appended, if so. */
  #hindrance(): { readonly says?: string; readonly passing: boolean } {
    const { stopped, away, hindered } = this.#feed;
    if (stopped !== undefined)
      return { says: `The cluster and this process’s copy of its log differ: ${stopped}.`, passing: false };
    if (away !== undefined) return { says: `The cluster cannot be reached: ${away}.`, passing: true };
    return hindered === undefined ? { passing: true } : { says: `It cannot be copied: ${hindered}.`, passing: true };
  }

  /** Waits until the mirror has everything, as long as opening may take; it goes on filling while it is read. */
  async #whole(): Promise<void> {
    const over = new AbortController();
    const patience = wait(this.#settings.openMs, undefined, { signal: over.signal }).catch(() => undefined);
    await Promise.race([this.#feed.whole, patience]);
    over.abort();
  }

  async #finish(): Promise<void> {
    this.closed = true;
    await this.endSubscriptions();
    while (this.#outboxes.size > 0) await Promise.all([...this.#outboxes.values()].map(({ emptied }) => emptied));
    await this.#feed.stop();
    await this.#cluster.close();
    await this.#mirror.close();
  }
}

/**
 * The identity of the cluster's log; where the cluster does not answer, that of the mirror, to be compared when it does. Where the set-up is
 * wrong it is asked for a little while only: a server that has just been made knows nobody for a moment.
 */
async function identityOf(cluster: Cluster, mirrored: string | undefined, settings: Settings): Promise<string> {
  const { openMs, pauseMs, url } = settings;
  for (const begun = performance.now(); ; await wait(pauseMs)) {
    try {
      return await identityOn(cluster, mirrored, settings);
    } catch (error) {
      if (meaningOf(error) === 'defect') throw error;
      const isWrong = isSetUpWrong(error);
      if (mirrored !== undefined && !isWrong) return mirrored;
      if (performance.now() - begun > (isWrong ? openMs / 6 : openMs))
        throw new StoreUnavailable(`the cluster at ${withoutPassword(url)} cannot be reached: ${sentenceOf(error)}`);
    }
  }
}

async function identityOn(cluster: Cluster, mirrored: string | undefined, { mirror, url }: Settings): Promise<string> {
  const found = await cluster.identity();
  if (mirrored !== undefined && found !== mirrored) throw new CannotOpenLog(otherLog(mirror, mirrored, url, found));
  return found ?? (await cluster.begin());
}

const otherLog = (mirror: string, mirrored: string, url: string, found: string | undefined) =>
  `The mirror ${mirror} is a copy of the log ${mirrored}, but the cluster at ${withoutPassword(url)} holds ${found === undefined ? 'none' : `the log ${found}`}. ` +
  'Correct the address; or, where the cluster is right, move the mirror away: it is filled again.';
