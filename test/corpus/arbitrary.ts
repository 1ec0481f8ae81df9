import fc from 'fast-check';
import { fieldsOf, type Field, type FieldKind, type Shape } from '#psti';

/** Any fields that a shape admits, field by field. What one field must be in the light of another is not looked at. */
export const fieldsLike = (shape: Shape): fc.Arbitrary<Readonly<Record<string, unknown>>> => recordOf(fieldsOf(shape));

function recordOf(fields: readonly Field[]): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  const model = Object.fromEntries(fields.map((field) => [field.name, valueOf(field)]));
  const requiredKeys = fields.filter(({ required }) => required).map(({ name }) => name);
  return fc.record(model, { requiredKeys, noNullPrototype: true });
}

const id = fc.stringMatching(/^[a-z0-9-]{1,64}$/);
const day = fc
  .date({ min: new Date('2024-04-29'), max: new Date('2036-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());
const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).map((text) => `words ${text}`);
const among = ({ options = [] }: Field) => fc.constantFrom(...options);
const idOr = ({ options = [] }: Field) => (options.length === 0 ? id : fc.oneof(id, fc.constantFrom(...options)));
const wordsLike = ({ pattern, options = [] }: Field): fc.Arbitrary<unknown> =>
  pattern === undefined || pattern.includes('(?=')
    ? options.length === 0
      ? words
      : fc.oneof(words, fc.constantFrom(...options))
    : fc.stringMatching(new RegExp(pattern));
const whole = ({ min = 0, max = Number.MAX_SAFE_INTEGER }: Field) => fc.maxSafeNat().map((n) => min + (n % (max - min + 1)));

const byKind: { readonly [K in FieldKind]: (field: Field) => fc.Arbitrary<unknown> } = {
  party: idOr,
  product: () => id,
  failure: () => id,
  id: () => id,
  subject: () => id,
  event: () => fc.uuid(),
  day: () => day.map((instant) => instant.slice(0, 10)),
  instant: () => day,
  text: () => words,
  word: wordsLike,
  choice: among,
  boolean: () => fc.boolean(),
  number: whole,
  pence: whole,
  duty: () => fc.constantFrom('PSTI-S11-3-NOTIFY-OPSS', 'PSTI-S13-2-CONTACT-MFR'),
  provision: (field) => ((field.options ?? []).length === 0 ? fc.constant('s.5(1)') : among(field)),
  requirement: (field) => ((field.options ?? []).length === 0 ? fc.constant('SR1') : among(field)),
  digest: () => fc.stringMatching(/^[0-9a-f]{64}$/),
  list: ({ of = [], options = [] }) => {
    const members = fc.uniqueArray(of[0] === undefined ? fc.constant(0) : valueOf(of[0]), { maxLength: 4 });
    return options.length === 0 ? members : fc.oneof(members, fc.constantFrom(...options));
  },
  group: ({ of = [] }) => recordOf(of),
  replacement: () => fc.constant({ type: 'RecordClosed', version: 1, on: '2026-02-11', data: { reasons: 'words' } }),
};
const valueOf = (field: Field): fc.Arbitrary<unknown> => byKind[field.kind](field);
