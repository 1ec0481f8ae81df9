import { setImmediate } from 'node:timers/promises';
import { leafOf, positionOf } from './envelope.ts';
import { StoreUnavailable } from './errors.ts';
import { consistencyProof, inclusionProof, type Proof } from './proofs.ts';
import {
  EventStore,
  type LogFigures,
  type Position,
  type ReadAll,
  type ReadStream,
  type Recorded,
  type Subscribe,
  type Subscription,
} from './port.ts';

export const PAGE = 500;

/** Which events of the log a reader wants, all bounds included. */
export interface Stretch {
  readonly first: number;
  readonly last: number;
  readonly types?: readonly string[];
  readonly kinds?: readonly string[];
  readonly most: number;
}

/** A page of the log, and the leaf up to which nothing is missing (past the page's last event where others were passed over). */
export interface LogPage {
  readonly events: readonly Recorded[];
  readonly reached: number;
}

/** A stretch of one stream: from the revision read first to the one read last. */
export interface StreamStretch {
  readonly from: number;
  readonly to: number;
  readonly most: number;
}

/** A page of one stream, and whether the stretch holds no more. */
export interface StreamPage {
  readonly events: readonly Recorded[];
  readonly isWhole: boolean;
}

/** Rings when the log has grown or a wait must end. */
class Bell {
  #heard = Promise.withResolvers<void>();

  next(): Promise<void> {
    return this.#heard.promise;
  }

  ring(): void {
    this.#heard.resolve();
    this.#heard = Promise.withResolvers();
  }
}

type OnPage = (page: readonly Recorded[], at: Position) => Promise<void> | void;

/** Reading and following, the same for every store that can hand over a page at once. Other work gets its turn between pages. */
export abstract class PagedStore extends EventStore {
  protected readonly bell = new Bell();
  protected closed = false;
  readonly #subscriptions = new Set<Subscription>();

  /** Leaf number of the last event, −1 for an empty log. */
  protected abstract lastLeaf(): number;
  protected abstract logPage(stretch: Stretch): LogPage;
  protected abstract streamPage(stream: string, stretch: StreamStretch): StreamPage;

  /** The hash of a complete subtree of the log's tree. */
  protected abstract node(level: number, index: number): Uint8Array;

  figures(): LogFigures {
    return {};
  }

  async catchUp(_ms: number): Promise<void> {
    this.mustBeOpen();
  }

  protected mustBeOpen(): void {
    if (this.closed) throw new StoreUnavailable('it has been closed');
  }

  async *readStream(stream: string, options: ReadStream = {}): AsyncGenerator<readonly Recorded[]> {
    const { step, to, most, ...start } = strideOf(options);
    let { from, left } = start;
    while (left > 0 && (to - from) * step >= 0) {
      this.mustBeOpen();
      const { events, isWhole } = this.streamPage(stream, { from, to, most: Math.min(left, most) });
      const last = events.at(-1);
      if (last === undefined) return;
      yield events;
      if (isWhole) return;
      from = last.revision + step;
      left -= events.length;
      await setImmediate();
    }
  }

  async *readAll(options: ReadAll = {}): AsyncGenerator<readonly Recorded[]> {
    const { types, kinds, page: most = PAGE } = options;
    const last = Math.min(options.until === undefined ? Infinity : leafOf(options.until), this.lastLeaf());
    for (let reached = leafOf(options.after ?? ''); reached < last; await setImmediate()) {
      this.mustBeOpen();
      const page = this.logPage({ first: reached + 1, last, types, kinds, most });
      reached = page.reached;
      if (page.events.length > 0) yield page.events;
    }
  }

  subscribe(options: Subscribe, onPage: OnPage): Subscription {
    let stopped = false;
    // What `onPage` throws leaves by `ended` alone, so that a failure nobody looks at ends the process rather than in silence.
    const ended = this.#follow(options, onPage, () => stopped || this.closed).finally(() =>
      this.#subscriptions.delete(subscription),
    );
    const subscription: Subscription = {
      ended,
      stop: () => {
        stopped = true;
        this.bell.ring();
        return ended.catch(() => undefined);
      },
    };
    this.#subscriptions.add(subscription);
    return subscription;
  }

  async #follow(
    { after = '', types, kinds, page: most = PAGE }: Subscribe,
    onPage: OnPage,
    isOver: () => boolean,
  ): Promise<void> {
    let reached = leafOf(after);
    await setImmediate();
    while (!isOver()) {
      const grown = this.bell.next();
      const last = this.lastLeaf();
      if (reached >= last) {
        await grown;
        // Whoever appended is answered before anybody looks at what it was.
        await setImmediate();
        continue;
      }
      const page = this.logPage({ first: reached + 1, last, types, kinds, most });
      await onPage(page.events, positionOf(page.reached));
      reached = page.reached;
      await setImmediate();
    }
  }

  protected async endSubscriptions(): Promise<void> {
    await Promise.all([...this.#subscriptions].map((subscription) => subscription.stop()));
  }

  async proveInclusion(leaf: number, size: number): Promise<Proof> {
    this.#mustHave(size);
    return inclusionProof((level, index) => this.node(level, index), leaf, size);
  }

  async proveConsistency(earlier: number, size: number): Promise<Proof> {
    this.#mustHave(size);
    return consistencyProof((level, index) => this.node(level, index), earlier, size);
  }

  #mustHave(size: number): void {
    if (size > this.lastLeaf() + 1) throw new RangeError(`the log has ${this.lastLeaf() + 1} events, not ${size}`);
  }

  async head(): Promise<Position> {
    return positionOf(this.lastLeaf());
  }
}

function strideOf({ backwards = false, from, to, limit: left = Infinity, page: most = PAGE }: ReadStream) {
  const [start, end] = backwards ? [Number.MAX_SAFE_INTEGER, 0] : [0, Number.MAX_SAFE_INTEGER];
  return { step: backwards ? -1 : 1, from: from ?? start, to: to ?? end, left, most };
}
