/** What clients asked for, when, and what they were told: the one side that `check-history` holds the log against. */

/** `unknown`: no answer, or one that does not say whether it was done. `fail`: it was certainly not. */
export type Outcome = 'ok' | 'fail' | 'unknown';

/** Events offered under one key, all or none. Where they were acknowledged, the place they were said to have. */
export interface Write {
  readonly kind: 'write';
  readonly stream: string;
  readonly ids: readonly string[];
  readonly receipt?: { readonly revision: number; readonly leaf: number };
}

/** A whole record was read: the revision of the last event seen, −1 where none was. */
export interface Read {
  readonly kind: 'read';
  readonly stream: string;
  readonly revision: number;
}

/** A list was read: the leaf up to which it said that it shows the log. */
export interface Look {
  readonly kind: 'look';
  readonly list: string;
  readonly leaf: number;
}

export type Deed = Write | Read | Look;

/** Times are of one clock, which only goes forward. */
export interface Entry {
  readonly client: string;
  readonly start: number;
  readonly end: number;
  readonly outcome: Outcome;
  readonly deed: Deed;
}

export class Journal {
  readonly entries: Entry[] = [];

  /** Notes what became of an attempt, however it ended. */
  async note<Told>(client: string, attempt: () => Promise<{ outcome: Outcome; deed: Deed; told: Told }>): Promise<Told> {
    const start = performance.now();
    const { outcome, deed, told } = await attempt();
    this.entries.push({ client, start, end: performance.now(), outcome, deed });
    return told;
  }
}
