import type { Expected, Recorded } from './port.ts';

/** Everything an append or a read can answer besides success: a closed set, each with its `code` and a sentence. */

/** The stream is not where the caller took it to be. `missed` is what it did not know, oldest first, at most 100 of them. */
export class WrongRevision extends Error {
  readonly code = 'WrongRevision';
  readonly stream: string;
  readonly expected: Expected;
  /** Revision of the stream's last event, −1 where there is none. */
  readonly actual: number;
  readonly missed: readonly Recorded[];

  constructor(wrong: { stream: string; expected: Expected; actual: number; missed: readonly Recorded[] }) {
    super(
      `${wrong.stream} ${wrong.actual < 0 ? 'does not exist' : `is at revision ${wrong.actual}`}; expected was ${wrong.expected}`,
    );
    this.name = 'WrongRevision';
    this.stream = wrong.stream;
    this.expected = wrong.expected;
    this.actual = wrong.actual;
    this.missed = wrong.missed;
  }
}

/** The key is on this stream already, with other content. */
export class KeyReused extends Error {
  readonly code = 'KeyReused';
  readonly stream: string;
  readonly key: string;
  readonly first: number;
  readonly last: number;

  constructor(reused: { stream: string; key: string; first: number; last: number }) {
    super(`${reused.key} is already on ${reused.stream}, at revision ${reused.first}, with other content`);
    this.name = 'KeyReused';
    this.stream = reused.stream;
    this.key = reused.key;
    this.first = reused.first;
    this.last = reused.last;
  }
}

/** It may be on the log or not. The same key, events and expectation again give one set of events. */
export class UnknownOutcome extends Error {
  readonly code = 'UnknownOutcome';
  readonly key: string;

  constructor(key: string, cause: string) {
    super(`Whether ${key} was recorded is not known (${cause}); sending the same again is safe`);
    this.name = 'UnknownOutcome';
    this.key = key;
  }
}

export class StreamClosed extends Error {
  readonly code = 'StreamClosed';
  readonly stream: string;

  constructor(stream: string) {
    super(`${stream} has been closed for good`);
    this.name = 'StreamClosed';
    this.stream = stream;
  }
}

export class TooLarge extends Error {
  readonly code = 'TooLarge';
  readonly limit: string;

  constructor(limit: string) {
    super(`One append holds at most ${limit}`);
    this.name = 'TooLarge';
    this.limit = limit;
  }
}

/** More is waiting to be written than the log will hold in memory. Nothing was written; try again soon. */
export class StoreBusy extends Error {
  readonly code = 'StoreBusy';
  readonly depth: number;

  constructor(depth: number) {
    super(`${depth} appends are waiting to be written; try again soon`);
    this.name = 'StoreBusy';
    this.depth = depth;
  }
}

/** The disk has no room. Nothing was written; writing goes on by itself when there is. */
export class StoreFull extends Error {
  readonly code = 'StoreFull';

  constructor(cause: string) {
    super(`The disk of the log is full (${cause}); nothing was written`);
    this.name = 'StoreFull';
  }
}

/** What is on the disk is not what the log wrote. */
export class StoreDamaged extends Error {
  readonly code = 'StoreDamaged';

  constructor(cause: string) {
    super(`The log is damaged: ${cause}`);
    this.name = 'StoreDamaged';
  }
}

/** Nothing was written or read; the cause says why, and what to do. */
export class StoreUnavailable extends Error {
  readonly code = 'StoreUnavailable';

  constructor(cause: string) {
    super(`The log cannot be used: ${cause}`);
    this.name = 'StoreUnavailable';
  }
}

/** The log was opened to be read alone. */
export class ForReadingOnly extends StoreUnavailable {
  constructor() {
    super('it was opened for reading only');
    this.name = 'ForReadingOnly';
  }
}

export type StoreError =
  WrongRevision | KeyReused | UnknownOutcome | StreamClosed | TooLarge | StoreBusy | StoreFull | StoreDamaged | StoreUnavailable;

/** The log cannot be opened safely here. Starting again would not help. */
export class CannotOpenLog extends Error {
  readonly code = 'CannotOpenLog';

  constructor(says: string) {
    super(says);
    this.name = 'CannotOpenLog';
  }
}
