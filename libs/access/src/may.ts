/**
 * Who may record and see what: one question, asked before anything is recorded or shown. It reads nothing itself; what it has to
 * know of the books is handed in. Whoever has no business with a book is answered as if it did not exist.
 */
import { AUTHORITY } from '#psti';
import { OPERATOR } from './person.ts';
import type { Person } from './person.ts';

/** An event as it is offered or stands on a record: its type and its own fields, whatever was sent for them. */
export interface Fact {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export type Action =
  | { readonly does: 'record'; readonly stream: string; readonly event: Fact }
  | { readonly does: 'read'; readonly stream: string }
  /** Lists and answers over everything in one party's book. */
  | { readonly does: 'read book'; readonly party: string }
  /** What only shows when several parties' books lie side by side. */
  | { readonly does: 'compare books' };

/** What the answer depends on. What is left out is taken not to be so. */
export interface Facts {
  /** Whom the book's own party has appointed as authorised representative for the product concerned. */
  readonly representatives?: readonly string[];
  /** To whom the message of a delivery stream was given, by the sender's failure record. */
  readonly recipients?: readonly string[];
  /** For a correction: the event that it names, as it was recorded. */
  readonly superseded?: Fact;
}

/** `seen`: the person knows that the thing is there, so the sentence may speak of it. */
export type Answer = { readonly allow: true } | { readonly allow: false; readonly seen: boolean; readonly says: string };

const yes: Answer = { allow: true };
const no = (says: string): Answer => ({ allow: false, seen: true, says });

/** The answer to whoever has no business here: the same for what is another's and for what is not there. */
export const unseen: Answer & { readonly allow: false } = {
  allow: false,
  seen: false,
  says: 'There is nothing of that name in a book that you can see',
};

export function may(person: Person, action: Action, facts: Facts = {}): Answer {
  switch (action.does) {
    case 'record':
      return mayRecord(person, place(action.stream), action.event, facts);
    case 'read':
      return mayRead(person, place(action.stream), facts);
    case 'read book':
      return person.party === action.party || person.party === AUTHORITY ? yes : unseen;
    case 'compare books':
      return person.party === AUTHORITY ? yes : unseen;
  }
}

const kinds = ['product', 'failure', 'notice', 'profile', 'delivery', 'papers'] as const;

interface Place {
  /** Whose book; the operator's for `installation`. */
  readonly party: string;
  readonly kind: (typeof kinds)[number] | 'installation' | undefined;
}

const place = (stream: string): Place => {
  const [party = '', kind] = stream.split('/');
  return stream === 'installation' ? { party: OPERATOR, kind: stream } : { party, kind: kinds.find((known) => known === kind) };
};

function mayRead({ party }: Person, book: Place, facts: Facts): Answer {
  if (book.kind === undefined) return unseen;
  return party === book.party || isOpenTo(party, book, facts) ? yes : unseen;
}

function isOpenTo(party: string, { kind }: Place, { representatives = [], recipients = [] }: Facts): boolean {
  if (kind === 'installation') return true;
  if (party === AUTHORITY) return kind !== 'papers';
  return kind === 'delivery' ? recipients.includes(party) : isRecord(kind) && representatives.includes(party);
}

/** A correction may be made by whoever might have recorded both what it strikes and what it puts in its place. */
function mayRecord(person: Person, book: Place, event: Fact, facts: Facts): Answer {
  if (event.type !== 'Correction') return mayRecordFact(person, book, event, facts);
  const touched = [facts.superseded, replacementIn(event)].filter((fact) => fact !== undefined);
  if (touched.length === 0) return mayRecordFact(person, book, event, facts);
  return touched.map((fact) => mayRecordFact(person, book, fact, facts)).find(({ allow }) => !allow) ?? yes;
}

function replacementIn({ data }: Fact): Fact | undefined {
  const { event } = data;
  if (typeof event !== 'object' || event === null) return undefined;
  const [type, fields]: unknown[] = [Reflect.get(event, 'type'), Reflect.get(event, 'data')];
  return { type: String(type), data: typeof fields === 'object' && fields !== null ? { ...fields } : {} };
}

function mayRecordFact(person: Person, book: Place, event: Fact, facts: Facts): Answer {
  if (book.kind === undefined) return unseen;
  if (book.kind === 'delivery') return mayRecordOnDelivery(person, book, event, facts);
  switch (person.party) {
    case AUTHORITY:
      return authorityMayRecord(book, event);
    case OPERATOR:
      return operatorMayRecord(book, event);
    case book.party:
      return yes;
    default:
      return representativeMayRecord(person, book, event, facts);
  }
}

/** What the recipient of a message says about it; all else there is the sender's. */
const answers = ['NotificationAcknowledged', 'StepTaken', 'Declined', 'QuestionAsked'];

function mayRecordOnDelivery({ party }: Person, book: Place, { type }: Fact, { recipients = [] }: Facts): Answer {
  if (recipients.includes(party))
    return answers.includes(type) ? yes : no('The sender records the carriage of its message; you can answer it');
  if (party === book.party)
    return answers.includes(type) ? no('Only the party to whom the message was given can answer it') : yes;
  return party === AUTHORITY ? no('The authority reads what was sent and answered; it records neither') : unseen;
}

function authorityMayRecord(book: Place, { type, data }: Fact): Answer {
  if (book.kind === 'papers' && book.party !== AUTHORITY) return unseen;
  if (book.party === AUTHORITY)
    return book.kind === 'profile' || book.kind === 'papers'
      ? yes
      : no('The authority holds no products and keeps no failure record');
  if (book.kind === 'notice' || (book.kind === 'failure' && type === 'ComplianceFailureReported' && isFrom(AUTHORITY, data)))
    return yes;
  return no(
    'In a party’s book the authority records its notices, and what it reports, as `from` the authority; the rest is the party’s own',
  );
}

const isFrom = (party: string, { from }: Fact['data']): boolean =>
  typeof from === 'object' && from !== null && Reflect.get(from, 'party') === party;

/**
 * The operator may put on record who represents a manufacturer: by that entry a representative can begin to act. And what a party is,
 * as a register has it: one that was dissolved cannot say so itself.
 */
const operatorMayRecord = (book: Place, { type }: Fact): Answer =>
  book.kind === 'installation' ||
  (book.kind === 'product' && type === 'ARAppointed') ||
  (book.kind === 'profile' && type === 'PartyDescribed')
    ? yes
    : unseen;

const isRecord = (kind: Place['kind']): boolean => kind === 'product' || kind === 'failure';

function representativeMayRecord({ party }: Person, book: Place, { data }: Fact, { representatives = [] }: Facts): Answer {
  if (book.kind === 'installation') return no('Only the operator of this installation can record that');
  if (!isRecord(book.kind) || !representatives.includes(party)) return unseen;
  if (data['through'] === party) return yes;
  return no('You act here for the manufacturer: what you record in its book names you in `through`');
}
