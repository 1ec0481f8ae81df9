import { Clock, type Expected, type NewEvent, type Recorded } from '../src/index.ts';

/** A clock that stands still until it is told otherwise, and may go back. */
export class SetClock extends Clock {
  #at: number;

  constructor(at: string) {
    super();
    this.#at = Date.parse(at);
  }

  override now(): Date {
    return new Date(this.#at);
  }

  turn(ms: number): void {
    this.#at += ms;
  }
}

/** What must be known of an event on the log; its salt, `prev` and bytes are checked by `verifyLog`. */
export type Known = Omit<Recorded, 'prev' | 'salt' | 'bytes'>;

interface Commit {
  readonly stream: string;
  readonly body: string;
  readonly events: readonly NewEvent[];
  readonly first: number;
  readonly last: Known;
}

export type Outcome =
  | { readonly is: 'appended'; readonly first: number; readonly last: Known; readonly duplicate: boolean }
  | { readonly is: 'wrong revision'; readonly actual: number; readonly missed: readonly Known[] }
  | { readonly is: 'key reused'; readonly first: number; readonly last: number };

/** What a log is, in the plainest words: a list, of which a stream is a part. */
export class Model {
  readonly clock: SetClock;
  /** Number of events that the store held before. */
  readonly before: number;
  readonly log: Known[] = [];
  readonly commits: Commit[] = [];

  constructor(clock: SetClock, before: number) {
    this.clock = clock;
    this.before = before;
  }

  stream(name: string): Known[] {
    return this.log.filter(({ stream }) => stream === name);
  }

  append(stream: string, events: readonly NewEvent[], expected: Expected): Outcome {
    const [body, key] = [JSON.stringify(events), events[0]?.id];
    const known = this.commits.find((commit) => commit.stream === stream && commit.events[0]?.id === key);
    if (known?.body === body) return { is: 'appended', first: known.first, last: known.last, duplicate: true };
    if (known !== undefined) return { is: 'key reused', first: known.first, last: known.last.revision };
    const there = this.stream(stream);
    if (!isRight(expected, there.length - 1)) {
      const from = typeof expected === 'number' ? expected + 1 : 0;
      return { is: 'wrong revision', actual: there.length - 1, missed: there.slice(from, from + 100) };
    }
    const written = events.map((event) => this.#written(event, stream));
    const [first, last] = [written.at(0), written.at(-1)];
    if (first === undefined || last === undefined) throw new Error('an append of nothing');
    this.commits.push({ stream, body, events, first: first.revision, last });
    return { is: 'appended', first: first.revision, last, duplicate: false };
  }

  #written(event: NewEvent, name: string): Known {
    const before = this.stream(name);
    const leaf = this.before + this.log.length;
    const [now, last] = [this.clock.now().toISOString(), before.at(-1)?.recordedAt ?? ''];
    const stamp = now < last ? { recordedAt: last, clock: 'adjusted' as const } : { recordedAt: now };
    const known = {
      ...event,
      stream: name,
      revision: before.length,
      leaf,
      position: String(leaf).padStart(16, '0'),
      by: 'kestrel',
      ...stamp,
    };
    this.log.push(known);
    return known;
  }
}

function isRight(expected: Expected, last: number): boolean {
  return expected === 'any' || (expected === 'none' && last === -1) || (expected === 'exists' && last >= 0) || expected === last;
}
