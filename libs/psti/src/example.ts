import { readings } from './settings.ts';
import { fieldsOf } from './shape.ts';
import type { Field } from './shape.ts';
import { classes } from './streams.ts';
import type { EventType } from './streams.ts';
import type { FieldKind } from './value.ts';

/** A valid example of every kind of event, made from its own description: for the API's document, and to try each kind in tests. */

export interface Example {
  readonly type: EventType;
  readonly on: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const DAY = '2026-02-11';
const byKind: { readonly [K in FieldKind]: (field: Field) => unknown } = {
  party: () => 'kestrel',
  product: () => 'puffincam-2',
  failure: () => 'shared-password',
  id: () => 'first',
  subject: () => 'person-1',
  event: () => '6ba7b811-9dad-11d1-80b4-00c04fd430c8',
  day: () => DAY,
  instant: () => `${DAY}T09:30:00Z`,
  text: () => 'in a few words',
  word: ({ options }) => options?.[0] ?? 'a word',
  choice: ({ options }) => options?.[0],
  boolean: () => true,
  number: ({ min }) => min,
  pence: () => 200_000_000,
  duty: ({ options }) => options?.[0],
  provision: ({ options }) => options?.[0],
  requirement: ({ options }) => options?.[0],
  digest: () => '0'.repeat(64),
  list: ({ of }) => (of ?? []).map(valueOf),
  group: ({ of }) => dataOf(of ?? []),
  replacement: () => undefined,
};
/** What a kind alone does not give: words of a fixed form, and a value that fits the reading before it. */
const byName: Readonly<Record<string, unknown>> = {
  to: 'tarn-beck',
  companyNumber: '01234567',
  gln: '5012345678900',
  eori: 'GB123456789000',
  lei: '5493001KJTIIGC8Y1R12',
  setting: 'A5',
  value: readings.A5.values[1],
};
/** Each stands in place of another field, which the example gives. */
const instead: readonly string[] = ['soleTraderName', 'dailyPayUntilOn'];
const insteadIn: readonly (readonly [string, string])[] = [
  ['item', 'untilOn'],
  ['months', 'days'],
];

const valueOf = (field: Field): unknown => byName[field.name] ?? byKind[field.kind](field);
const dataOf = (fields: readonly Field[]): Readonly<Record<string, unknown>> => {
  const has = (name: string): boolean => fields.some((field) => field.name === name);
  const left = [...instead, ...insteadIn.flatMap(([beside, name]) => (has(beside) ? [name] : []))];
  const values = fields.filter(({ name }) => !left.includes(name)).map((field) => [field.name, valueOf(field)]);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
};

export const exampleOf = (type: EventType): Example => {
  const shape = classes.get(type);
  return { type, on: DAY, data: shape === undefined ? {} : dataOf(fieldsOf(shape)) };
};
