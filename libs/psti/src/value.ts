import { dutyIds, requirements } from './act.ts';
import { dayExists } from './calendar.ts';
import { readings } from './settings.ts';

/**
 * The kinds of values that events are made of: what each admits, said once for the check, the sentence to the person, the forms and
 * the API's document.
 */

export type FieldKind =
  | 'party'
  | 'product'
  | 'failure'
  | 'id'
  | 'subject'
  | 'event'
  | 'day'
  | 'instant'
  | 'text'
  | 'word'
  | 'choice'
  | 'boolean'
  | 'number'
  | 'pence'
  | 'duty'
  | 'provision'
  | 'requirement'
  | 'digest'
  | 'list'
  | 'group'
  | 'replacement';

/** Anything that can be made without arguments: the class of an event or of a group of fields. */
export type Shape = new () => object;

export interface Value {
  readonly kind: FieldKind;
  /** Ends the sentence that begins with the field's name: "`to` names a party by …". */
  readonly means: string;
  /** A choice: all there is. A party or a list: words that may stand in its place. Otherwise: what a form offers first. */
  readonly options?: readonly string[];
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly min?: number;
  readonly max?: number;
  /** A day on which something happened: it has come. */
  readonly past?: boolean;
  readonly element?: Value;
  readonly shape?: () => Shape;
  fits(value: unknown): boolean;
  /** A more exact sentence than `means`, where there is one. */
  wrong?(value: unknown, name: string): string | undefined;
}

const ID = '^[a-z0-9-]{1,64}$';
const UUID = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';
const DAY = '^\\d{4}-\\d{2}-\\d{2}$';
const INSTANT = '^\\d{4}-\\d{2}-\\d{2}T([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,9})?)?Z$';
const PROVISION =
  '^(s\\.\\d+[A-Z]?|reg\\.\\d+[A-Z]?|Sch\\.\\d+[A-Z]?( para \\d+[A-Z]?)?)(\\([0-9A-Za-z]+\\))*$|^(K|MA)-[A-Z]+(-[A-Z]+)*$';
const REQUIREMENT = '^[A-Za-z0-9]+(-[A-Za-z0-9]+)+$';
const BY_ID = 'by its id: a–z, 0–9 and -, at most 64 characters';

export const written = (kind: FieldKind, means: string, pattern: string): Value => {
  const form = new RegExp(pattern);
  return { kind, means, pattern, fits: (value) => typeof value === 'string' && form.test(value) };
};
/** A pattern, or one of a few words in its place. */
const orOneOf = (value: Value, words: readonly string[], means: string): Value => ({
  ...value,
  means,
  options: words,
  fits: (offered) => words.some((word) => word === offered) || value.fits(offered),
});

export const party = written('party', `names a party ${BY_ID}`, ID);
export const partyOr = (...words: readonly string[]): Value =>
  orOneOf(party, words, `names a party ${BY_ID}, or is ${words.map((word) => `"${word}"`).join(' or ')}`);
export const product = written('product', `names a product ${BY_ID}`, ID);
export const failure = written('failure', `names a failure ${BY_ID}`, ID);
export const subject = written(
  'subject',
  'names a person by a reference, never by name: a–z, 0–9 and -, at most 64 characters',
  ID,
);
export const id = written('id', 'is an id: a–z, 0–9 and -, at most 64 characters', ID);
export const event = written('event', 'names an event by its id, a UUID', UUID);
export const digest = written('digest', 'is a SHA-256 in hexadecimal: 64 characters of 0–9 and a–f', '^[0-9a-f]{64}$');

/** A provision, a limb of one, or a predicate of the law page; `offered` are those that a form puts first. */
export const provision = (offered: readonly string[]): Value => ({
  ...written(
    'provision',
    'names a provision, a limb of one or a predicate, such as s.5(1), Sch.3 para 5(2) or K-ISWILL',
    PROVISION,
  ),
  options: offered,
});
/** The Act's own, or one that a rulebook of its own brings: those carry a hyphen. */
export const requirement = orOneOf(
  written('requirement', '', REQUIREMENT),
  requirements,
  `names a security requirement: ${requirements.join(', ')}, or the id of one that the rulebook in force adds`,
);

/** The internet protocols of s.5 came into use on this day: no product of the Act is older, and nothing told of one. */
const EARLIEST = '1983-01-01';
const tooEarly = (value: string): boolean => dayExists(value) && value < EARLIEST;
const missingDay = (value: unknown): string | undefined =>
  typeof value === 'string' && new RegExp(DAY).test(value) ? `${value} is not a day of the calendar` : undefined;
export const day: Value = {
  kind: 'day',
  means: 'is a day, written YYYY-MM-DD',
  pattern: DAY,
  fits: (value) => typeof value === 'string' && dayExists(value) && !tooEarly(value),
  wrong: (value, name) =>
    typeof value === 'string' && tooEarly(value)
      ? `\`${name}\`, ${value}, is before ${EARLIEST}, when no product could yet connect to the internet: check the year`
      : missingDay(value),
};
export const pastDay: Value = { ...day, past: true };
export const instant: Value = {
  ...written('instant', 'is an instant in UTC, written YYYY-MM-DDThh:mm:ssZ', INSTANT),
  fits: (value) => typeof value === 'string' && new RegExp(INSTANT).test(value) && dayExists(value.slice(0, 10)),
  wrong: (value) => (typeof value === 'string' && new RegExp(INSTANT).test(value) ? missingDay(value.slice(0, 10)) : undefined),
};

