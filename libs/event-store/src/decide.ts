import { Mailbox, type Offered } from './mailbox.ts';
import type { Appended, Decider, EventStore } from './port.ts';

const MOST_MAILBOXES = 1000;

/**
 * Folds the stream, decides, and appends at the revision decided on. A lost race folds what was missed and decides again, at most
 * five times. A known key gets its old receipt, with another body it is refused. One mailbox per stream and decider keeps the
 * state and lets decisions follow each other without waiting for the disk, so a process never conflicts with itself: keep one
 * decider object per kind of stream.
 */
export function decide<State, Offer>(
  store: EventStore,
  decider: Decider<State, Offer>,
  stream: string,
  offered: Offered<Offer>,
): Promise<Appended> {
  return mailboxOf(store, decider, stream).take(offered);
}

/** By store, decider and stream. The key decides the type of what is found, which a map of maps cannot say. */
const mailboxes = new WeakMap();

function mailboxOf<State, Offer>(store: EventStore, decider: Decider<State, Offer>, stream: string): Mailbox<State, Offer> {
  const ofStore: WeakMap<object, Map<string, Mailbox<State, Offer>>> = mailboxes.get(store) ?? new WeakMap();
  mailboxes.set(store, ofStore);
  const ofDecider = ofStore.get(decider) ?? new Map<string, Mailbox<State, Offer>>();
  ofStore.set(decider, ofDecider);
  const mailbox = ofDecider.get(stream) ?? new Mailbox(store, decider, stream);
  ofDecider.delete(stream);
  ofDecider.set(stream, mailbox);
  if (ofDecider.size > MOST_MAILBOXES) forgetOldest(ofDecider);
  return mailbox;
}

function forgetOldest(mailboxes: Map<string, { readonly isIdle: boolean }>): void {
  for (const [stream, { isIdle }] of mailboxes) if (isIdle) return void mailboxes.delete(stream);
}
