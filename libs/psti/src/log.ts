import type { Instant, SubjectId } from './act.ts';
import type { Replacement } from './correction.ts';
import type { Known } from './known.ts';
import { isOffered } from './problem.ts';
import { describedIn } from './shape.ts';
import { classes, classOf, kindOf } from './streams.ts';
import type { AnyEvent } from './streams.ts';
import { upcast, UpgradeNeeded, versionOf } from './versions.ts';

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

/** An event of the log as the Act reads it, in its newest version. Throws `UpgradeNeeded` for what a newer Dutybook wrote. */
export const fromLog = (event: RecordedEvent): Known<AnyEvent> => {
  const unknown = unknownIn(event);
  if (unknown !== undefined) throw new UpgradeNeeded(unknown);
  const { id, type, version, on, at, data, stream, revision, recordedAt, by, leaf } = event;
  return { ...fromDoor({ id, type, version, on, at, data }), stream, revision, recordedAt, by, leaf };
};

interface Named {
  readonly type: string;
  readonly version: number;
}
interface OnStream extends Named {
  readonly stream: string;
  readonly data?: unknown;
}
/** What of an event this version of Dutybook does not know: the event, or what it puts in the place of another as a correction. */
export const unknownIn = ({ stream, type, version, data }: OnStream): Named | undefined => {
  const kind = kindOf(stream);
  if (kind === undefined || classOf(kind, type) === undefined || version > versionOf(type)) return { type, version };
  if (type !== 'Correction' || !isOffered(data) || !isOffered(data.event)) return undefined;
  return unknownIn({ stream, type: String(data.event.type), version: Number(data.event.version ?? 1) });
};

/** An event as offered, once nothing was found wrong with it. Without a version it is of the one recorded now. */
export const fromDoor = (event: FromDoor): AnyEvent => ({ id: event.id, ...flat({ ...event }) }) as AnyEvent;
interface FromDoor extends Omit<LoggedEvent, 'data' | 'version'> {
  readonly version?: number;
  readonly data: Readonly<Record<string, unknown>>;
}

const flat = ({ type: named, version: said, on, at, data: offered }: { readonly [key: string]: unknown }): object => {
  const type = String(named);
  const { version, data } = upcast({
    type,
    version: said === undefined ? versionOf(type) : Number(said),
    data: isOffered(offered) ? offered : {},
  });
  return {
    type,
    version,
    on,
    ...(at === undefined ? {} : { at }),
    ...data,
    ...(type === 'Correction' && isOffered(data.event) ? { event: flat(data.event) } : {}),
  };
};

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
