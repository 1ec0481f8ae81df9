import type { AnyEvent, Asking, Book, Clocks, Day, Known, NoticeAnswers, Obligation, PartyId, ProductId } from '#psti';

export type Kind = 'product' | 'failure' | 'notice' | 'delivery' | 'profile' | 'installation';
/** Everything that views follow. */
export const followedKinds: readonly Kind[] = ['product', 'failure', 'notice', 'delivery', 'profile', 'installation'];

/** An event of the log as the Act reads it. */
export type Entry = Known<AnyEvent>;

/** What a view works a record's rows out from: everything recorded in its streams, up to where the view has read. */
export interface Facts {
  /** The stream under whose name the record is kept: where several streams are one, the one begun first. */
  readonly record: string;
  readonly streams: readonly string[];
  readonly party: PartyId;
  readonly kind: Kind;
  readonly id: string;
  /** All that was recorded in these streams, in the order of the log. */
  readonly events: readonly Entry[];
}

/** A product, failure or notice of a party, with all that bears on what it owes. */
export interface Matter extends Facts {
  readonly kind: 'product' | 'failure' | 'notice';
  /** The product it is about, by the name under which the record first has it; empty where none is named. */
  readonly product: ProductId;
  readonly book: Book;
  /** At which clocks it was put together: what a party says to be one thing is one from when it said so. */
  readonly clocks: Clocks;
  /** Of a notice alone: the records whose duties it may name, how those stand, and what it makes of them itself. */
  readonly records?: readonly Matter[];
  readonly enforcement?: () => NoticeAnswers;
  readonly asking?: Asking;
  /** The rows of this record at these clocks, worked out once for all who ask. */
  readonly obligations: () => readonly Obligation[];
  /** The next day on which they could become others without a new event. */
  readonly changesOn: () => Day | undefined;
}
