/** How a log's events go to a cluster and come from it, for whoever moves it: in their order, and asked again until it is answered. */
import { setTimeout as wait } from 'node:timers/promises';
import { copied, MOST_BYTES, MOST_EVENTS, type Copied } from '../envelope.ts';
import type { AppendedBytes } from '../sqlite/log-source.ts';
import type { Cluster, Outgoing } from './cluster.ts';
import { meaningOf, sentenceOf } from './meaning.ts';
import { MirrorAstray } from './mirror.ts';
import type { Page } from './mirror-desk.ts';
import { Pages, positionIn } from './pages.ts';

/** It was not copied, or not whole; the sentence says why, and what to do. */
export class CopyRefused extends Error {
  readonly code = 'CopyRefused';
}

const CALL_MS = 10_000;
/** A cluster that answers nothing for so long is given up. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 250;
const PAGE = 1000;

/** Several appends to one stream, one after the other in the log, that go together. */
interface Carried {
  readonly stream: string;
  readonly expected: number;
  readonly events: readonly Outgoing[];
  /** How many events of the log there are with them. */
  readonly end: number;
}

/**
 * One call at a time keeps the log's order, and each append's first event says how many it has, so that whoever reads it finds the appends
 * as they were made. Where calls begin and end depends on where the first begins alone: one that was on its way when the copying was
 * killed is repeated as it was, and the server knows it again.
 */
export function* callsOf(appends: Iterable<AppendedBytes>): Generator<Carried> {
  let open: Open | undefined;
  for (const { first, events: exact } of appends) {
    const { stream, events } = copied(exact);
    const bytes = exact.reduce((sum, { length }) => sum + length, 0);
    if (open !== undefined && !takesMore(open, { stream, bytes, count: events.length })) {
      yield open;
      open = undefined;
    }
    open ??= { stream, expected: (events[0]?.event.revision ?? 0) - 1, events: [], bytes: 0, end: first };
    open.events.push(...events.map(outgoing));
    open.bytes += bytes;
    open.end = first + events.length;
  }
  if (open !== undefined) yield open;
}

interface Open extends Carried {
  readonly events: Outgoing[];
  bytes: number;
  end: number;
}

const takesMore = (open: Open, { stream, bytes, count }: { stream: string; bytes: number; count: number }): boolean =>
  open.stream === stream && open.events.length + count <= MOST_EVENTS && open.bytes + bytes <= MOST_BYTES;

const outgoing = (
  { event: { id, type }, bytes }: Copied['events'][number],
  n: number,
  { length }: Copied['events'],
): Outgoing => ({ id, type, bytes, ...(n === 0 && length > 1 ? { appends: length } : {}) });

export async function sent(cluster: Cluster, { stream, expected, events }: Carried): Promise<void> {
  try {
    await patiently(() => cluster.append(stream, events, expected, CALL_MS));
  } catch (error) {
    if (meaningOf(error) !== 'wrong revision') throw error;
    throw new CopyRefused(`The cluster has something else at revision ${expected + 1} of ${stream}: somebody writes to it.`);
  }
}

/** What the cluster holds after a mark, as the pages of a mirror. */
export async function* pagesOf(
  cluster: Cluster,
  { size, mark }: { size: number; mark: string | undefined },
): AsyncGenerator<Page> {
  const pages = new Pages(size, mark);
  let gone = size;
  for await (const events of eventsOf(cluster, mark === undefined ? undefined : positionIn(mark))) {
    for (const event of events) take(pages, event);
    for (let page = pages.next(); page !== undefined; page = pages.next()) {
      gone += page.lengths.length;
      yield page;
    }
  }
  if (gone !== pages.came) throw new CopyRefused('The last append on the cluster is not whole.');
}

function take(pages: Pages, event: Events[number]): void {
  try {
    pages.take(event);
  } catch (error) {
    if (!(error instanceof MirrorAstray)) throw error;
    throw new CopyRefused(`What the cluster holds is no log of Dutybook: ${error.message}.`);
  }
}

type Events = Awaited<ReturnType<Cluster['page']>>;

/** All events after a position, the server's own among them, a page at a time; that which stands there comes first. */
export async function* eventsOf(cluster: Cluster, after?: Events[number]['position']): AsyncGenerator<Events> {
  let from = after;
  for (let events: Events | undefined; events === undefined || events.length === PAGE;) {
    const at = from;
    events = await patiently(() => cluster.page(at, PAGE));
    from = events.at(-1)?.position ?? from;
    yield events;
  }
}

/** Asks until it is answered. Whatever is asked of the cluster here, twice is as once. */
export async function patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (const until = performance.now() + PATIENCE_MS; ; await wait(PAUSE_MS))
    try {
      return await ask();
    } catch (error) {
      const meaning = meaningOf(error);
      const mayPass = meaning === 'unknown' || meaning === 'not leader' || meaning === 'not found';
      if (meaning === 'wrong revision' || meaning === 'defect') throw error;
      if (!mayPass || performance.now() > until)
        throw new CopyRefused(
          `The cluster cannot be used (${sentenceOf(error)}). What was copied is there: begin again when it can, and it goes on.`,
        );
    }
}
