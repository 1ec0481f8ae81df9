import type { Position } from '#event-store';

interface Sample {
  readonly head: Position;
  /** Milliseconds of the process's own clock. */
  readonly at: number;
}

/** More than this and a lag is told as this: an hour. */
const KEPT_MS = 3_600_000;

/**
 * How long what follows the log has been behind it. Positions cannot be counted on every store, so the end of the log is looked at now
 * and then: whoever stands before an end seen a minute ago lags by a minute.
 */
export class Lag {
  readonly #seen: Sample[] = [];

  look(head: Position, at: number): void {
    if (head !== (this.#seen.at(-1)?.head ?? '')) this.#seen.push({ head, at });
    const old = this.#seen.findIndex((sample) => sample.at >= at - KEPT_MS);
    if (old > 0) this.#seen.splice(0, old);
  }

  /** Seconds since the log first went past this position, 0 where it has not. */
  secondsBehind(position: Position, at: number): number {
    const passed = this.#seen.find(({ head }) => head > position);
    return passed === undefined ? 0 : Math.min(at - passed.at, KEPT_MS) / 1_000;
  }
}
