import {
  asKnown,
  rowsAcross,
  type Clocks,
  type EventId,
  type FailureEvent,
  type FailureId,
  type Known,
  type Obligation,
  type PartyId,
} from '#psti';
import type { Matter } from './facts.ts';
import { remembered } from './remembered.ts';
import { streamName } from './stream-name.ts';
import type { Books } from './views.ts';

/** How the records were put together: the delivery or the party's own word, never an equal id. */
export interface JoinedBy {
  readonly party: PartyId;
  readonly failure: FailureId;
  readonly with: { readonly party: PartyId; readonly failure: FailureId };
  readonly by: 'delivery' | 'SameFailureAs';
  readonly event: EventId;
}

/** One party's record of a failure, with what was known of it at the clocks asked about. */
export interface Member {
  readonly matter: Matter;
  readonly known: readonly Known<FailureEvent>[];
}

/**
 * The records of one failure in the books of all parties: those between which a notification or contact was delivered, by what the
 * recipients' books say of where it came from. The shelf names candidates; the events, at the clocks asked about, decide.
 */
export async function joinedTo(
  books: Books,
  stream: string,
  clocks: Clocks,
  find = memberOf,
): Promise<{ members: readonly Member[]; joined: readonly JoinedBy[] }> {
  const members = new Map<string, Member>();
  const joined: JoinedBy[] = [];
  const first = await find(books, stream, clocks);
  if (first !== undefined) members.set(first.matter.record, first);
  const reached = new Set<string>();
  for (const member of members.values()) {
    joined.push(...sameIn(member));
    for (const stream of member.matter.streams) reached.add(stream);
    for (const candidate of member.matter.streams.flatMap((each) => books.shelf.deliveredWith(each))) {
      if (reached.has(candidate)) continue;
      const other = await find(books, candidate, clocks);
      if (other === undefined || members.has(other.matter.record)) continue;
      const by = deliveryBetween(member, other);
      if (by === undefined) continue;
      members.set(other.matter.record, other);
      joined.push(by);
    }
  }
  return { members: [...members.values()].sort(byArrival), joined };
}

export async function memberOf({ matters, within }: Books, stream: string, clocks: Clocks): Promise<Member | undefined> {
  const matter = await matters.ofMatter(stream, within, clocks);
  if (matter?.kind !== 'failure') return undefined;
  const known = asKnown(matter.book.failure, clocks);
  return known.length === 0 ? undefined : { matter, known };
}

const idsOf = ({ streams }: Matter): readonly string[] => streams.map((stream) => streamName(stream)?.id ?? stream);

function deliveryBetween(one: Member, other: Member): JoinedBy | undefined {
  const [event, recipient, sender] = [
    [receiptIn(other, one.matter), other, one] as const,
    [receiptIn(one, other.matter), one, other] as const,
  ].find(([receipt]) => receipt !== undefined) ?? [undefined, one, other];
  if (event === undefined) return undefined;
  const { party, id: failure } = recipient.matter;
  return { party, failure, with: { party: sender.matter.party, failure: sender.matter.id }, by: 'delivery', event: event.id };
}
function receiptIn({ known }: Member, sender: Matter): Known<FailureEvent> | undefined {
  const failures = idsOf(sender);
  return received(known).find((event) => isFrom(event, sender.party, failures));
}
/** Whoever told thousands was told by few. */
const received = remembered((known: readonly Known<FailureEvent>[]) =>
  known.filter(({ type }) => type === 'NotificationReceived' || type === 'ContactReceived'),
);
const isFrom = (event: FailureEvent, party: PartyId, failures: readonly string[]): boolean =>
  (event.type === 'NotificationReceived' || event.type === 'ContactReceived') &&
  event.from === party &&
  event.sourceFailure !== undefined &&
  failures.includes(event.sourceFailure);

const sameIn = remembered(({ matter: { party, id }, known }: Member): readonly JoinedBy[] =>
  known.flatMap((event) => {
    if (event.type !== 'SameFailureAs') return [];
    return [{ party, failure: id, with: { party, failure: event.failure }, by: 'SameFailureAs' as const, event: event.id }];
  }),
);

/** By what happened first; of the same day, by what was recorded first. */
const byArrival = (one: Member, other: Member): number => {
  const [a, b] = [one.known[0], other.known[0]];
  if (a === undefined || b === undefined) return 0;
  return a.on < b.on ? -1 : a.on > b.on ? 1 : a.leaf - b.leaf;
};

/** Each member's rows, with the flags that only show when the books lie side by side. */
export function rowsOf(members: readonly Member[], clocks: Clocks): ReadonlyMap<string, readonly Obligation[]> {
  const rows = rowsAcross(
    members.map(({ matter: { book, obligations }, known }) => ({ book, obligations, known })),
    clocks,
  );
  return new Map(members.map(({ matter }, place) => [matter.record, rows[place] ?? []]));
}

/** The rows of one record as the authority sees them. Only an excuse can turn out to rest on what was untrue. */
export async function comparedRows(books: Books, matter: Matter, clocks: Clocks): Promise<readonly Obligation[]> {
  const rows = matter.obligations();
  if (matter.kind !== 'failure' || !rows.some(({ status }) => status === 'EXCUSED')) return rows;
  const { members } = await joinedTo(books, matter.record, clocks);
  return rowsOf(members, clocks).get(matter.record) ?? rows;
}
