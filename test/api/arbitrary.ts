import fc from 'fast-check';

/** Values that a JSON Schema of the document describes, for whoever tries the API by it. */

export type Schema = Readonly<Record<string, unknown>>;
type Named = (name: string) => Schema;

/** Words that occur in the books tried on: with these a request now and then means something. */
export interface Known {
  readonly ids: readonly string[];
  readonly events: readonly string[];
  /** What is there under a name: a field or a part of the path. */
  readonly named: Readonly<Record<string, readonly string[]>>;
}

/** Mostly what is there under that name, and now and then anything of the right form. */
export function namedArbitrary(name: string, schema: Schema, named: Named, known: Known): fc.Arbitrary<unknown> {
  const any = arbitraryOf(schema, named, known);
  const there = Object.hasOwn(known.named, name) ? (known.named[name] ?? []) : [];
  return there.length === 0 ? any : fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...there) }, { weight: 1, arbitrary: any });
}

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);
const schemasIn = (value: unknown): readonly Schema[] => (Array.isArray(value) ? value.filter(isSchema) : []);
const stringsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];

export function arbitraryOf(schema: Schema, named: Named, known: Known): fc.Arbitrary<unknown> {
  if (typeof schema['$ref'] === 'string') return arbitraryOf(named(schema['$ref'].split('/').at(-1) ?? ''), named, known);
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...schema['enum']);
  const choices = [...schemasIn(schema['oneOf']), ...schemasIn(schema['anyOf'])].map((choice) =>
    arbitraryOf({ ...schema, oneOf: 0, anyOf: 0, ...choice }, named, known),
  );
  if (choices.length > 0) return fc.oneof(...choices);
  return typed(schema, named, known);
}

function typed(schema: Schema, named: Named, known: Known): fc.Arbitrary<unknown> {
  switch (schema['type']) {
    case 'object':
      return objects(schema, named, known);
    case 'array':
      return lists(schema, named, known);
    case 'string':
      return strings(schema, known);
    case 'integer':
      return integers(schema);
    case 'boolean':
      return fc.boolean();
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function objects({ properties, required }: Schema, named: Named, known: Known): fc.Arbitrary<unknown> {
  if (!isSchema(properties))
    return fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 3 });
  const model = Object.fromEntries(
    Object.entries(properties).map(([name, part]) => [name, namedArbitrary(name, isSchema(part) ? part : {}, named, known)]),
  );
  return fc.record(model, { requiredKeys: [...stringsIn(required)], noNullPrototype: true });
}

function lists({ items, minItems = 0, uniqueItems }: Schema, named: Named, known: Known): fc.Arbitrary<unknown> {
  const each = arbitraryOf(isSchema(items) ? items : {}, named, known);
  const lengths = { minLength: Number(minItems), maxLength: 4 };
  return uniqueItems === true
    ? fc.uniqueArray(each, { ...lengths, selector: (item) => JSON.stringify(item) })
    : fc.array(each, lengths);
}

const day = fc.date({ min: new Date('2024-01-01'), max: new Date('2026-04-01'), noInvalidDate: true });

function strings({ pattern, format, minLength = 0, maxLength = 40 }: Schema, known: Known): fc.Arbitrary<string> {
  if (format === 'date') return day.map((date) => date.toISOString().slice(0, 10));
  if (format === 'date-time') return day.map((date) => date.toISOString());
  if (format === 'uuid') return fc.oneof(fc.uuid(), fc.constantFrom(...known.events));
  const any = fc.string({ unit: 'grapheme', minLength: Number(minLength), maxLength: Math.min(Number(maxLength), 40) });
  if (typeof pattern !== 'string') return any;
  const expression = new RegExp(pattern, 'u');
  // What looks ahead cannot be written from; nearly any words will do there.
  const fitting = pattern.includes('(?=') ? any.filter((text) => expression.test(text)) : fc.stringMatching(expression);
  return fc.oneof(fitting, ...knownMatching(pattern, known));
}

function knownMatching(pattern: string, { ids }: Known): readonly fc.Arbitrary<string>[] {
  const fitting = ids.filter((id) => new RegExp(pattern, 'u').test(id));
  return fitting.length > 0 ? [fc.constantFrom(...fitting), fc.constantFrom(...fitting), fc.constantFrom(...fitting)] : [];
}

const integers = ({ minimum = -1_000, maximum = 1_000_000 }: Schema) => {
  const [min, max] = [Number(minimum), Math.min(Number(maximum), Number.MAX_SAFE_INTEGER)];
  return fc.oneof(fc.integer({ min: Math.max(min, -(2 ** 31)), max: Math.min(max, 2 ** 31 - 1) }), fc.constantFrom(min, max));
};
