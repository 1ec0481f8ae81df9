import type { EventId, FailureId, PartyId, Text } from './act.ts';
import { Correction } from './correction.ts';
import { decideCorrection, named, refolded, Refused } from './decider.ts';
import type { Decider, Stream } from './decider.ts';
import { none } from './entries.ts';
import type { Entries } from './entries.ts';
import type { Known } from './known.ts';
import { Happened, IsDigest, IsEventRef, IsFailure, IsParty, IsText, OneOf, Optional } from './shape.ts';

/**
 * How one notification reached one recipient, in the sender's book; the recipient records its answers here. An answer discharges no
 * duty: what matters in law is posted to the failure record.
 */

// Events. These shapes stay on disk for ten years: add fields, never rename them.
export const refusals = ['not stocked', 'wrong recipient'] as const;

/** Which notification, as it stands in which failure record of the sender, and to whom it was given. */
abstract class OfNotification extends Happened {
  @IsFailure() readonly failure!: FailureId;
  @IsEventRef() readonly notification!: EventId;
  @IsParty() readonly recipient!: PartyId;
}
export class NotificationAcknowledged extends OfNotification {
  readonly type = 'NotificationAcknowledged' as const;
  /** SHA-256 of the text that was shown. */
  @IsDigest() readonly textHash!: string;
  /** What the person typed: a text, so that it can be erased. */
  @Optional() @IsText() readonly typedName?: Text;
  @Optional() @IsText() readonly typedRole?: Text;
}
export class Declined extends OfNotification {
  readonly type = 'Declined' as const;
  @OneOf(refusals) readonly why!: (typeof refusals)[number];
}
export class QuestionAsked extends OfNotification {
  readonly type = 'QuestionAsked' as const;
  @IsText() readonly text!: Text;
}
export class QuestionAnswered extends OfNotification {
  readonly type = 'QuestionAnswered' as const;
  @IsEventRef() readonly of!: EventId;
  @IsText() readonly text!: Text;
}

export const deliveryEvents = [NotificationAcknowledged, Declined, QuestionAsked, QuestionAnswered, Correction] as const;
export type DeliveryEvent = InstanceType<(typeof deliveryEvents)[number]>;

// State
export interface Delivery extends Stream<DeliveryEvent> {
  /** What the first event here was about: everything else is about the same. */
  readonly about?: { readonly failure: FailureId; readonly notification: EventId; readonly recipient: PartyId };
  readonly acknowledgements: Entries<Known<NotificationAcknowledged>>;
  readonly declined: Entries<Known<Declined>>;
  readonly questions: Entries<Known<QuestionAsked>>;
  readonly answers: Entries<Known<QuestionAnswered>>;
}
const initial: Delivery = { recorded: none, acknowledgements: none, declined: none, questions: none, answers: none };

// Evolve
const evolve = (delivery: Delivery, event: Known<DeliveryEvent>): Delivery => {
  const next = { ...delivery, about: delivery.about ?? about(event), recorded: delivery.recorded.with(event) };
  switch (event.type) {
    case 'NotificationAcknowledged':
      return { ...next, acknowledgements: delivery.acknowledgements.with(event) };
    case 'Declined':
      return { ...next, declined: delivery.declined.with(event) };
    case 'QuestionAsked':
      return { ...next, questions: delivery.questions.with(event) };
    case 'QuestionAnswered':
      return { ...next, answers: delivery.answers.with(event) };
    case 'Correction': {
      const standing = refolded(delivery, event, deliveryStream);
      return { ...standing, about: standing.about ?? delivery.about };
    }
  }
};
const about = (event: DeliveryEvent): Delivery['about'] =>
  event.type === 'Correction'
    ? undefined
    : { failure: event.failure, notification: event.notification, recipient: event.recipient };

// Decide
const decide = (event: DeliveryEvent, delivery: Delivery): void =>
  event.type === 'Correction' ? decideCorrection(event, delivery, deliveryStream, admit) : admit(event, delivery);

const admit = (event: DeliveryEvent, delivery: Delivery): void => {
  if (event.type === 'Correction') return;
  aboutTheSame(event, delivery);
  if (event.type === 'NotificationAcknowledged') once(delivery.acknowledgements, 'This notification was acknowledged');
  if (event.type === 'Declined') once(delivery.declined, 'This notification was declined');
  if (event.type === 'QuestionAnswered') toOneQuestion(event, delivery);
};
const toOneQuestion = (event: QuestionAnswered, delivery: Delivery): void => {
  if (named('of', event.of, event, delivery).type !== 'QuestionAsked')
    throw new Refused('`of` names an event that is not a question', 'of');
  const answers = delivery.answers.filter(({ of }) => of === event.of);
  once(answers, 'This question was answered');
};
const aboutTheSame = (event: OfNotification, { about }: Delivery): void => {
  for (const field of ['notification', 'failure', 'recipient'] as const)
    if (about !== undefined && event[field] !== about[field])
      throw new Refused(`What stands here concerns the ${field} ${about[field]}, not ${event[field]}`, field);
};
const once = ([before]: Iterable<Known<DeliveryEvent>>, what: string): void => {
  if (before !== undefined) throw new Refused(`${what} on ${before.on} already`);
};

export const deliveryStream: Decider<Delivery, DeliveryEvent> = { initial, evolve, decide };