/**
 * Words with something in them, and no control characters; a text may hold the ends of lines and tabs. A word holds nothing either that
 * turns the direction of what stands beside it, and so has it read as another.
 */
const BIDI = '\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069';
const CONTROL = {
  word: `\\u0000-\\u001f\\u007f-\\u009f${BIDI}`,
  text: '\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f',
};
const words = (kind: 'text' | 'word', maxLength: number): Value => {
  const pattern = `^(?=\\s*\\S)[^${CONTROL[kind]}]*$`;
  const form = new RegExp(pattern);
  return {
    kind,
    means: `is words, at most ${maxLength} characters`,
    pattern,
    maxLength,
    fits: (value) => typeof value === 'string' && value.length <= maxLength && form.test(value) && value.isWellFormed(),
    wrong: (value, name) => {
      if (typeof value !== 'string') return undefined;
      if (value.trim() === '') return `\`${name}\` has no words in it`;
      if (value.length > maxLength) return `\`${name}\` is longer than ${maxLength} characters`;
      return `\`${name}\` holds characters that cannot be read`;
    },
  };
};
export const text = words('text', 20_000);
export const word = words('word', 200);
/** A label's level is a word or, of CLS, one of four numbers. */
export const level: Value = {
  ...word,
  means: 'is the level of the label, such as STAR-1 or 4',
  options: ['STAR-1', '1', '2', '3', '4'],
  fits: (value) => word.fits(value) || [1, 2, 3, 4].some((number) => number === value),
};
export const wordOf = (offered: readonly string[]): Value => ({ ...word, options: offered });

const among = (options: readonly string[]): string => `is one of: ${options.join(', ')}`;
export const choice = (options: readonly string[]): Value => ({
  kind: 'choice',
  means: among(options),
  options,
  fits: (value) => options.some((option) => option === value),
});
export const yesNo = choice(['yes', 'no']);
export const duty: Value = { ...choice(dutyIds), kind: 'duty', means: 'names a duty by its id, such as PSTI-S11-3-NOTIFY-OPSS' };
export const setting: Value = { ...choice(Object.keys(readings)), means: 'names a reading of doubtful text, from A1 to A59' };
export const boolean: Value = { kind: 'boolean', means: 'is true or false', fits: (value) => typeof value === 'boolean' };
export const whole = (min: number, max: number): Value => ({
  kind: 'number',
  means: `is a whole number from ${min} to ${max}`,
  min,
  max,
  fits: (value) => Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max,
});
export const pence: Value = {
  ...whole(0, Number.MAX_SAFE_INTEGER),
  kind: 'pence',
  means: 'is an amount in whole pence',
};

const isPlain = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);
export const group = (shape: () => Shape): Value => ({ kind: 'group', means: 'is a group of fields', shape, fits: isPlain });
export const replacement: Value = {
  kind: 'replacement',
  means: 'is the whole event as it should have been recorded: type, on, at and data',
  fits: isPlain,
};

const LONGEST_LIST = 1_000;
/** A list without repetitions, or one of a few words in its place (`all`). */
export const list = (element: Value, ...instead: readonly string[]): Value => ({
  kind: 'list',
  means: `${instead.map((word) => `is "${word}", or `).join('')}is a list${element.kind === 'choice' ? ` of: ${element.options?.join(', ')}` : ''}`,
  options: instead,
  element,
  max: LONGEST_LIST,
  fits: (value) =>
    instead.some((word) => word === value) ||
    (Array.isArray(value) &&
      value.length <= LONGEST_LIST &&
      value.every((each) => element.fits(each)) &&
      repeated(value) === undefined),
  wrong: (value, name) => (Array.isArray(value) ? wrongIn(value, element, name) : undefined),
});
const anyBatches = list(word, 'all');
const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
/** Of no batch at all nothing can be said: it would hold nowhere, and be undone anywhere. */
export const batches: Value = {
  ...anyBatches,
  min: 1,
  fits: (value) => !isEmpty(value) && anyBatches.fits(value),
  wrong: (value, name) => (isEmpty(value) ? 'Say which batches, or all' : anyBatches.wrong?.(value, name)),
};
const repeated = (values: readonly unknown[]): unknown => values.find((value, at) => values.indexOf(value) !== at);
const wrongIn = (values: readonly unknown[], element: Value, name: string): string | undefined => {
  if (values.length > LONGEST_LIST) return `\`${name}\` lists more than ${LONGEST_LIST}`;
  const at = values.findIndex((value) => !element.fits(value));
  if (at >= 0) return sentence(element, values[at], `${name}[${at}]`);
  const twice = repeated(values);
  return twice === undefined ? undefined : `\`${name}\` lists ${shown(twice)} twice`;
};

/** A value as a person would recognise it, short whatever was sent. */
const shown = (value: unknown): string => {
  const said =
    typeof value === 'string' ? `"${value}"` : Array.isArray(value) ? 'a list' : isPlain(value) ? 'a group' : String(value);
  return said.length > 60 ? `${said.slice(0, 57)}…` : said;
};

/** What is wrong with a value, and what is allowed, as one sentence to a person. */
export const sentence = (value: Value, offered: unknown, name: string): string => {
  if (offered === undefined) return `\`${name}\` is missing: it ${value.means}`;
  return value.wrong?.(offered, name) ?? `\`${name}\` ${value.means}; ${shown(offered)} is not`;
};
