import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { may, type Person } from '#access';
import {
  fromDoor,
  obligations,
  type Clocks,
  type Day,
  type FailureEvent,
  type Instant,
  type Known,
  type Obligation,
} from '#psti';
import { changed, type DutyChange } from './changes-between.ts';
import type { Entry, Matter } from './facts.ts';
import { mayRead } from './readers.ts';
import { streamName, streamOf } from './stream-name.ts';
import { type Books, Views } from './views.ts';

/** An event that nothing was found wrong with, and that has not been recorded. */
export interface Supposed {
  readonly id: string;
  readonly type: string;
  readonly on: Day;
  readonly at?: Instant;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * What would change on a failure record if this were recorded now: worked out on a copy, and nothing is kept. `undefined`: the stream is no
 * failure record that the viewer may see. A record that does not exist yet would begin with the event.
 */
export class ChangesIf extends Query<readonly DutyChange[] | undefined> {
  constructor(
    readonly viewer: Person,
    readonly stream: string,
    readonly supposed: Supposed,
  ) {
    super();
  }
}

@QueryHandler(ChangesIf)
export class ChangesIfHandler implements IQueryHandler<ChangesIf> {
  constructor(private readonly views: Views) {}

  async execute({ viewer, stream, supposed }: ChangesIf): Promise<readonly DutyChange[] | undefined> {
    const books = await this.views.books();
    const clocks: Clocks = { asOf: books.today, knownAt: books.today };
    const matter = await matterOf(books, { stream, supposed, clocks });
    if (matter === undefined) return undefined;
    const seen = may(viewer, { does: 'read', stream }).allow || (await mayRead(viewer, books, matter.record, matter.product));
    return seen ? changed([matter.obligations(), rowsIf(matter, asRecorded(stream, supposed, books.today))], []) : undefined;
  }
}

interface Supposing {
  readonly stream: string;
  readonly supposed: Supposed;
  readonly clocks: Clocks;
}

async function matterOf(books: Books, { stream, supposed, clocks }: Supposing): Promise<Matter | undefined> {
  const name = streamName(stream);
  if (name?.kind !== 'failure') return undefined;
  const known = await books.matters.ofMatter(streamOf(name.party, 'failure', name.id), 'now', clocks);
  const { product } = supposed.data;
  return known ?? (typeof product === 'string' ? books.matters.emptyOf(name.party, product, clocks) : undefined);
}

/** After everything that was recorded, today. */
const asRecorded = (stream: string, { id, type, on, at, data }: Supposed, today: Day): Entry => ({
  ...fromDoor({ id, type, on, ...(at === undefined ? {} : { at }), data }),
  stream,
  revision: Number.MAX_SAFE_INTEGER,
  leaf: Number.MAX_SAFE_INTEGER,
  recordedAt: `${today}T12:00:00.000Z`,
  by: '',
});

function rowsIf({ book, clocks }: Matter, entry: Entry): readonly Obligation[] {
  const rows = isOfFailure(entry) ? obligations({ ...book, failure: [...book.failure, entry] }, clocks) : [];
  return rows.filter(({ failure, notice }) => failure !== undefined && notice === undefined);
}

const isOfFailure = (entry: Entry): entry is Known<FailureEvent> & Entry => streamName(entry.stream)?.kind === 'failure';
