import { eventsOf, eventWords, fieldsOf, labelOf, streamKinds, type EventClass, type Field, type StreamKind } from '#psti';
import { dutyId } from '../parameters.ts';
import { day, instant, list, named, uuid, type Schema } from './schema.ts';

/** What may be recorded, as schemas written from the very classes that check it. */

const words: Readonly<Record<StreamKind, string>> = {
  product: 'ProductEvent',
  failure: 'FailureEvent',
  notice: 'NoticeEvent',
  profile: 'ProfileEvent',
  delivery: 'DeliveryEvent',
  installation: 'InstallationEvent',
};

/** Any event that a stream of this kind holds. */
export const eventOf = (kind: StreamKind): Schema => ({ $ref: `#/components/schemas/${words[kind]}` });

function eventSchema(shape: EventClass): Schema {
  const { type } = new shape();
  return named(type, {
    type: 'object',
    title: eventWords[type].title,
    description: eventWords[type].hint,
    properties: {
      type: { const: type },
      version: { type: 'integer', const: 1, description: 'Of its shape.' },
      on: day('When it happened, not after today.'),
      at: instant('When it happened, where the time is known: on that day.'),
      data: fields(fieldsOf(shape), (path) => describe(labelOf(type, path))),
    },
    required: ['type', 'on', 'data'],
    additionalProperties: false,
  });
}

/** What a form calls a field of this event, by its path. */
type Calls = (path: string) => string;
const describe = ({ label, hint }: { readonly label: string; readonly hint?: string }) =>
  hint === undefined ? `${label}.` : `${label}. ${hint}`;

const fields = (all: readonly Field[], calls: Calls): Schema => ({
  type: 'object',
  properties: Object.fromEntries(all.map((field) => [field.name, { ...fieldSchema(field, calls), title: calls(field.name) }])),
  required: all.filter(({ required }) => required).map(({ name }) => name),
  additionalProperties: false,
});

/** One field. Where words may stand in its place (`all`, `customers`), either will do. */
function fieldSchema(field: Field, calls: Calls): Schema {
  const schema = schemas[field.kind](field, (path) => calls(`${field.name}.${path}`));
  const instead = field.kind === 'list' || field.kind === 'party' || field.kind === 'requirement' ? (field.options ?? []) : [];
  return instead.length === 0 ? schema : { anyOf: [{ enum: instead }, schema] };
}

const written = ({ pattern, maxLength }: Field, description: string): Schema => ({
  type: 'string',
  minLength: 1,
  ...(pattern === undefined ? {} : { pattern }),
  ...(maxLength === undefined ? {} : { maxLength }),
  description,
});
const offered = (field: Field): Schema => {
  const some = (field.options ?? []).slice(0, 6).join(', ');
  return written(field, some === '' ? 'A word or a name.' : `For example: ${some}.`);
};
const whole = ({ min, max }: Field, description: string): Schema => ({
  type: 'integer',
  minimum: min,
  maximum: max,
  description,
});

const replacement: Schema = {
  type: 'object',
  description: 'The whole event as it should have been recorded: of the same type, with the same fields.',
  properties: {
    type: { type: 'string' },
    version: { const: 1 },
    on: day('When it happened.'),
    at: instant('When it happened.'),
    data: { type: 'object' },
  },
  required: ['type', 'on', 'data'],
  additionalProperties: false,
};

const schemas: Readonly<Record<Field['kind'], (field: Field, calls: Calls) => Schema>> = {
  party: (field) => written(field, 'A party, by its id.'),
  product: (field) => written(field, 'A product, by its id.'),
  failure: (field) => written(field, 'A failure, by its id.'),
  id: (field) => written(field, 'An id.'),
  subject: (field) => written(field, 'A person, by a reference, never by name.'),
  event: () => uuid('An event, by its id.'),
  day: ({ past }) => day(past ? 'A day of the calendar, not after today.' : 'A day of the calendar.'),
  instant: () => instant('An instant.'),
  text: (field) => written(field, 'Free text: the words. The log holds a commitment, the vault the words.'),
  word: offered,
  choice: ({ options = [] }) => ({ type: 'string', enum: options }),
  boolean: () => ({ type: 'boolean', description: 'Left out means false.' }),
  number: (field) => whole(field, 'A whole number.'),
  pence: (field) => whole(field, 'An amount in whole pence.'),
  duty: () => dutyId,
  provision: offered,
  requirement: offered,
  digest: (field) => written(field, 'A SHA-256 in hexadecimal.'),
  list: ({ of: [member] = [], min, max }, calls) => ({
    ...list(member ? fieldSchema(member, calls) : {}, 'None stands twice.'),
    ...(min === undefined ? {} : { minItems: min }),
    maxItems: max,
    uniqueItems: true,
  }),
  group: ({ of = [] }, calls) => fields(of, calls),
  replacement: () => replacement,
};

for (const kind of streamKinds)
  named(words[kind], {
    description: `What can be recorded in a stream of kind ${kind}.`,
    oneOf: eventsOf(kind).map(eventSchema),
  });
