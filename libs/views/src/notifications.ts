import { Query } from '@nestjs/cqrs';
import type { Person } from '#access';
import type { Day, EventId, FailureId, Instant, PartyId, ProductId } from '#psti';
import type { Page, Paging } from './page.ts';

/** Something that happened to a notification: the event, when it happened and when it was recorded. */
export interface Happened {
  readonly event: EventId;
  readonly on: Day;
  readonly at?: Instant;
  readonly recordedAt: Instant;
}

/** A question of the recipient. Its words are the vault's, under the event's id and the path `text`. */
export interface Question extends Happened {
  readonly answered?: Happened;
}

/** What became of one notification, read from its delivery stream. */
export interface Carriage {
  readonly queued?: Happened;
  readonly handedOver?: Happened;
  readonly failed?: Happened;
  readonly opened?: Happened;
  readonly acknowledged?: Happened;
  readonly declined?: Happened & { readonly why: string };
  readonly questions: readonly Question[];
  readonly steps: readonly Happened[];
}

/** Where an answer stands: the last word of the recipient, or none yet. */
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
  readonly withdrawn?: Happened;
  readonly answer: Answer;
  readonly carriage: Carriage;
}

export interface ReceivedFilter {
  readonly party?: PartyId;
  readonly from?: PartyId;
  readonly product?: ProductId;
  readonly failure?: FailureId;
  readonly answer?: readonly Answer[];
}

export interface GivenFilter {
  readonly party?: PartyId;
  readonly to?: PartyId;
  readonly product?: ProductId;
  readonly failure?: FailureId;
  readonly answer?: readonly Answer[];
}

/** What a party was told, newest first, and whether it has answered. The authority may ask of any party, and of itself. */
export class NotificationsReceived extends Query<Page<ReceivedNotification>> {
  constructor(
    readonly viewer: Person,
    readonly filter: ReceivedFilter = {},
    readonly paging: Paging = {},
  ) {
    super();
  }
}

/** Whom a party has told, newest first: per recipient given, handed over to its book, acknowledged, declined or asked about. */
export class NotificationsGiven extends Query<Page<GivenNotification>> {
  constructor(
    readonly viewer: Person,
    readonly filter: GivenFilter = {},
    readonly paging: Paging = {},
  ) {
    super();
  }
}
