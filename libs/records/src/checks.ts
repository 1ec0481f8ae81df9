/** What is wrong with an event before its stream is asked: its shape, days that have not come, parties that nobody admitted. */
import { dayExists, londonDay, longDay, partiesIn, pastDaysIn, problemsIn } from '#psti';
import type { FailureRecord, Problem } from '#psti';
import { kept } from './admitted.ts';
import type { Admitted } from './admitted.ts';
import type { Books } from './books.ts';
import { DELIVERY } from './delivery.ts';
import type { OfferedEvent, RecordEvent } from './record-event.ts';
import type { StreamName } from './stream-name.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function shapeProblems({ kind }: StreamName, { id, event }: Pick<RecordEvent, 'id' | 'event'>): readonly Problem[] {
  return [...(UUID.test(id) ? [] : [{ field: 'id', says: '`id` is a UUID in small letters' }]), ...problemsIn(kind, event)];
}

interface Version {
  readonly path: string;
  readonly type: string;
  readonly on: unknown;
  readonly at: unknown;
  readonly data: OfferedEvent['data'];
}

/** An event, and where it is a correction the event that it puts in place, each with the path to it. */
function versionsOf(event: OfferedEvent): readonly Version[] {
  const { event: replacement } = event.data;
  if (event.type !== 'Correction' || typeof replacement !== 'object' || replacement === null)
    return [{ ...event, path: '', at: event.at }];
  const { type, on, at, data }: { type?: unknown; on?: unknown; at?: unknown; data?: unknown } = replacement;
  return [
    { ...event, path: '', at: event.at },
    { path: 'data.event.', type: String(type), on, at, data: typeof data === 'object' && data !== null ? { ...data } : {} },
  ];
}

/** What has not happened cannot be recorded. Days of what is yet to be (`untilOn`, `hearingOn`) may lie ahead. */
export function futureProblems(event: OfferedEvent, now: Date): readonly Problem[] {
  const today = londonDay(now.toISOString());
  const when = versionsOf(event).flatMap(({ path, on, at }) => {
    if (typeof on === 'string' && dayExists(on) && on > today)
      return [{ field: `${path}on`, says: `${on} has not come: today is ${today} in London` }];
    if (typeof at === 'string' && Date.parse(at) > now.getTime())
      return [{ field: `${path}at`, says: `${at} has not come: it is ${now.toISOString()}` }];
    return [];
  });
  const ahead = pastDaysIn(event.type, event.data).filter(({ value }) => value > today);
  return [...when, ...ahead.map(({ field, value }) => notCome(field, value, today))];
}

const notCome = (field: string, day: string, today: string): Problem => ({
  field: `data.${field}`,
  says: `\`${field.split('.').at(-1)}\`, ${day}, has not come: today is ${today} in London`,
});

/** A party is admitted before a book names it. Who is being admitted is the one that is not there yet. */
export function partyProblems({ type, data }: OfferedEvent, admitted: Admitted): readonly Problem[] {
  return partiesIn(type, data).flatMap(({ field, value }) => {
    if (isBeingAdmitted(type, data, field))
      return kept.includes(value)
        ? [{ field: `data.${field}`, says: `${value} is no party's id: the word is kept for something else` }]
        : [];
    return admitted.has(value) ? [] : [{ field: `data.${field}`, says: `No party ${value} has been admitted here` }];
  });
}

function isBeingAdmitted(type: string, { event }: OfferedEvent['data'], field: string): boolean {
  if (type === 'PartyAdmitted') return field === 'party';
  return (
    field === 'event.data.party' && typeof event === 'object' && event !== null && Reflect.get(event, 'type') === 'PartyAdmitted'
  );
}

/** What is said about a delivery is about the message that the stream is named by, and by or to somebody it was given to. */
export function deliveryProblems(
  { kind, id, party }: StreamName,
  event: OfferedEvent,
  recipients: readonly string[],
): readonly Problem[] {
  if (kind !== 'delivery') return [];
  const about = versionsOf(event).filter(({ path }) => event.type !== 'Correction' || path !== '');
  return about.flatMap(({ path, data }) => {
    const field = (name: string) => `${path}data.${name}`;
    if (data['notification'] !== id)
      return [{ field: field('notification'), says: `What stands here concerns the notification ${id}` }];
    if (recipients.length === 0)
      return [
        {
          field: field('failure'),
          says: `${party} has given no notification ${id} in its record of the failure ${String(data['failure'])}`,
        },
      ];
    const isRecipient = recipients.some((recipient) => recipient === data['recipient']);
    return isRecipient
      ? []
      : [{ field: field('recipient'), says: `The notification ${id} was not given to ${String(data['recipient'])}` }];
  });
}

const answered = {
  NotificationAcknowledged: 'It was acknowledged',
  Declined: 'It was declined',
  QuestionAsked: 'A question about it was asked',
} as const;

/** An answer shows that a notification arrived: what its recipient was told stays in its book, and so does what it owes for it. */
export async function failedProblems(
  { stream, party = '' }: StreamName,
  { id, event }: Pick<RecordEvent, 'id' | 'event'>,
  books: Pick<Books, 'failure' | 'delivery'>,
): Promise<readonly Problem[]> {
  const failing = versionsOf(event).filter(({ type }) => type === 'NotificationFailed');
  if (failing.length === 0) return [];
  const { recorded, notifications } = await books.failure(stream);
  if (recorded.some((before) => before.id === id)) return [];
  const found = failing.map(async ({ path, data }) => {
    const given = notifications.find((each) => each.id === data['of']);
    if (given === undefined) return [];
    const { acknowledgements, declined, questions } = await books.delivery(party, given.id);
    const answer = [...acknowledgements, ...declined, ...questions].find(({ recipient }) => recipient === given.to);
    if (answer === undefined) return [];
    const says = `${answered[answer.type]} on ${longDay(answer.on)}: a notification that was answered has not failed`;
    return [{ field: `${path}data.of`, says }];
  });
  return (await Promise.all(found)).flat();
}

const receipts = ['ContactReceived', 'NotificationReceived'];
const carried = ['sourceId', 'sourceFailure', 'mintedBy', 'mintedAs'] as const;

const carriedBy = ({ type, data }: Version) =>
  receipts.includes(type) ? carried.filter((field) => data[field] !== undefined) : [];

/** Where a receipt came from only a delivery says: a person may keep what it said, in a correction, and not make it up. */
export async function receiptProblems(
  event: OfferedEvent,
  record: () => Promise<Pick<FailureRecord, 'recorded'>>,
): Promise<readonly Problem[]> {
  const claiming = versionsOf(event)
    .map((version) => ({ ...version, said: carriedBy(version) }))
    .filter(({ said }) => said.length > 0);
  if (claiming.length === 0) return [];
  const { recorded } = await record();
  const delivered = recorded.filter(({ by }) => by === DELIVERY);
  return claiming.flatMap(({ path, said, data }) => {
    const isKept = path !== '' && delivered.some((receipt) => said.every((field) => Reflect.get(receipt, field) === data[field]));
    return isKept
      ? []
      : said.map((field) => ({
          field: `${path}data.${field}`,
          says: `Only what was delivered here says \`${field}\`: leave it out`,
        }));
  });
}
