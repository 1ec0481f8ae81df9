import type { Address } from './addresses.ts';
import { isNeeded, type Parameters } from '../parameters.ts';
import { problemKinds, typeOf, type ProblemName } from '../problems/problems.ts';
import { ACTING_AS, type Answer, type Route } from '../route.ts';
import { id, list, named, namedSchemas, optional, shape, uuid, whole, words, type Schema } from '../shapes/schema.ts';
import type { Fault, ProblemDocument } from '../problems/problems.ts';

/** The OpenAPI 3.1 document, written from the routes themselves: what they read requests by is what stands here. */

const fault = named(
  'Fault',
  shape<Fault>('One thing that is wrong.', {
    field: optional(words('JSON pointer into the body.')),
    parameter: optional(words('Name of a part of the path, a query parameter or a header.')),
    says: words('What is wrong, and what would be right.'),
  }),
);
const problem = named(
  'Problem',
  shape<ProblemDocument>('What is wrong with a request (RFC 9457).', {
    type: { type: 'string', format: 'uri-reference', description: 'Which kind of problem; a page at this address explains it.' },
    title: words('The kind, in words.'),
    status: whole('The HTTP status.'),
    detail: words('What is wrong here.'),
    reference: uuid('Stands in the log of this installation too, and in the header Dutybook-Reference.'),
    errors: optional(list(fault, 'Each thing that is wrong.')),
  }),
);

export const tags = {
  Record: 'Put an event into a book. The id is yours and is the key: the same event under the same id is recorded once.',
  Duties: 'Who owes what, to whom, how soon in the words of the Act, since when, why, and what would discharge it.',
  Books: 'What stands in a book: records with their timelines, notifications, parties, products.',
  Enforcement: 'Notices of the authority, what they ask for and by when, and what binds the authority itself.',
  Reference: 'What can be recorded, and the law it is judged by.',
  Log: 'The log itself, and whether this installation is well.',
} as const;

/** In paragraphs: for the document and for the page. */
export const introduction: readonly string[] = [
  'Dutybook keeps, for every manufacturer, authorised representative, importer and distributor, a book of what that party knew, was told, said and did about connectable products under Part 1 of the Product Security and Telecommunications Infrastructure Act 2022, and works out which duties it owes.',
  `Every request names the party it is made for in the header \`${ACTING_AS}\`. What belongs to another party answers as what does not exist.`,
  'Events are recorded with PUT under an id of your own; sending the same again is safe. A write is durable when it is answered. `Dutybook-Position` says up to where an answer shows the log: give it as `waitFor` to read what you wrote.',
  '`asOf` asks what had happened by then, `knownAt` what had been recorded by then. Lists come in pages: ask for `next` with `after`, and the same question.',
];

const reference = {
  'Dutybook-Reference': {
    description: 'The reference of this answer, in the log of this installation too.',
    schema: uuid('A reference.'),
  },
};
const positionHeader = {
  'Dutybook-Position': { description: 'The answer shows everything up to here.', schema: words('A position.') },
};

export function documentOfRoutes(addresses: readonly Address[]) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const address of addresses)
    paths[address.path] = { ...paths[address.path], [address.method.toLowerCase()]: operation(address) };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Dutybook',
      version: '1',
      summary: 'Duties under Part 1 of the PSTI Act 2022, party by party.',
      description: introduction.join('\n\n'),
    },
    servers: [{ url: '/' }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths,
    components: { schemas: Object.fromEntries(namedSchemas), parameters: { ActingAs: actingAs }, headers: reference },
  };
}
export type OpenApi = ReturnType<typeof documentOfRoutes>;

const actingAs = {
  name: ACTING_AS,
  in: 'header',
  required: true,
  description: 'The party acted for: a party, `authority` or `operator`.',
  schema: id('A party.'),
  example: 'kestrel',
};

function operation({ name, route }: Address) {
  return {
    operationId: name,
    tags: [route.tag],
    summary: route.summary,
    ...(route.more ? { description: route.more } : {}),
    parameters: [
      ...(route.person ? [{ $ref: '#/components/parameters/ActingAs' }] : []),
      ...parametersIn('path', route.path),
      ...parametersIn('query', route.query),
    ],
    ...(route.body
      ? { requestBody: { required: true, content: { 'application/json': { schema: route.body, examples: examplesOf(route) } } } }
      : {}),
    responses: responsesOf(route),
  };
}

const examplesOf = ({ examples = {} }: Route) =>
  Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }]));

const parametersIn = (place: 'path' | 'query', parameters: Parameters) =>
  Object.entries(parameters).map(([name, parameter]) => ({
    name,
    in: place,
    required: place === 'path' || isNeeded(parameter),
    description: parameter.says,
    schema: parameter.schema,
    ...(parameter.schema['type'] === 'array' ? { style: 'form', explode: false } : {}),
  }));

/** Of every route: what the server itself may say before or instead of it. */
const always: readonly ProblemName[] = [
  'not-well-formed',
  'parameter',
  'too-slow',
  'invalid',
  'too-many-headers',
  'internal',
  'busy',
];
const withBody: readonly ProblemName[] = ['cross-site', 'too-large', 'media-type'];
const withPerson: readonly ProblemName[] = ['acting-as'];

export const problemsOfRoute = ({ problems, body, person }: Route): readonly ProblemName[] => [
  ...new Set([...always, ...(body ? withBody : []), ...(person ? withPerson : []), ...problems]),
];

function responsesOf(route: Route) {
  const names = problemsOfRoute(route);
  const statuses = [...new Set(names.map((name) => problemKinds[name].status))];
  const refusals = statuses.map(
    (status) => [status, refusal(names.filter((name) => problemKinds[name].status === status))] as const,
  );
  const answers = Object.entries(route.answers).map(([status, answer]) => [Number(status), answerOf(answer)] as const);
  return Object.fromEntries([...answers, ...refusals].sort(([one], [other]) => one - other));
}

const answerOf = ({ says, schema, example, media = 'application/json' }: Answer) => ({
  description: says,
  headers: { ...reference, ...(media === 'application/json' ? positionHeader : {}) },
  ...(schema ? { content: { [media]: { schema, ...(example === undefined ? {} : { example }) } } } : {}),
});

const refusal = (names: readonly ProblemName[]) => ({
  description: names.map((name) => `${problemKinds[name].title} (${typeOf(name)}).`).join(' '),
  headers: reference,
  content: {
    'application/problem+json': {
      schema: { allOf: [problem, { properties: { type: { enum: names.map(typeOf) } } } satisfies Schema] },
    },
  },
});
