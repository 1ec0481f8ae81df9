import { dayExists, dutyIds, type DutyId } from '#psti';
import { wrongParameter } from './problems/problems.ts';
import { idPattern, named, namedSchemas, oneOf, type Schema } from './shapes/schema.ts';

/** A value in the path or the query: what it means, what it looks like, and how its text is read (undefined: it is not one). */
export interface Parameter<T> {
  readonly says: string;
  readonly schema: Schema;
  read(text: string): T | undefined;
}
/** One that must be given. */
export interface Needed<T> extends Parameter<T> {
  readonly needed: true;
}
export const needed = <T>(parameter: Parameter<T>): Needed<T> => ({ ...parameter, needed: true });
export const isNeeded = (parameter: Parameter<unknown>) => 'needed' in parameter;

export type Parameters = Readonly<Record<string, Parameter<unknown>>>;
/** What a query is read as: those that are needed are there, the others may be. */
export type ReadQuery<P extends Parameters> = Partial<Read<P>> &
  Pick<Read<P>, { [K in keyof P]: P[K] extends Needed<unknown> ? K : never }[keyof P]>;
export type Read<P extends Parameters> = { readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never };

const matching = (pattern: string, says: string, more: Schema = {}): Parameter<string> => {
  const expression = new RegExp(pattern, 'u');
  return { says, schema: { type: 'string', pattern, ...more }, read: (text) => (expression.test(text) ? text : undefined) };
};

export const anId = (says: string) => matching(idPattern, says);
export const aUuid = (says: string) =>
  matching('^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$', says, { format: 'uuid' });
export const aPosition = (says: string) => matching('^[0-9A-Za-z:_-]{1,100}$', says);
export const aCursor = (says: string) => matching('^[0-9A-Za-z_-]{1,2000}[.][0-9A-Za-z_-]{22}$', says);
/** `s.19`, `reg.8`, `Sch.2`. */
export const aProvision = (says: string) => matching('^(?:s|reg|Sch)[.][0-9A-Za-z]{1,4}(?:[ (][0-9A-Za-z() ]{0,40})?$', says);
export const dutyId = named('DutyId', oneOf(dutyIds, 'A duty.'));
export const aDuty = (says: string): Parameter<DutyId> => ({
  says,
  schema: dutyId,
  read: (text) => dutyIds.find((duty) => duty === text),
});
export const aWord = (says: string) => matching('^[A-Za-z0-9][A-Za-z0-9-]{0,40}$', says);

export const aDay = (says: string): Parameter<string> => ({
  says,
  schema: { type: 'string', format: 'date' },
  read: (text) => (dayExists(text) ? text : undefined),
});

const instantPattern = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(?::\\d{2}(?:[.]\\d{1,9})?)?(?:Z|[+-]\\d{2}:\\d{2})$';
const instantExpression = new RegExp(instantPattern, 'u');
function readInstant(text: string): string | undefined {
  if (!instantExpression.test(text) || !dayExists(text.slice(0, 10)) || Number.isNaN(Date.parse(text))) return undefined;
  return new Date(text).toISOString();
}

/** A day, which means its end in London, or an instant with its offset, which means itself. */
export const aMoment = (says: string): Parameter<string> => ({
  says: `${says} A London day (YYYY-MM-DD) means its end; an instant (RFC 3339) itself.`,
  schema: {
    type: 'string',
    anyOf: [
      { format: 'date', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
      { format: 'date-time', pattern: instantPattern },
    ],
  },
  read: (text) => (dayExists(text) ? text : readInstant(text)),
});

export const oneWord = <const Word extends string>(among: readonly Word[], says: string): Parameter<Word> => ({
  says,
  schema: { type: 'string', enum: among },
  read: (text) => among.find((word) => word === text),
});

/** Several, with commas between: a parameter stands once in a query. */
export const severalWords = <const Word extends string>(among: readonly Word[], says: string): Parameter<readonly Word[]> => ({
  says: `${says} Several with commas between.`,
  schema: { type: 'array', items: { type: 'string', enum: among }, minItems: 1, uniqueItems: true },
  read: (text) => {
    const given = text.split(',');
    const known = among.filter((word) => given.includes(word));
    return known.length === given.length ? known : undefined;
  },
});

/** A whole number, from the least that means anything. */
export const aNumber = (says: string, minimum = 0): Parameter<number> => ({
  says,
  schema: { type: 'integer', minimum, maximum: 999_999_999_999_999 },
  read: (text) => (/^(0|[1-9]\d{0,14})$/.test(text) && Number(text) >= minimum ? Number(text) : undefined),
});

export const aFlag = (says: string): Parameter<boolean> => ({
  says,
  schema: { type: 'boolean' },
  read: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
});

export const MOST_ROWS = 200;
export const aLimit = (says: string): Parameter<number> => ({
  says,
  schema: { type: 'integer', minimum: 1, maximum: MOST_ROWS, default: 50 },
  read: (text) => (/^[1-9]\d{0,2}$/.test(text) && Number(text) <= MOST_ROWS ? Number(text) : undefined),
});

export const party = anId('A party: its id.');
export const product = anId('A product: its id in that book.');
export const failure = anId('A failure: its id in that book.');
export const clocks = {
  asOf: aMoment('What had happened by then; now if left out.'),
  knownAt: aMoment('What had been recorded by then; now if left out.'),
};

const FEW = 40;
const listed = (words: readonly unknown[]): string =>
  words.length > FEW ? `${words.slice(0, 3).join(', ')} and ${words.length - 3} more` : words.join(', ');

/** What a schema lets through, as a sentence. */
function takenBy({ $ref, enum: words, items, ...schema }: Schema): string | undefined {
  if (typeof $ref === 'string') return takenBy(namedSchemas.get($ref.split('/').at(-1) ?? '') ?? {});
  if (isSchema(items)) return takenBy(items)?.replace('One of', 'Any of');
  return Array.isArray(words) ? `One of: ${listed(words)}.` : writtenAs(schema);
}
function writtenAs({ format, type, pattern, minimum, maximum }: Schema): string | undefined {
  if (format === 'uuid') return 'A UUID, in small letters.';
  if (format === 'date') return 'A day, written YYYY-MM-DD.';
  if (type === 'boolean') return 'One of: true, false.';
  if (type === 'integer') return `A whole number from ${String(minimum)} to ${String(maximum)}.`;
  return typeof pattern === 'string' ? `It matches ${pattern}.` : undefined;
}
const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null;

/** Reads one parameter; what is not of its kind is named, with what it should be. */
export function readParameter(name: string, parameter: Parameter<unknown>, text: string): unknown {
  const value = parameter.read(text);
  if (value === undefined) {
    const says = [`“${text.slice(0, 100)}” is not taken here.`, parameter.says, takenBy(parameter.schema)];
    throw wrongParameter(name, says.filter(Boolean).join(' '));
  }
  return value;
}
