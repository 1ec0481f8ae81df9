import { MOST_BYTES, MOST_EVENTS, written, type Handover } from '../envelope.ts';
import { isWhereExpected } from '../expectation.ts';
import type { Appended } from '../port.ts';
import type { Salts } from '../sqlite/salts.ts';
import type { Outgoing } from './cluster.ts';

export interface Waiting {
  readonly append: Handover;
  /** Of its events. */
  readonly ids: readonly string[];
  readonly until: number;
  readonly resolve: (receipt: Appended) => void;
  readonly reject: (error: unknown) => void;
}

/** Where a stream stands. */
export interface Tip {
  readonly revision: number;
  readonly hash: string | null;
  readonly recordedAt: string;
}

/** Appends that go together: their events, written out on where the stream stands. */
export interface Group {
  readonly waiting: readonly Waiting[];
  readonly events: readonly Outgoing[];
  /** Of each append. */
  readonly parts: readonly { readonly first: number; readonly last: number; readonly recordedAt: string }[];
  readonly expected: number;
  readonly last: number;
  /** Where the stream stands after it. */
  readonly tip: Tip;
  readonly until: number;
}

/** Those at the head of a queue that may go in one call, on where the stream stands: they fit, and expect it to be as they find it. */
export function fitting(queue: readonly Waiting[], tip: Tip, isKnown: (key: string) => boolean): Waiting[] {
  const waiting: Waiting[] = [];
  const keys = new Set<string>();
  let [revision, events, size] = [tip.revision, 0, 0];
  for (const each of queue) {
    const { key, expected, drafts, size: more } = each.append;
    const isMore = waiting.length > 0 && (events + drafts.length > MOST_EVENTS || size + more > MOST_BYTES);
    if (isMore || keys.has(key) || !isWhereExpected(expected, revision) || isKnown(key)) break;
    waiting.push(each);
    keys.add(key);
    revision += drafts.length;
    events += drafts.length;
    size += more;
  }
  return waiting;
}

/** Their events, written out one after the other. */
export function groupOf(waiting: readonly Waiting[], tip: Tip, salts: Salts): Group {
  const events: Outgoing[] = [];
  let { revision, hash, recordedAt } = tip;
  const parts = waiting.map(({ append: { at, drafts }, ids }) => {
    const first = revision + 1;
    const adjusted = at < recordedAt;
    recordedAt = adjusted ? recordedAt : at;
    for (const [n, draft] of drafts.entries()) {
      revision += 1;
      const { bytes, leaf } = written(draft, { prev: hash, recordedAt, adjusted, revision, salt: salts.next() });
      const begins = n === 0 && drafts.length > 1 ? { appends: drafts.length } : {};
      events.push({ id: ids[n] ?? '', type: draft.type, bytes, ...begins });
      hash = leaf.toString('hex');
    }
    return { first, last: revision, recordedAt };
  });
  const until = Math.min(...waiting.map((each) => each.until));
  return { waiting, events, parts, expected: tip.revision, last: revision, tip: { revision, hash, recordedAt }, until };
}
