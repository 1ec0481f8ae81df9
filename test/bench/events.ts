/** What the log's rows are timed with: events of four types, 36 in 100 of them the two that open and close items. */
import { randomFillSync } from 'node:crypto';
import type { NewEvent } from '#event-store';

export const OPENS = 'ObligationRaised';
export const CLOSES = 'ObligationMet';
const PARTIES = 1000;

/** Of this length are the log's streams, and so many grow side by side. */
export const STREAM = 1000;
const SIDE_BY_SIDE = 50;

/** As a person's events come: time-ordered ids, about 320 bytes of content. */
export function event(n: number): NewEvent {
  return { id: id(), type: typeOf(n % 25), version: 1, on: '2026-02-11', data: data(n) };
}

const typeOf = (n: number) => (n < 5 ? OPENS : n < 9 ? CLOSES : n < 17 ? 'NotificationGiven' : 'RecordUpdated');

const data = (n: number) => ({
  partyId: `party-${(n * 7919) % PARTIES}`,
  product: `puffincam-${n % 211}`,
  requirement: 'SR1',
  means: 'email',
  claims: 'is',
  content: ['details', 'risks', 'steps'],
  manufacturerAware: 'yes',
  authorityNotified: 'no',
  describesInvestigation: true,
  units: n % 5000,
  text: `hmac-sha256:${'Qm9vayBvZiB3aGF0IGEgcGFydHkga25ldyBhbmQgZGlk'.slice(0, 43)}`,
});

/** The stream and revision of the nth event of a log. */
export function placeOf(n: number): { stream: string; revision: number } {
  const block = STREAM * SIDE_BY_SIDE;
  const within = n % block;
  const stream = Math.floor(n / block) * SIDE_BY_SIDE + (within % SIDE_BY_SIDE);
  return { stream: streamName(stream), revision: Math.floor(within / SIDE_BY_SIDE) };
}
export const streamName = (n: number): string => `party-${n % PARTIES}/failure/failure-${n}`;

const BATCH = 100;

/** How a log of so many events grows: a batch on each of the streams side by side, then the next on each. */
export function* growth(events: number): Generator<number[][]> {
  for (let start = 0; start < events; start += BATCH * SIDE_BY_SIDE) {
    const batches = Array.from({ length: SIDE_BY_SIDE }, (_, side) =>
      Array.from({ length: BATCH }, (_, n) => start + n * SIDE_BY_SIDE + side).filter((n) => n < events),
    );
    yield batches.filter(({ length }) => length > 0);
  }
}

const random = Buffer.alloc(10 * 400);
let drawn = random.length;
let last = 0;

/** A UUID, version 7: one every so often, so that a log's keys come in the order of time as they would. */
export function id(): string {
  if (drawn === random.length) {
    randomFillSync(random);
    drawn = 0;
  }
  last = Math.max(last, Date.now());
  const time = last.toString(16).padStart(12, '0');
  const tail = random.toString('hex', drawn, (drawn += 10));
  return `${time.slice(0, 8)}-${time.slice(8)}-7${tail.slice(1, 4)}-8${tail.slice(5, 8)}-${tail.slice(8)}`;
}
