import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { randomUUID } from 'node:crypto';
import { problemsIn } from '#psti';
import { Invalid, RecordEvent, type OfferedEvent, type Receipt } from '#records';
import type { Supposed } from '#views';
import { Problem, type Fault } from './problems/problems.ts';
import type { Given } from './route.ts';

/** Reads one event from a body and offers it to the write side. What its fields may be is the event's own class's business. */
@Injectable()
export class Recording {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  record(stream: string, given: Given & { readonly path: { readonly event: string } }): Promise<Receipt> {
    return this.commands.execute(new RecordEvent(stream, given.path.event, offeredIn(given.body), given.person));
  }
}

/** An event that nothing is wrong with, to ask what it would change. It is recorded nowhere. */
export function supposedIn(body: unknown): Supposed {
  const offered = offeredIn(body);
  const wrong = problemsIn('failure', offered);
  if (wrong.length > 0) throw new Invalid(wrong);
  const { type, on, at, data } = offered;
  return { id: randomUUID(), type, on, ...(at === undefined ? {} : { at }), data };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';

interface Part {
  readonly needed: boolean;
  readonly says: string;
  fits(value: unknown): boolean;
}
const parts: Readonly<Record<keyof OfferedEvent, Part>> = {
  type: { needed: true, fits: isText, says: 'Names the kind of event: a string.' },
  version: { needed: false, fits: Number.isInteger, says: 'Version of the shape: a whole number.' },
  on: { needed: true, fits: isText, says: 'The London day it happened: YYYY-MM-DD.' },
  at: { needed: false, fits: isText, says: 'The instant it happened, in UTC.' },
  data: { needed: true, fits: isObject, says: 'Its fields: an object.' },
};
const names = Object.keys(parts).join(', ');

type Body = Readonly<Record<string, unknown>>;

export function offeredIn(body: unknown): OfferedEvent {
  if (!isObject(body))
    throw new Problem('invalid', 'The body is one event, as a JSON object.', [{ field: '', says: 'It is no object.' }]);
  if (!isEvent(body)) throw new Problem('invalid', 'The body is not an event.', faultsIn(body));
  return body;
}

const faultsIn = (body: Body): readonly Fault[] => [
  ...Object.keys(body)
    .filter((name) => !Object.hasOwn(parts, name))
    .map((name) => ({ field: `/${name}`, says: `There is no field of this name; there are ${names}.` })),
  ...Object.entries(parts)
    .filter(([name, { needed, fits }]) => (body[name] === undefined ? needed : !fits(body[name])))
    .map(([name, { says }]) => ({ field: `/${name}`, says })),
];
const isEvent = (body: Body): body is Body & OfferedEvent => faultsIn(body).length === 0;
