import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { may, type Person } from '#access';
import { factsOf, type Clocks, type DutyId, type FailureId, type Obligation, type PartyId, type ProductId } from '#psti';
import { answeredAt } from './at-clocks.ts';
import { joinedTo, type JoinedBy, type Member, memberOf, rowsOf } from './joined.ts';
import { Kept } from './kept.ts';
import { datesOf, type Gap, gapsIn, type KeyDate, type Knew, knewIn } from './knowledge.ts';
import { carriageAt, type Carried, givenAt, type GivenNotification, type Happened } from './notices.ts';
import { calledIn } from './failures-register.ts';
import { type HeldRole, rolesIn } from './product-list.ts';
import { remembered } from './remembered.ts';
import { streamName, streamOf } from './stream-name.ts';
import { type Answered, type Hidden, hiddenIn } from './timeline.ts';
import { type Books, Views } from './views.ts';

/** One party's part in a failure. */
export interface PartyInFailure {
  readonly party: PartyId;
  /** What its own book calls them. */
  readonly failure: FailureId;
  readonly product: ProductId;
  readonly roles: readonly HeldRole[];
  readonly dates: Readonly<Partial<Record<KeyDate, Happened>>>;
  readonly gaps: readonly Gap[];
  readonly duties: readonly Obligation[];
  readonly hidden: Hidden;
}

/** Parties down, duties across. A cell may hold several rows (one for each recipient). */
export interface DutyMatrix {
  readonly duties: readonly DutyId[];
  readonly cells: readonly { readonly party: PartyId; readonly duty: DutyId; readonly rows: readonly Obligation[] }[];
}

export interface FailureAcrossPartiesPage extends Answered {
  readonly mark?: string;
  readonly model?: string;
  /** In the order in which they came to it. */
  readonly parties: readonly PartyInFailure[];
  readonly joined: readonly JoinedBy[];
  readonly knowledge: readonly Knew[];
  readonly matrix: DutyMatrix;
  readonly notifications: readonly GivenNotification[];
}

/** The authority's one-screen view of a failure, starting from any party's record of it. `undefined` for everyone else. */
export class FailureAcrossParties extends Query<FailureAcrossPartiesPage | undefined> {
  constructor(
    readonly viewer: Person,
    readonly party: PartyId,
    readonly failure: FailureId,
    readonly clocks: Partial<Clocks> = {},
  ) {
    super();
  }
}

const FEW = 8;
/** A failure may have gone to thousands: of as many the parts are kept, so that one more event has one of them worked out again. */
const MANY = 4_000;

@QueryHandler(FailureAcrossParties)
export class FailureAcrossPartiesHandler implements IQueryHandler<FailureAcrossParties> {
  /** The last answers, by what was asked and how far the log had come: they stand until something more is recorded. */
  readonly #lately = new Map<string, FailureAcrossPartiesPage>();

  readonly #members = new Kept<Member | undefined>(MANY);
  readonly #carriages = new Kept<Carried>(MANY);

  constructor(private readonly views: Views) {}

  async execute({ viewer, party, failure, clocks }: FailureAcrossParties): Promise<FailureAcrossPartiesPage | undefined> {
    if (!may(viewer, { does: 'compare books' }).allow) return undefined;
    const books = await this.views.books();
    const answered = await answeredAt(books, clocks);
    const key = JSON.stringify([party, failure, answered]);
    const page = this.#lately.get(key) ?? (await this.#compared(books, streamOf(party, 'failure', failure), answered));
    this.#lately.delete(key);
    // What was not yet on the shelf may be missing: that answer is worked out again.
    if (page !== undefined && books.shelf.at.position >= answered.position) this.#lately.set(key, page);
    for (const oldest of this.#lately.keys()) if (this.#lately.size > FEW) this.#lately.delete(oldest);
    return page;
  }

  /** Where a party's record had not begun by then, from the first that had of those that are joined with it now. */
  async #joinedAt(books: Books, stream: string, clocks: Clocks) {
    const asked = await this.#joined(books, stream, clocks);
    if (asked.members.length > 0) return asked;
    const now = await this.#joined(books, stream, await answeredAt(books, {}));
    for (const { matter } of now.members) {
      const then = await this.#joined(books, matter.record, clocks);
      if (then.members.length > 0) return then;
    }
    return asked;
  }

  #joined(books: Books, stream: string, clocks: Clocks) {
    const at = `${clocks.asOf} ${clocks.knownAt}`;
    return joinedTo(books, stream, clocks, (_, each) =>
      this.#members.of(books, { key: `${each} ${at}`, from: bearingOn(each) }, () => memberOf(books, each, clocks)),
    );
  }

  async #compared(books: Books, stream: string, answered: Answered): Promise<FailureAcrossPartiesPage | undefined> {
    await books.changes.upTo(books.within);
    const at = `${answered.asOf} ${answered.knownAt}`;
    const { members, joined } = await this.#joinedAt(books, stream, answered);
    const [first] = members;
    if (first === undefined) return undefined;
    const rows = rowsOf(members, answered);
    const parties = members.map((member) => ({ ...partOf(member), duties: rows.get(member.matter.record) ?? [] }));
    return {
      ...answered,
      ...titleOf(members),
      parties,
      joined,
      knowledge: knewIn(members),
      matrix: matrixOf(parties),
      notifications: await givenAt(books, members, (each) =>
        this.#carriages.of(books, { key: `${each} ${at}`, from: [each] }, () => carriageAt(books, each, answered)),
      ),
    };
  }
}

/** By the first book that has a description: the one who came to the failure first. */
function titleOf(members: readonly Member[]): Pick<FailureAcrossPartiesPage, 'mark' | 'model'> {
  for (const member of members) {
    const { mark, model } = called(member);
    if (mark !== undefined) return { mark, model };
  }
  return {};
}

/** Whatever is recorded elsewhere changes nothing in a party's record of a failure. */
const bearingOn = (record: string): readonly string[] => {
  const party = streamName(record)?.party ?? '';
  return ['installation', ...['failure', 'product', 'profile'].map((kind) => `${party}/${kind}`)];
};

const called = remembered(({ matter: { book, clocks } }: Member) => calledIn(book, clocks));

const partOf = remembered(({ matter, known }: Member): Omit<PartyInFailure, 'duties'> => {
  const { book, clocks } = matter;
  const dates = datesOf(known, factsOf(book, clocks).knowledge);
  return {
    party: matter.party,
    failure: matter.id,
    product: matter.product,
    roles: rolesIn(book.product, clocks).filter(({ of }) => of === matter.party),
    dates,
    gaps: gapsIn(dates),
    hidden: hiddenIn(matter.events, clocks),
  };
});

function matrixOf(parties: readonly PartyInFailure[]): DutyMatrix {
  const duties = [...new Set(parties.flatMap((part) => part.duties.map(({ duty }) => duty)))];
  const cells = parties.flatMap(({ party, duties: rows }) =>
    duties.map((duty) => ({ party, duty, rows: rows.filter((row) => row.duty === duty) })).filter((cell) => cell.rows.length > 0),
  );
  return { duties, cells };
}
