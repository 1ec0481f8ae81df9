import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { may, type Person } from '#access';
import type { Clocks, DutyId, FailureId, Obligation, PartyId, ProductId, Status } from '#psti';
import { answeredAt } from './at-clocks.ts';
import type { Matter } from './facts.ts';
import { comparedRows } from './joined.ts';
import { mayRead } from './readers.ts';
import { streamName, streamOf } from './stream-name.ts';
import type { Answered } from './timeline.ts';
import { type Books, Views } from './views.ts';

/** A party's whole book, or what it holds of one product or failure. */
export interface DutiesIn {
  readonly party: PartyId;
  readonly product?: ProductId;
  readonly failure?: FailureId;
}

export interface DutiesAsked {
  /** Only these duties. */
  readonly only?: readonly DutyId[];
  readonly status?: readonly Status[];
}

export interface DutiesAnswer extends Answered {
  readonly duties: readonly Obligation[];
}

/**
 * Every duty that arose, done or not, at both clocks: those in the party's book (its representative's too) and those it holds
 * as a representative in another's. `undefined`: no such book, product or failure, or not for this viewer.
 */
export class DutiesOf extends Query<DutiesAnswer | undefined> {
  constructor(
    readonly viewer: Person,
    readonly of: DutiesIn,
    readonly clocks: Partial<Clocks> = {},
    readonly asked: DutiesAsked = {},
  ) {
    super();
  }
}

@QueryHandler(DutiesOf)
export class DutiesOfHandler implements IQueryHandler<DutiesOf> {
  constructor(private readonly views: Views) {}

  async execute({ viewer, of, clocks, asked }: DutiesOf): Promise<DutiesAnswer | undefined> {
    const books = await this.views.books();
    const answered = await answeredAt(books, clocks);
    const compares = may(viewer, { does: 'compare books' }).allow;
    const rows: Obligation[] = [];
    let found = isWholeBook(of) && may(viewer, { does: 'read book', party: of.party }).allow;
    for await (const matter of mattersIn(books, of, answered)) {
      const isOwn = matter.party === of.party;
      if (!(await maySee(viewer, books, matter, of.party))) continue;
      found ||= isOwn || isWholeBook(of);
      const all = compares ? await comparedRows(books, matter, answered) : matter.obligations();
      rows.push(...all.filter(({ holder }) => isOwn || holder === of.party));
    }
    return found ? { ...answered, duties: rows.filter(isAsked(asked)) } : undefined;
  }
}

const isWholeBook = ({ product, failure }: DutiesIn): boolean => product === undefined && failure === undefined;

/** The records of the party's own book, then those of others in which it may owe something as their representative. */
async function* mattersIn(books: Books, of: DutiesIn, clocks: Clocks): AsyncGenerator<Matter> {
  const read = new Set<string>();
  for (const stream of [...ownStreams(books, of), ...representedStreams(books, of)]) {
    const matter = await books.matters.ofMatter(stream, 'now', clocks);
    if (matter === undefined || read.has(matter.record)) continue;
    read.add(matter.record);
    yield matter;
  }
}

function ownStreams({ shelf }: Books, { party, product, failure }: DutiesIn): readonly string[] {
  if (failure !== undefined) return [streamOf(party, 'failure', failure)];
  if (product !== undefined) return [streamOf(party, 'product', product), ...shelf.about(party, product)];
  return (['product', 'failure', 'notice'] as const).flatMap((kind) => shelf.streams(party, kind));
}
const representedStreams = ({ shelf }: Books, { party, product, failure }: DutiesIn): readonly string[] =>
  shelf
    .appointmentsOf(party)
    .filter(
      (appointed) =>
        failure === undefined && (product === undefined || appointed.product === product) && appointed.party !== party,
    )
    .flatMap((appointed) =>
      shelf.about(appointed.party, appointed.product).filter((stream) => streamName(stream)?.kind === 'failure'),
    );

/** Whoever may read the record; and what a representative owes in another's book is its own to see. */
const maySee = async (viewer: Person, books: Books, { party, record, product }: Matter, holder: PartyId): Promise<boolean> =>
  (party !== holder && viewer.party === holder) || mayRead(viewer, books, record, product);

const isAsked =
  ({ only, status }: DutiesAsked) =>
  (row: Obligation): boolean =>
    (only === undefined || only.includes(row.duty)) && (status === undefined || status.includes(row.status));
