import type { Instant, SubjectId } from './act.ts';
import type { Replacement } from './correction.ts';
import type { Known } from './known.ts';
import { isOffered } from './problem.ts';
import { describedIn } from './shape.ts';
import { classes, classOf, kindOf, VERSION } from './streams.ts';
import type { AnyEvent } from './streams.ts';

/**
 * Between the log, where an event's own fields stand under `data`, and the Act, which reads them beside `on` and `at`. The one place
 * where what was stored is believed to be what it was checked to be.
 */

type Plain = null | boolean | number | string | readonly Plain[] | Fields;
type Fields = { readonly [key: string]: Plain };

export interface LoggedEvent {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly on: string;
  readonly at?: string;
  readonly data: Fields;
}
export interface RecordedEvent extends LoggedEvent {
  readonly stream: string;
  readonly revision: number;
  readonly recordedAt: Instant;
  readonly by: SubjectId;
  readonly leaf: number;
}

export const fromLog = ({ stream, revision, recordedAt, by, leaf, ...event }: RecordedEvent): Known<AnyEvent> => {
  const kind = kindOf(stream);
  if (kind === undefined || classOf(kind, event.type) === undefined)
    throw new Error(`No ${event.type} belongs on the stream ${stream}`);
  return { ...fromDoor(event), stream, revision, recordedAt, by, leaf };
};

/** An event as offered, once nothing was found wrong with it. */
export const fromDoor = (event: Omit<LoggedEvent, 'data'> & { readonly data: Readonly<Record<string, unknown>> }): AnyEvent =>
  ({ id: event.id, ...flat({ ...event }) }) as AnyEvent;

const flat = ({ type, version, on, at, data }: { readonly [key: string]: unknown }): object => ({
  type,
  version: version ?? VERSION,
  on,
  ...(at === undefined ? {} : { at }),
  ...(isOffered(data) ? data : {}),
  ...(type === 'Correction' && isOffered(data) && isOffered(data.event) ? { event: flat(data.event) } : {}),
});

/** The event in the log's form; what the log itself adds is left out. */
export const toLog = (event: AnyEvent): LoggedEvent => ({ id: event.id, ...nested(event) }) as LoggedEvent;

const nested = (event: AnyEvent | Replacement): object => {
  const { type, version, on, at } = event;
  const shape = classes.get(type);
  const fields = shape === undefined ? [] : describedIn(shape).map(({ name }) => [name, Reflect.get(event, name)]);
  const data = Object.fromEntries(fields.filter(([, value]) => value !== undefined));
  const replaced =
    event.type === 'Correction' && 'event' in event && event.event !== undefined ? { event: nested(event.event) } : {};
  return { type, version, on, ...(at === undefined ? {} : { at }), data: { ...data, ...replaced } };
};
