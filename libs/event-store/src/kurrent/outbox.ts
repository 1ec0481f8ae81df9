import { setTimeout as wait } from 'node:timers/promises';
import { positionOf, type Handover } from '../envelope.ts';
import { KeyReused, StoreBusy, StoreUnavailable, UnknownOutcome, WrongRevision } from '../errors.ts';
import { firstMissed, MOST_MISSED } from '../expectation.ts';
import type { Figures } from '../figures.ts';
import { leafHash } from '../merkle.ts';
import type { Appended, Expected } from '../port.ts';
import type { LogReader } from '../sqlite/reader.ts';
import { Salts } from '../sqlite/salts.ts';
import type { Arrival, Arrivals } from './arrivals.ts';
import type { Cluster } from './cluster.ts';
import { fitting, groupOf, type Group, type Tip, type Waiting } from './group.ts';
import type { Lookout } from './lookout.ts';
import { meaningOf, sentenceOf } from './meaning.ts';
import { outcomeOf, type Outcome } from './outcome.ts';

export interface Patience {
  /** For one call of an append. */
  readonly attemptMs: number;
  /** For all of them: after that its caller is told. */
  readonly appendMs: number;
  readonly pauseMs: number;
}

/** What an outbox stands on. */
export interface Ground {
  readonly cluster: Cluster;
  readonly lookout: Lookout;
  readonly reader: LogReader;
  readonly arrivals: Arrivals;
  readonly figures: Figures;
  readonly patience: Patience;
  /** Where streams stood after the last append through here; another process may have appended since. */
  readonly tips: Map<string, Tip>;
}

/** Whether it was written is not known, and nobody can say for now. */
class NotKnown extends Error {}

/** How long a look at what became of an append may take when its time is up. */
const LAST_LOOK_MS = 400;
const LONGEST_PAUSE = 1000;
/** So often other processes may come first on a stream whose revision does not matter to the caller. */
const MOST_CONFLICTS = 50;
const MOST_TIPS = 10_000;

/**
 * Where the appends to one stream wait for each other: one call at a time, with everything that has come in meanwhile and fits, so that a
 * process never conflicts with itself. The revision is always an exact one, so that the server recognises a repetition however late it
 * comes; what an append led to is read in the mirror.
 */
export class Outbox {
  protected readonly stream: string;
  protected readonly ground: Ground;
  readonly #queue: Waiting[] = [];
  protected readonly salts = new Salts();
  #conflicts = 0;

  constructor(stream: string, ground: Ground) {
    this.stream = stream;
    this.ground = ground;
  }

  get depth(): number {
    return this.#queue.length;
  }

  put(append: Handover, ids: readonly string[]): Promise<Appended> {
    const until = performance.now() + this.ground.patience.appendMs;
    return new Promise((resolve, reject) => this.#queue.push({ append, ids, until, resolve, reject }));
  }

  /** Settles what waits, until nothing does. `empty` is called in the same breath: nothing may come in between. */
  async settleAll(empty: () => void): Promise<void> {
    while (this.#queue.length > 0) {
      try {
        await this.#settle();
      } catch (error) {
        this.#queue.shift()?.reject(error);
      }
    }
    empty();
  }

  async #settle(): Promise<void> {
    const [head] = this.#queue;
    if (head === undefined) return;
    if (head.until <= performance.now()) throw new StoreUnavailable('the appends before it took too long; nothing was written');
    const { tips } = this.ground;
    const remembered = tips.get(this.stream);
    const tip = remembered ?? this.#tip();
    const group = this.#group(tip);
    if (group !== undefined) await this.#send(group);
    // What is remembered is good for a try, not for a refusal.
    else if (remembered !== undefined) tips.delete(this.stream);
    else await this.#answer(head, tip);
  }

