import { may, type Person } from '#access';
import { corrected, type Day, type PartyId, type ProductId } from '#psti';
import type { Entry } from './facts.ts';
import { type Clause, where } from './list.ts';
import { EVER } from './matters.ts';
import { streamName, streamOf } from './stream-name.ts';
import type { Books } from './views.ts';

/** Whom the book's party has appointed as representative for a product, by its own word and on this day. */
export const representativesIn = (events: readonly Entry[], party: PartyId, today: Day): readonly PartyId[] =>
  corrected(events).flatMap((event) =>
    event.type === 'ARAppointed' &&
    event.manufacturer === party &&
    event.toldBy === undefined &&
    event.fromOn <= today &&
    (event.untilOn === undefined || event.untilOn >= today)
      ? [event.representative]
      : [],
  );

const appointedFor = async (
  { matters, today, within }: Books,
  party: PartyId,
  product: ProductId,
): Promise<readonly PartyId[]> => {
  const matter = await matters.ofMatter(streamOf(party, 'product', product), within, { asOf: today, knownAt: EVER });
  return matter === undefined ? [] : representativesIn(matter.events, party, today);
};

/** Whether the viewer may read a record: what it may not is as if it did not exist. `product` is what the record is about. */
export async function mayRead(viewer: Person, books: Books, stream: string, product: ProductId): Promise<boolean> {
  if (may(viewer, { does: 'read', stream }).allow) return true;
  const party = streamName(stream)?.party ?? '';
  const representatives = await appointedFor(books, party, product);
  return may(viewer, { does: 'read', stream }, { representatives }).allow;
}

/** A book that the viewer may read: the whole of it, or what is about one product. */
export interface Readable {
  readonly party: PartyId;
  readonly product?: ProductId;
}

/** Every book that the viewer may read, or `all`. */
export async function readableBy(viewer: Person, books: Books): Promise<'all' | readonly Readable[]> {
  if (may(viewer, { does: 'compare books' }).allow) return 'all';
  const own = may(viewer, { does: 'read book', party: viewer.party }).allow ? [{ party: viewer.party }] : [];
  const represented: Readable[] = [];
  for (const { party, product } of books.shelf.appointmentsOf(viewer.party))
    if (party !== viewer.party && (await mayRead(viewer, books, streamOf(party, 'product', product), product)))
      represented.push({ party, product });
  return [...own, ...represented];
}

/** The same as conditions on a table that says whose book a row stands in and which product it is about. */
export const sourcesOf = (readable: 'all' | readonly Readable[]): readonly Clause[] =>
  readable === 'all'
    ? [where('1')]
    : readable.map(({ party, product }) =>
        product === undefined
          ? where('book = ?', party)
          : // A representative has the records of its product, not the notices that its manufacturer was given.
            where("book = ? AND product = ? AND instr(record, '/notice/') = 0", party, product),
      );
