import {
  asKnown,
  corrected,
  textsIn,
  toLog,
  type AnyEvent,
  type Clocks,
  type EventOf,
  type Known,
  type Day,
  type EventId,
  type FailureId,
  type Instant,
  type PartyId,
  type ProductId,
} from '#psti';
import type { Entry, Facts, Matter } from './facts.ts';
import type { Member } from './joined.ts';
import { EVER } from './matters.ts';
import { remembered } from './remembered.ts';
import { streamOf } from './stream-name.ts';
import { isRecordedBy } from './timeline.ts';
import type { Books } from './views.ts';

/** Notifications and contacts as the log has them, and what their recipients answered. */

/** Something that happened to a notification: the event, when it happened and when it was recorded. */
export interface Happened {
  readonly event: EventId;
  readonly on: Day;
  readonly at?: Instant;
  readonly recordedAt: Instant;
}

/** A question of the recipient. Its words are the vault's, under the event's id and these paths, and so are those of the answer, under its own. */
export interface Question extends Happened {
  readonly texts: readonly string[];
  readonly answered?: Happened;
}

/** What became of one notification, read from its delivery stream: what its recipient answered. It discharges no duty. */
export interface Carriage {
  readonly acknowledged?: Happened;
  readonly declined?: Happened & { readonly why: string };
  readonly questions: readonly Question[];
}

/** The recipient's last word: a question counts until it has acknowledged or declined. */
export const answers = ['none', 'question', 'acknowledged', 'declined'] as const;
export type Answer = (typeof answers)[number];

/** What the notice says, apart from its words. */
export interface NoticeContent {
  readonly means?: string;
  readonly claims?: string;
  readonly content: readonly string[];
  readonly manufacturerAware?: string;
  readonly authorityNotified?: string;
  readonly remedy?: string;
  readonly describesInvestigation?: boolean;
  /** Paths of its words: `(event, path)` finds them in the vault. */
  readonly texts: readonly string[];
}

/** A notification (or contact) in the recipient's own book. */
export interface ReceivedNotification extends NoticeContent {
  readonly kind: 'notification' | 'contact';
  readonly party: PartyId;
  readonly from: PartyId;
  readonly fromRole?: string;
  readonly product: ProductId;
  readonly failure: FailureId;
  readonly received: Happened;
  /** The sender's event: the `{message}` of its delivery stream, on which the recipient answers. Absent for what came from outside and was recorded by hand. */
  readonly message?: EventId;
  /** Where the answer is recorded: `{sender}/delivery/{message}`. */
  readonly answerTo?: string;
  readonly withdrawn?: Happened;
  readonly answer: Answer;
  readonly carriage: Carriage;
}

/** A notification (or contact) in the sender's book, with what its recipient did with it. */
export interface GivenNotification extends NoticeContent {
  readonly kind: 'notification' | 'contact';
  readonly party: PartyId;
  /** A party, or `customers`. */
  readonly to: PartyId;
  readonly product?: ProductId;
  readonly failure: FailureId;
  readonly message: EventId;
  readonly given: Happened;
  /** Reached the recipient's own book. */
  readonly handedToBook?: Happened;
  /** Did not reach it: it counts as not given. */
  readonly failed?: Happened;
  readonly withdrawn?: Happened;
  readonly answer: Answer;
  readonly carriage: Carriage;
}

export const happenedIn = ({ id, on, at, recordedAt }: Pick<Entry, 'id' | 'on' | 'at' | 'recordedAt'>): Happened => ({
  event: id,
  on,
  ...(at === undefined ? {} : { at }),
  recordedAt,
});

type Told = Known<EventOf<'NotificationGiven' | 'ContactMade'>>;
type Heard = Known<EventOf<'NotificationReceived' | 'ContactReceived'>>;
const isTold = (event: Entry): event is Told => event.type === 'NotificationGiven' || event.type === 'ContactMade';
const isHeard = (event: Entry): event is Heard => event.type === 'NotificationReceived' || event.type === 'ContactReceived';

/** Each as it stands, or as it was before it was withdrawn, and by what. */
interface Version<E> {
  readonly first: E;
  readonly now: E;
  readonly withdrawn?: Happened;
}

function versionsOf<E extends Entry>(events: readonly Entry[], is: (event: Entry) => event is E): readonly Version<E>[] {
  const standing = new Map(corrected(events).map((event) => [event.id, event]));
  return events.filter(is).map((first): Version<E> => {
    const now = standing.get(first.id);
    if (now !== undefined && is(now)) return { first, now };
    const by = events.findLast((event) => event.type === 'Correction' && event.supersedes === first.id);
    return { first, now: first, ...(by === undefined ? {} : { withdrawn: happenedIn(by) }) };
  });
}

export type Given = Omit<GivenNotification, 'answer' | 'carriage' | 'handedToBook'>;

export function givenIn({ party, id, events }: Pick<Facts, 'party' | 'id' | 'events'>): readonly Given[] {
  const about = events.map((event) => ('product' in event ? event.product : undefined)).find((product) => product !== undefined);
  const failed = new Map(corrected(events).flatMap((event) => (event.type === 'NotificationFailed' ? [[event.of, event]] : [])));
  return versionsOf(events, isTold).map(({ now, withdrawn }) => {
    const failure = failed.get(now.id);
    return {
      kind: now.type === 'NotificationGiven' ? 'notification' : 'contact',
      party,
      to: now.to,
      product: now.product ?? about,
      failure: id,
      message: now.id,
      given: happenedIn(now),
      ...contentOf(now),
      ...(failure === undefined ? {} : { failed: happenedIn(failure) }),
      ...(withdrawn === undefined ? {} : { withdrawn }),
    };
  });
}