  /** Where the stream stands in the mirror. */
  #tip(): Tip {
    const [last] = this.ground.reader.streamPage(this.stream, { from: Number.MAX_SAFE_INTEGER, to: 0, most: 1 }).events;
    if (last === undefined) return { revision: -1, hash: null, recordedAt: '' };
    return { revision: last.revision, hash: leafHash(last.bytes).toString('hex'), recordedAt: last.recordedAt };
  }

  /** As many as may go in one call, from the head of the queue on; undefined where the head may not go at all. */
  #group(tip: Tip): Group | undefined {
    const waiting = fitting(this.#queue, tip, (key) => this.#known(key) !== undefined);
    return waiting.length === 0 ? undefined : groupOf(waiting, tip, this.salts);
  }

  #known(key: string) {
    return this.ground.reader.commitOf(this.stream, key);
  }

  /** An append whose key is known, or that does not fit where the stream stands. */
  async #answer(head: Waiting, tip: Tip): Promise<void> {
    const { key, content, expected } = head.append;
    const known = this.#known(key);
    if (known === undefined) {
      // What the caller expects may have come from another process, and not yet to this one.
      if (mayBeAhead(expected, tip.revision) && (await this.#isBehind(tip, head.until))) return;
      const missed = this.ground.reader.streamPage(this.stream, {
        from: firstMissed(expected),
        to: Number.MAX_SAFE_INTEGER,
        most: MOST_MISSED,
      }).events;
      throw new WrongRevision({ stream: this.stream, expected, actual: tip.revision, missed });
    }
    const { content: before, leaf, ...receipt } = known;
    if (before !== content) throw new KeyReused({ stream: this.stream, key, first: known.first, last: known.last });
    this.#queue.shift();
    head.resolve({ stream: this.stream, ...receipt, leaf, position: positionOf(leaf), duplicate: true });
  }

  /** Whether the stream is further on the cluster than it was here; then it has come here too when this resolves. */
  async #isBehind(tip: Tip, until: number): Promise<boolean> {
    try {
      const actual = await this.ground.cluster.revisionOf(this.stream);
      if (actual <= tip.revision) return false;
      await this.#reach(actual, until);
      return true;
    } catch (error) {
      throw new StoreUnavailable(`${sentenceOf(error)}; nothing was written`);
    }
  }

  /** Waits until the mirror has the stream up to a revision. */
  #reach(revision: number, until: number): Promise<void> {
    const { arrivals, reader } = this.ground;
    return arrivals.until(() => reader.revisionOf(this.stream) >= revision, left(until));
  }

  async #send(group: Group): Promise<void> {
    const { arrivals, tips } = this.ground;
    const { expected, last, waiting, events } = group;
    tips.delete(this.stream);
    const arrival = arrivals.expect({ stream: this.stream, first: expected + 1, last, bytes: events[0]?.bytes });
    try {
      const reached = await this.sent(group);
      await (reached === undefined ? arrival.within(left(group.until)) : this.#reach(reached, group.until));
      if (arrival.isOurs) {
        remember(tips, this.stream, group.tip);
        this.#resolve(group, arrival);
      } else this.#mustNotGoOnForEver();
    } catch (error) {
      for (const { append, reject } of this.#queue.splice(0, waiting.length)) reject(this.#asError(error, append.key));
    } finally {
      arrivals.forget(arrival);
    }
  }

  #resolve({ waiting, parts, last }: Group, { leaf: end = -1 }: Arrival): void {
    this.#conflicts = 0;
    this.#queue.splice(0, waiting.length);
    this.ground.lookout.told(end);
    for (const [n, { resolve }] of waiting.entries()) {
      const part = parts[n];
      if (part === undefined) continue;
      const leaf = end - (last - part.last);
      resolve({ stream: this.stream, ...part, leaf, position: positionOf(leaf), duplicate: false });
    }
  }

  /** Another process came first: it is looked at again from where the stream stands now. */
  #mustNotGoOnForEver(): void {
    this.ground.figures.conflicts += 1;
    if (++this.#conflicts > MOST_CONFLICTS) throw new StoreBusy(this.#queue.length);
  }

  #asError(error: unknown, key: string): unknown {
    if (!(error instanceof NotKnown) && meaningOf(error) !== 'unknown') return error;
    this.ground.figures.unknown += 1;
    return new UnknownOutcome(key, sentenceOf(error));
  }

  /** Sends it until it is known what became of it. Gives the revision that another process has taken, if one has. */
  protected async sent({ events, expected, until }: Group): Promise<number | undefined> {
    const { cluster, figures, patience } = this.ground;
    for (let tries = 0; ; tries++) {
      const began = performance.now();
      try {
        await cluster.append(this.stream, events, expected, Math.min(patience.attemptMs, Math.max(1, until - performance.now())));
        return undefined;
      } catch (error) {
        const told = outcomeOf(error, this.stream, expected);
        const outcome = told === 'unknown' ? await this.readBack(expected + 1, events[0]?.id, until) : told;
        if (outcome === 'written') return undefined;
        if (typeof outcome === 'number') return outcome;
        if (performance.now() >= until) throw new NotKnown(sentenceOf(error));
      }
      figures.retries += 1;
      const pause = Math.min(patience.pauseMs * 2 ** Math.min(tries, 10), LONGEST_PAUSE);
      // A call that took its time has waited already.
      await wait(Math.max(0, Math.min(pause - (performance.now() - began), until - performance.now())));
    }
  }

  /** Only ours can stand at that revision under our id: everyone appends at exact revisions. */
  protected async readBack(revision: number, id: string | undefined, until: number): Promise<Outcome> {
    try {
      const found = await this.ground.cluster.idAt(this.stream, revision, Math.max(LAST_LOOK_MS, left(until)));
      if (found === undefined) return 'not there';
      return found === id ? 'written' : revision;
    } catch {
      return 'not there';
    }
  }
}

/** Whether a stream that is at this revision here may be where the caller takes it to be on the cluster. */
const mayBeAhead = (expected: Expected, revision: number) =>
  typeof expected === 'number' ? expected > revision : expected === 'exists' && revision < 0;

/** Of the time that is given, at least enough for one look. */
const left = (until: number) => Math.max(LAST_LOOK_MS, until - performance.now());

function remember(tips: Map<string, Tip>, stream: string, tip: Tip): void {
  if (tips.size >= MOST_TIPS) tips.clear();
  tips.set(stream, tip);
}
