import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Person } from '#access';
import { rowsThatDiffer, type Clocks, type FailureId, type Obligation, type PartyId, type RowChange } from '#psti';
import { allIn, answeredAt } from './at-clocks.ts';
import { mayRead } from './readers.ts';
import { streamOf } from './stream-name.ts';
import { namedIn, type TimelineEntry, timelineOf } from './timeline.ts';
import { Views } from './views.ts';

/** A row that is not the same at the two pairs of clocks, with what is behind it. */
export interface DutyChange extends RowChange {
  /** The events, visible at one pair only, that the row's reasons name; where they name none of those, all that differ. */
  readonly because: readonly TimelineEntry[];
}

export interface ChangesAnswer {
  readonly before: Clocks;
  readonly after: Clocks;
  readonly changes: readonly DutyChange[];
  /** Everything that is visible at one pair and not at the other. */
  readonly events: readonly TimelineEntry[];
}

/** What differs on one failure record between two pairs of clocks, and the event behind each difference. */
export class ChangesBetween extends Query<ChangesAnswer | undefined> {
  constructor(
    readonly viewer: Person,
    readonly of: { readonly party: PartyId; readonly failure: FailureId },
    readonly before: Clocks,
    readonly after: Partial<Clocks> = {},
  ) {
    super();
  }
}

@QueryHandler(ChangesBetween)
export class ChangesBetweenHandler implements IQueryHandler<ChangesBetween> {
  constructor(private readonly views: Views) {}

  async execute({ viewer, of, before, after }: ChangesBetween): Promise<ChangesAnswer | undefined> {
    const books = await this.views.books();
    const { asOf, knownAt } = await answeredAt(books, after);
    const later: Clocks = { asOf, knownAt };
    const stream = streamOf(of.party, 'failure', of.failure);
    const [was, is] = [await books.matters.ofMatter(stream, 'now', before), await books.matters.ofMatter(stream, 'now', later)];
    if (was === undefined || is === undefined || !(await mayRead(viewer, books, is.record, is.product))) return undefined;
    const events = unlike(timelineOf(allIn(was), before), timelineOf(allIn(is), later));
    return { before, after: later, changes: changed([was.obligations(), is.obligations()], events), events };
  }
}

/** Entries that stand at one pair of clocks and not, or not alike, at the other. */
function unlike(before: readonly TimelineEntry[], after: readonly TimelineEntry[]): readonly TimelineEntry[] {
  const known = new Set(before.map(markOf));
  const still = new Set(after.map(markOf));
  return [...before.filter((entry) => !still.has(markOf(entry))), ...after.filter((entry) => !known.has(markOf(entry)))];
}
const markOf = ({ event, standing, recordedAt }: TimelineEntry): string => `${event} ${standing} ${recordedAt}`;

type Rows = readonly [before: readonly Obligation[], after: readonly Obligation[]];

export const changed = ([before, after]: Rows, events: readonly TimelineEntry[]): readonly DutyChange[] =>
  rowsThatDiffer(before, after).map((change) => ({ ...change, because: becauseOf([change.before, change.after], events) }));

function becauseOf(rows: readonly (Obligation | undefined)[], events: readonly TimelineEntry[]): readonly TimelineEntry[] {
  const named = namedIn(rows.flatMap((row) => (row === undefined ? [] : [row.why])));
  const because = events.filter(({ event }) => named.has(event));
  return because.length > 0 ? because : events;
}
