import { setTimeout as sleep } from 'node:timers/promises';

export const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const AGAIN_MS = 1_000;

/** Work in the background that must go on until its end: what fails is begun again, and said to be in trouble meanwhile. */
export class Work {
  readonly #ending = new AbortController();
  readonly #running = new Set<Promise<void>>();
  #turn: Promise<void> = Promise.resolve();
  trouble: string | undefined;

  get ending(): AbortSignal {
    return this.#ending.signal;
  }

  keep(work: () => Promise<void>): void {
    const going = this.#goOn(work).finally(() => this.#running.delete(going));
    this.#running.add(going);
  }

  async #goOn(work: () => Promise<void>): Promise<void> {
    while (!this.ending.aborted)
      try {
        await work();
        this.trouble = undefined;
        return;
      } catch (error) {
        if (this.ending.aborted) return;
        this.trouble = sentence(error);
        await this.pause(AGAIN_MS);
      }
  }

  /** One at a time, in the order in which they were asked for. */
  exclusive(work: () => Promise<unknown>): Promise<void> {
    const done = this.#turn.then(async () => {
      await work();
    });
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /** Waits, but not beyond the end. */
  async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.ending }).catch(() => undefined);
  }

  /** Tells all to end, and waits until they have. */
  async end(stop: () => Promise<void>): Promise<void> {
    this.#ending.abort();
    await stop();
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}

/**
 * The pauses of what need not be done at once. In a burst, pages that are let wait grow longer, and what several of their events touch is
 * worked out once.
 */
export class Rest {
  #waiting = 0;
  #wake: (() => void) | undefined;

  async take(ms: number): Promise<void> {
    if (this.#waiting > 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.#wake = resolve;
    await promise;
    clearTimeout(timer);
  }

  /** Ends the pause, and has no other taken until what it gives back is called. */
  hurry(): () => void {
    this.#waiting += 1;
    this.#wake?.();
    return () => void (this.#waiting -= 1);
  }
}
