import type { Day, EventId, PartyId, SubjectId } from './act.ts';
import type { Decider } from './decider.ts';
import { deliveryEvents, deliveryStream } from './delivery.ts';
import type { DeliveryEvent } from './delivery.ts';
import { failureEvents, failureRecord } from './failure-record.ts';
import type { FailureEvent } from './failure-record.ts';
import { installationEvents, installationStream } from './installation.ts';
import type { InstallationEvent } from './installation.ts';
import { noticeEvents, noticeRecord } from './notice.ts';
import type { NoticeEvent } from './notice.ts';
import { isOffered, problemsOf, visit } from './problem.ts';
import type { Problem } from './problem.ts';
import { productEvents, productRecord } from './product-record.ts';
import type { ProductEvent } from './product-record.ts';
import { profileEvents, profileStream } from './profile.ts';
import type { ProfileEvent } from './profile.ts';
import type { FieldKind, Value } from './value.ts';
import { versionOf } from './versions.ts';

/** Every stream there is, by its kind: the second part of its name, or the name itself where it has one part. */

export type AnyEvent = ProductEvent | FailureEvent | NoticeEvent | ProfileEvent | DeliveryEvent | InstallationEvent;
type ByType = { readonly [E in AnyEvent as E['type']]: E };
export type EventType = keyof ByType;
export type EventOf<T extends EventType> = ByType[T];
export type EventClass = (new () => AnyEvent) & { readonly name: string };

const streams = {
  product: { events: productEvents, decider: productRecord },
  failure: { events: failureEvents, decider: failureRecord },
  notice: { events: noticeEvents, decider: noticeRecord },
  profile: { events: profileEvents, decider: profileStream },
  delivery: { events: deliveryEvents, decider: deliveryStream },
  installation: { events: installationEvents, decider: installationStream },
} as const;
export type StreamKind = keyof typeof streams;
export const streamKinds: readonly StreamKind[] = ['product', 'failure', 'notice', 'profile', 'delivery', 'installation'];

export const kindOf = (stream: string): StreamKind | undefined => {
  const [first, second] = stream.split('/');
  return streamKinds.find((kind) => kind === (second ?? first));
};
export const eventsOf = (kind: StreamKind): readonly EventClass[] => streams[kind].events;
/** The stream's decider for whoever does not care which stream it is: the state is its own affair. */
export const deciderOf = (kind: StreamKind): Decider<unknown, AnyEvent> => streams[kind].decider;

const typeOf = (shape: EventClass): EventType => new shape().type;
const byType = new Map(
  streamKinds.map((kind) => [kind, new Map<string, EventClass>(eventsOf(kind).map((shape) => [typeOf(shape), shape]))]),
);
/** By type alone: no type stands in two kinds but `Correction`, which is the same in all. */
export const classes: ReadonlyMap<string, EventClass> = new Map([...byType.values()].flatMap((events) => [...events]));
export const classOf = (kind: StreamKind, type: unknown): EventClass | undefined =>
  typeof type === 'string' ? byType.get(kind)?.get(type) : undefined;
export const typesOf = (kind: StreamKind): readonly EventType[] => eventsOf(kind).map(typeOf);

/** An event as it is offered at the door, in a file, and as the replacement in a correction: nothing of it is trusted yet. */
export interface OfferedEvent {
  readonly type: unknown;
  readonly version?: unknown;
  readonly on: unknown;
  readonly at?: unknown;
  readonly data: unknown;
}
const ENVELOPE = ['type', 'version', 'on', 'at', 'data'];

/** Everything that is wrong with an event offered to a stream of this kind. */
export const problemsIn = (kind: StreamKind, { type, version, on, at, data }: OfferedEvent): readonly Problem[] => {
  const shape = classOf(kind, type);
  if (shape === undefined) return [{ field: 'type', says: `\`type\` is one of: ${typesOf(kind).join(', ')}` }];
  const now = versionOf(typeOf(shape));
  if (version !== undefined && version !== now) return [{ field: 'version', says: `\`version\` of ${typeOf(shape)} is ${now}` }];
  const fields = data === undefined ? {} : data;
  if (!isOffered(fields)) return [{ field: 'data', says: '`data` is a group of fields' }];
  return [...problemsOf(shape, { on, at, data: fields }), ...problemsInReplacement(kind, typeOf(shape), fields.event)];
};
const problemsInReplacement = (kind: StreamKind, type: EventType, offered: unknown): readonly Problem[] => {
  if (type !== 'Correction' || !isOffered(offered)) return [];
  const strangers = Object.keys(offered).filter((key) => !ENVELOPE.includes(key));
  if (offered.type === 'Correction')
    return [{ field: 'data.event.type', says: 'a correction gives the event as it should have been, not another correction' }];
  return [
    ...strangers.map((key) => ({
      field: `data.event.${key}`,
      says: `there is no field ${JSON.stringify(key.slice(0, 64))} here; there are: ${ENVELOPE.join(', ')}`,
    })),
    ...problemsIn(kind, { type: offered.type, version: offered.version, on: offered.on, at: offered.at, data: offered.data }).map(
      ({ field, says }) => ({ field: `data.event.${field}`, says }),
    ),
  ];
};

/** Paths (`reasons`, `revenue.basis`, `event.data.text`) and values of one kind in the nested data of an event. */
export interface Place<Value extends string = string> {
  readonly field: string;
  readonly value: Value;
}
const placesIn = (wanted: (value: Value) => boolean, type: string, data: unknown): readonly Place[] => {
  const shape = classes.get(type);
  if (shape === undefined || !isOffered(data)) return [];
  const places: Place[] = [];
  visit(shape, data, (value, given, field) => {
    if (wanted(value) && typeof given === 'string' && !isWordInstead(value.options, given)) places.push({ field, value: given });
    if (value.kind === 'replacement' && isOffered(given))
      places.push(
        ...placesIn(wanted, String(given.type), given.data).map((place) => ({ ...place, field: `${field}.data.${place.field}` })),
      );
  });
  return places;
};
const of =
  (wanted: FieldKind) =>
  ({ kind }: Value): boolean =>
    kind === wanted;
const isWordInstead = (options: readonly string[] | undefined, given: string): boolean => options?.includes(given) ?? false;

/** The paths of what is free text, and so a value of the vault. */
export const textsIn = (type: string, data: unknown): readonly string[] =>
  placesIn(of('text'), type, data).map(({ field }) => field);
/** The people it speaks of, by reference. */
export const subjectsIn = (type: string, data: unknown): readonly Place<SubjectId>[] => placesIn(of('subject'), type, data);
export const eventRefsIn = (type: string, data: unknown): readonly Place<EventId>[] => placesIn(of('event'), type, data);
/** The parties it names: each must have been admitted. */
export const partiesIn = (type: string, data: unknown): readonly Place<PartyId>[] => placesIn(of('party'), type, data);
/** The days on which something happened, besides `on`. */
export const pastDaysIn = (type: string, data: unknown): readonly Place<Day>[] =>
  placesIn(({ past }) => past === true, type, data);
