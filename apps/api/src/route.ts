import { createParamDecorator, SetMetadata } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { someoneOf, type Person } from '#access';
import type { StreamKind } from '#psti';
import type { FastifyRequest } from 'fastify';
import { aPosition, isNeeded, readParameter, type Parameter, type Parameters, type Read, type ReadQuery } from './parameters.ts';
import { Problem, wrongParameter, type ProblemName } from './problems/problems.ts';
import { idPattern, type Schema } from './shapes/schema.ts';

/** What one answer of a route looks like. */
export interface Answer {
  readonly says: string;
  readonly schema?: Schema;
  readonly example?: unknown;
  /** `application/json` where it says nothing else. */
  readonly media?: string;
}

/**
 * All that a route takes and answers, in one place: requests are read by it and the OpenAPI document is written from it, so that
 * neither can say what the other does not.
 */
export interface Route<Path extends Parameters = Parameters, Query extends Parameters = Parameters> {
  readonly summary: string;
  readonly more?: string;
  readonly tag: string;
  readonly path: Path;
  readonly query: Query;
  /** Whether it is asked or told for a party, named in the header. */
  readonly person: boolean;
  readonly body?: Schema;
  /** The kind of stream whose events it takes. */
  readonly takes?: StreamKind;
  readonly examples?: Readonly<Record<string, unknown>>;
  readonly answers: Readonly<Record<number, Answer>>;
  readonly problems: readonly ProblemName[];
}

export const ACTING_AS = 'Dutybook-Acting-As';

/** Every read of the books may wait for a position; the interceptor does the waiting. */
const waiting = {
  waitFor: aPosition(
    'Answer only once this position (from Dutybook-Position of an earlier answer) is in it and its deliveries are made.',
  ),
};

interface Reading<Path extends Parameters, Query extends Parameters> {
  readonly summary: string;
  readonly more?: string;
  readonly tag: string;
  readonly path: Path;
  readonly query: Query;
  readonly answer: Answer;
}

/** A question about the books: asked for a party, and what is not there for that party is nowhere. */
export const reading = <Path extends Parameters, Query extends Parameters>({
  answer,
  query,
  ...route
}: Reading<Path, Query>) => ({
  ...route,
  query: { ...query, ...waiting },
  person: true,
  answers: { 200: answer },
  problems: ['not-found', 'behind'] as const satisfies readonly ProblemName[],
});

/** What is the same for everyone: no party is named, nothing of a book is shown. */
export const open = <Path extends Parameters, Query extends Parameters>({ answer, ...route }: Reading<Path, Query>) => ({
  ...route,
  person: false,
  answers: { 200: answer },
  problems: Object.keys(route.path).length > 0 ? (['not-found'] as const) : [],
});

/** What a handler is given: who asks, and every value read and checked. */
export interface Given<R extends Route = Route> {
  /** Of the handler: the operation's id. */
  readonly name: string;
  readonly person: Person;
  readonly path: Read<R['path']>;
  readonly query: ReadQuery<R['query']>;
  readonly body: unknown;
}

const ROUTE = 'dutybook:route';
export const Tells = (route: Route) => SetMetadata(ROUTE, route);
export const routeOf = (handler: object): Route | undefined => Reflect.getMetadata(ROUTE, handler);

export const Given = createParamDecorator((_: unknown, context: ExecutionContext) => givenOf(context));

const read = new WeakMap<FastifyRequest, Given>();

/** Reads the request by its route, once. */
export function givenOf(context: ExecutionContext): Given {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const route = routeOf(context.getHandler());
  if (!route) throw new Error('A route says nothing of what it takes.');
  const given = read.get(request) ?? readGiven(context.getHandler().name, route, request);
  read.set(request, given);
  return given;
}

function readGiven(name: string, route: Route, request: FastifyRequest): Given {
  return {
    name,
    path: readPath(route.path, request.params),
    query: readQuery(route.query, request.query),
    person: route.person ? readPerson(request) : NOBODY,
    body: route.body ? readBody(request) : undefined,
  };
}

const NOBODY: Person = { subject: '', party: '' };

const entriesOf = (values: unknown): [string, unknown][] =>
  typeof values === 'object' && values !== null ? Object.entries(values) : [];

function readPath(parameters: Parameters, params: unknown): Readonly<Record<string, unknown>> {
  const texts = new Map(entriesOf(params));
  return Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [name, readParameter(name, parameter, String(texts.get(name) ?? ''))]),
  );
}

function readQuery(parameters: Parameters, query: unknown): Readonly<Record<string, unknown>> {
  const values = Object.fromEntries(entriesOf(query).map(([name, text]) => [name, readOne(name, parameters, text)]));
  const missing = Object.entries(parameters).find(([name, parameter]) => isNeeded(parameter) && !Object.hasOwn(values, name));
  if (missing) throw wrongParameter(missing[0], `It is needed here. ${missing[1].says}`);
  return values;
}

function readOne(name: string, parameters: Parameters, text: unknown): unknown {
  const parameter: Parameter<unknown> | undefined = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  if (!parameter) throw wrongParameter(name, `It is not asked for here. ${taken(parameters)}`);
  if (typeof text !== 'string') throw wrongParameter(name, 'It is given more than once.');
  return readParameter(name, parameter, text);
}
const taken = (parameters: Parameters) => {
  const names = Object.keys(parameters);
  return names.length === 0 ? 'This address takes no query.' : `This address takes ${names.join(', ')}.`;
};

const partyId = new RegExp(idPattern, 'u');
function readPerson({ headers }: FastifyRequest): Person {
  const party = headers[ACTING_AS.toLowerCase()];
  if (typeof party === 'string' && partyId.test(party)) return someoneOf(party);
  const says = 'Give the id of one party: a–z, 0–9 and hyphens.';
  throw new Problem('acting-as', `The header ${ACTING_AS} is needed. ${says}`, [{ parameter: ACTING_AS, says }]);
}

function readBody({ body }: FastifyRequest): unknown {
  if (body === undefined || body === null) throw new Problem('not-well-formed', 'A body is needed: one event, as a JSON object.');
  return body;
}
