import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Person } from '#access';
import {
  noticeDuties,
  type Clocks,
  type DutyId,
  type FailureId,
  type NoticeDuty,
  type NoticeId,
  type NotOwed,
  type Obligation,
  type PartyId,
  type ProductId,
  type RecordKind,
} from '#psti';
import { allIn, answeredAt } from './at-clocks.ts';
import type { Matter } from './facts.ts';
import { standing } from './notices-of.ts';
import { mayRead } from './readers.ts';
import { streamOf } from './stream-name.ts';
import { type Answered, citedIn, type TimelineEntry } from './timeline.ts';
import { type Books, Views } from './views.ts';

/** One duty of one record. The parts after `duty` pick one of its rows where it has several. */
export interface DutyAsked {
  readonly party: PartyId;
  readonly duty: DutyId;
  readonly product?: ProductId;
  readonly failure?: FailureId;
  readonly notice?: NoticeId;
  readonly to?: PartyId;
  readonly record?: RecordKind;
  readonly item?: string;
}

export interface WhyAnswer extends Answered {
  /** The rows that arose. Empty where none did: then `whyNot` says why. */
  readonly rows: readonly Obligation[];
  readonly whyNot?: NotOwed;
  /** The events that the reasons name. */
  readonly cited: readonly TimelineEntry[];
}

/** Why a duty stands as it does, or why it does not arise. `undefined`: no such record, or not for this viewer. */
export class WhyOf extends Query<WhyAnswer | undefined> {
  constructor(
    readonly viewer: Person,
    readonly asked: DutyAsked,
    readonly clocks: Partial<Clocks> = {},
  ) {
    super();
  }
}

@QueryHandler(WhyOf)
export class WhyOfHandler implements IQueryHandler<WhyOf> {
  constructor(private readonly views: Views) {}

  async execute({ viewer, asked, clocks }: WhyOf): Promise<WhyAnswer | undefined> {
    const books = await this.views.books();
    const answered = await answeredAt(books, clocks);
    const matters = await mattersAsked(books, asked, answered);
    const [first] = matters;
    if (first === undefined || !(await mayRead(viewer, books, first.record, first.product))) return undefined;
    const rows = matters.flatMap((matter) => matter.obligations()).filter(isAsked(asked));
    const whyNot = rows.length > 0 ? undefined : books.matters.whyNot(first, aboutIn(first, asked));
    const reasons = whyNot === undefined ? rows.map(({ why }) => why) : [whyNot];
    const cited = citedIn(reasons, { events: matters.flatMap(allIn), clocks: answered, shown: [] });
    return { ...answered, rows, ...(whyNot === undefined ? {} : { whyNot }), cited };
  }
}

const isAsked =
  ({ duty, to, record, item }: DutyAsked) =>
  (row: Obligation): boolean =>
    row.duty === duty &&
    (to === undefined || row.to === to) &&
    (record === undefined || row.record === record) &&
    (item === undefined || row.item === item);
const aboutIn = ({ kind, id }: Matter, { duty, to, item }: DutyAsked) => ({
  duty,
  to,
  item,
  notice: kind === 'notice' ? id : undefined,
});

/**
 * A duty belongs to one record: the narrowest that is named. A party that has none of that name may still ask why it owes nothing:
 * then its product, or an empty book, answers. A duty that a notice makes may be asked of all of them.
 */
async function mattersAsked(books: Books, asked: DutyAsked, clocks: Clocks): Promise<readonly Matter[]> {
  const { party, product, failure } = asked;
  const made = noticeDuties.find(({ id }) => id === asked.duty);
  if (made !== undefined) return noticesAsked(books, asked, { made, clocks });
  for (const [kind, id] of [
    ['failure', failure],
    ['product', product],
  ] as const) {
    const matter = id === undefined ? undefined : await books.matters.ofMatter(streamOf(party, kind, id), 'now', clocks);
    if (matter !== undefined) return [matter];
  }
  return emptyOf(books, asked, clocks);
}

async function emptyOf({ matters }: Books, { party, product = '' }: DutyAsked, clocks: Clocks): Promise<readonly Matter[]> {
  const isAdmitted = (await matters.ofRecord(`installation#${party}`, 'now')) !== undefined;
  return isAdmitted ? [await matters.emptyOf(party, product, clocks)] : [];
}

/** The party's notices about what is named; those that can make the duty first. */
async function noticesAsked(
  books: Books,
  asked: DutyAsked,
  { made, clocks }: { readonly made: NoticeDuty; readonly clocks: Clocks },
): Promise<readonly Matter[]> {
  const { party, notice } = asked;
  const found: Matter[] = [];
  for (const stream of notice === undefined ? books.shelf.streams(party, 'notice') : [streamOf(party, 'notice', notice)]) {
    const matter = await books.matters.ofMatter(stream, 'now', clocks);
    if (matter !== undefined && isAbout(matter, asked)) found.push(matter);
  }
  const makes = (matter: Matter): boolean => standing(matter)?.kind === made.kind;
  const inOrder = [...found.filter(makes), ...found.filter((matter) => !makes(matter))];
  return found.length > 0 ? inOrder : emptyOf(books, asked, clocks);
}

function isAbout(matter: Matter, { product, failure }: DutyAsked): boolean {
  const about = standing(matter);
  if (about === undefined) return false;
  return (product ?? about.product) === about.product && (failure ?? about.breach?.failure) === about.breach?.failure;
}