export type Received = Omit<ReceivedNotification, 'answer' | 'carriage'>;

/** What a party was told; `arrived` is the receipt as it was delivered, which the sender may know, whatever the recipient made of it. */
export const receivedIn = ({ party, id, events }: Facts): readonly { readonly shows: Received; readonly arrived: Happened }[] =>
  versionsOf(events, isHeard).map(({ first, now, withdrawn }) => ({
    arrived: happenedIn(first),
    shows: {
      kind: now.type === 'NotificationReceived' ? 'notification' : 'contact',
      party,
      from: now.from,
      ...(now.fromRole === undefined ? {} : { fromRole: now.fromRole }),
      product: now.product,
      failure: id,
      received: happenedIn(now),
      ...(now.sourceId === undefined ? {} : { message: now.sourceId, answerTo: `${now.from}/delivery/${now.sourceId}` }),
      ...contentOf(now),
      ...(withdrawn === undefined ? {} : { withdrawn }),
    },
  }));

const contentOf = remembered((event: Told | Heard): NoticeContent => {
  const common = { means: event.means, claims: event.claims, texts: textsOf(event) };
  if (event.type === 'ContactMade' || event.type === 'ContactReceived') return { ...common, content: [] };
  const { content, manufacturerAware, authorityNotified, remedy, describesInvestigation } = event;
  return { ...common, content, manufacturerAware, authorityNotified, remedy, describesInvestigation };
});
const textsOf = (event: AnyEvent): readonly string[] => textsIn(event.type, toLog(event).data);

export interface Carried {
  readonly answer: Answer;
  readonly carriage: Carriage;
}

/** What became of a message, and its recipient's last word about it: a question once it has answered is no longer one. */
export function carriageIn({ events }: Pick<Facts, 'events'>): Carried {
  const standing = corrected(events);
  const word = standing.findLast(({ type }) => type === 'NotificationAcknowledged' || type === 'Declined');
  const questions = standing
    .filter((event) => event.type === 'QuestionAsked')
    .map((question) => ({
      ...happenedIn(question),
      texts: textsOf(question),
      answered: answerTo(question.id, standing),
    }));
  const acknowledged = standing.findLast((event) => event.type === 'NotificationAcknowledged');
  const declined = standing.findLast((event) => event.type === 'Declined');
  return {
    answer:
      word?.type === 'Declined' ? 'declined' : word !== undefined ? 'acknowledged' : questions.length > 0 ? 'question' : 'none',
    carriage: {
      ...(acknowledged === undefined ? {} : { acknowledged: happenedIn(acknowledged) }),
      ...(declined?.type === 'Declined' ? { declined: { ...happenedIn(declined), why: declined.why } } : {}),
      questions,
    },
  };
}
const answerTo = (question: string, events: readonly Entry[]): Happened | undefined => {
  const answer = events.find((event) => event.type === 'QuestionAnswered' && event.of === question);
  return answer && happenedIn(answer);
};

/** The notifications and contacts of several parties at both clocks, with their arrival in each other's books and the answers to them. */
export async function givenAt(
  books: Books,
  members: readonly Member[],
  carriageOf: (stream: string) => Promise<Carried>,
): Promise<readonly GivenNotification[]> {
  const arrived = new Map(members.flatMap(arrivalsIn));
  const all: GivenNotification[] = [];
  for (const { matter } of members) {
    const messages = givenBy(matter);
    const answered = new Set(messages.length === 0 ? [] : books.shelf.streams(matter.party, 'delivery'));
    for (const given of messages) {
      const stream = streamOf(matter.party, 'delivery', given.message);
      const carriage = answered.has(stream) ? await carriageOf(stream) : carriageIn({ events: [] });
      const handedToBook = arrived.get(`${given.message} ${given.to}`);
      all.push({ ...given, ...(handedToBook && { handedToBook }), ...carriage });
    }
  }
  return all.sort((a, b) => (a.given.on < b.given.on ? -1 : a.given.on > b.given.on ? 1 : 0));
}

export const carriageAt = async ({ reading }: Books, stream: string, clocks: Clocks): Promise<Carried> =>
  carriageIn({ events: asKnown(await reading.now(stream), clocks) });

const givenBy = remembered((matter: Matter) => givenIn({ ...matter, events: visibleIn(matter.events, matter.clocks) }));

const arrivalsIn = ({ matter, known }: Member): readonly (readonly [string, Happened])[] =>
  known.filter(isHeard).map((event) => [`${event.sourceId} ${matter.party}`, happenedIn(event)]);

/** What had happened, as it was recorded or as it was corrected to, with the corrections made by then. */
function visibleIn(events: readonly Entry[], { asOf, knownAt }: Clocks): readonly Entry[] {
  const recorded = events.filter(isRecordedBy(knownAt));
  const facts = recorded.filter(({ type }) => type !== 'Correction');
  const clocks = { asOf, knownAt: EVER };
  const happened = new Set([...asKnown(facts, clocks), ...asKnown(recorded, clocks)].map(({ id }) => id));
  return recorded.filter(({ id, type }) => type === 'Correction' || happened.has(id));
}
