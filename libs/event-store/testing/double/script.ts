/** What the double does wrong, when, and how often. A fault is used up by the calls that it befalls, in the order they were told. */

/** The calls that a fault can befall. */
export type Call = 'append' | 'read' | 'subscribe';

export type Fault =
  /** Written, and then the connection is reset instead of an answer. */
  | { readonly does: 'apply, drop the answer' }
  /** The connection is reset before anything is written. */
  | { readonly does: 'drop before applying' }
  /** Never answered; written after so long, unless it no longer fits then. */
  | { readonly does: 'apply late'; readonly ms: number }
  /** Written at once, answered after so long. */
  | { readonly does: 'answer late'; readonly ms: number }
  /** Taken, never written, never answered. */
  | { readonly does: 'never answer' }
  | { readonly does: 'refuse'; readonly with: Refusal }
  /** Written, and then refused all the same. */
  | { readonly does: 'apply, then refuse'; readonly with: Refusal }
  | { readonly does: 'not leader'; readonly host: string; readonly port: number };

export type Refusal = 'unavailable' | 'cancelled' | 'too slow' | 'access denied' | 'not authenticated' | 'unknown' | 'internal';

export type Rule = Fault & {
  readonly on: Call;
  /** Names of streams that it befalls begin so. */
  readonly stream?: string;
  /** Calls that pass by unharmed first. */
  readonly skip?: number;
  /** How many calls it befalls; once, where nothing is said. */
  readonly times?: number;
};

interface Waiting {
  readonly rule: Rule;
  skip: number;
  times: number;
}

export class Script {
  #waiting: Waiting[] = [];
  #befell = 0;

  add(rule: Rule): void {
    this.#waiting.push({ rule, skip: rule.skip ?? 0, times: rule.times ?? 1 });
  }

  clear(): void {
    this.#waiting = [];
  }

  /** Calls that had a fault so far. */
  get befell(): number {
    return this.#befell;
  }

  /** The fault of this call, if it has one. */
  next(on: Call, stream: string): Fault | undefined {
    const found = this.#waiting.find(({ rule }) => rule.on === on && stream.startsWith(rule.stream ?? ''));
    if (found === undefined) return undefined;
    if (found.skip > 0) {
      found.skip--;
      return undefined;
    }
    if (--found.times <= 0) this.#waiting = this.#waiting.filter((each) => each !== found);
    this.#befell++;
    return found.rule;
  }
}
