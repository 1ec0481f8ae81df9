/**
 * JSON Schema (2020-12, as OpenAPI 3.1 uses it) of what the API takes and answers. A named shape is tied to the type it describes: a field
 * that the type gains or loses does not compile until it is described here.
 */
export interface Schema {
  readonly [keyword: string]: unknown;
}

const components = new Map<string, Schema>();
/** Every named schema, by name. */
export const namedSchemas: ReadonlyMap<string, Schema> = components;

/** Gives a schema a name in the document, and refers to it by that name from then on. */
export function named(name: string, schema: Schema): Schema {
  components.set(name, schema);
  return { $ref: `#/components/schemas/${name}` };
}

/** A field that may be left out. */
export class Left {
  constructor(readonly schema: Schema) {}
}
export const optional = (schema: Schema) => new Left(schema);

/** Every field of the type: those that may be absent as `optional(…)`, the others not. */
export type Fields<T> = { readonly [K in keyof T]-?: undefined extends T[K] ? Left : Schema };

/** An object with exactly these fields. */
export function shape<T>(says: string, fields: Fields<T>): Schema {
  const entries = Object.entries<Left | Schema>(fields);
  return {
    type: 'object',
    description: says,
    properties: Object.fromEntries(entries.map(([name, field]) => [name, field instanceof Left ? field.schema : field])),
    required: entries.filter(([, field]) => !(field instanceof Left)).map(([name]) => name),
    additionalProperties: false,
  };
}

/** A field's own sentence, beside what its schema says. */
export const as = (schema: Schema, says: string): Schema => ({ ...schema, description: says });

export const words = (says: string): Schema => ({ type: 'string', description: says });
export const flag = (says: string): Schema => ({ type: 'boolean', description: says });
export const count = (says: string): Schema => ({ type: 'integer', minimum: 0, description: says });
export const whole = (says: string): Schema => ({ type: 'integer', description: says });
export const oneOf = (values: readonly string[], says: string): Schema => ({ type: 'string', enum: values, description: says });
export const list = (items: Schema, says: string): Schema => ({ type: 'array', items, description: says });
export const map = (values: Schema, says: string): Schema => ({
  type: 'object',
  additionalProperties: values,
  description: says,
});
export const day = (says: string): Schema => ({ type: 'string', format: 'date', description: `${says} A London day.` });
export const instant = (says: string): Schema => ({ type: 'string', format: 'date-time', description: `${says} UTC.` });
export const moment = (says: string): Schema => ({
  type: 'string',
  description: `${says} A London day, which means its end, or an instant.`,
});
export const uuid = (says: string): Schema => ({ type: 'string', format: 'uuid', description: says });
export const id = (says: string): Schema => ({ type: 'string', pattern: idPattern, description: says });
export const anything = (says: string): Schema => ({ description: says });

/** What parties, products, failures and notices are called. */
export const idPattern = '^[a-z0-9-]{1,64}$';
