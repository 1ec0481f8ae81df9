import { validateSync } from 'class-validator';
import type { ValidationError } from 'class-validator';
import { describedIn } from './shape.ts';
import type { Shape, Value } from './value.ts';

/** What is wrong with what was offered: the field by its path, and a sentence to the person who sent it. */
export interface Problem {
  readonly field: string;
  readonly says: string;
}

type Offered = Readonly<Record<string, unknown>>;
export const isOffered = (value: unknown): value is Offered =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every field of a shape with the value that was offered for it. */
const valuesIn = (shape: Shape, offered: Offered): readonly (readonly [string, Value, unknown])[] =>
  describedIn(shape)
    .filter(({ name }) => Object.hasOwn(offered, name))
    .map(({ name, value }) => [name, value, offered[name]]);

/**
 * An object of the class with the declared fields alone, so that no other key (`__proto__`, `constructor`) ever reaches the checks:
 * those are told apart by `strangersIn`.
 */
const shaped = (shape: Shape, offered: Offered): object => {
  const object = new shape();
  for (const [name, value, given] of valuesIn(shape, offered)) Reflect.set(object, name, inShape(value, given));
  return object;
};
const inShape = ({ shape, element }: Value, given: unknown): unknown => {
  if (shape !== undefined) return isOffered(given) ? shaped(shape(), given) : given;
  return element?.shape !== undefined && Array.isArray(given) ? given.map((each) => inShape(element, each)) : given;
};

const strangersIn = (shape: Shape, offered: Offered, path: string): readonly Problem[] => {
  const known = describedIn(shape).map(({ name }) => name);
  const strangers = Object.keys(offered).filter((key) => !known.includes(key) && offered[key] !== undefined);
  return [
    ...strangers.map((key) => ({
      field: `${path}.${key}`,
      says: `there is no field ${JSON.stringify(key.slice(0, 64))} here; there ${known.length === 0 ? 'are none' : `are: ${known.join(', ')}`}`,
    })),
    ...valuesIn(shape, offered).flatMap(([name, value, given]) => strangersUnder(value, given, `${path}.${name}`)),
  ];
};
const strangersUnder = ({ shape, element }: Value, given: unknown, path: string): readonly Problem[] => {
  if (shape !== undefined) return isOffered(given) ? strangersIn(shape(), given, path) : [];
  if (element?.shape === undefined || !Array.isArray(given)) return [];
  return given.flatMap((each, at) => strangersUnder(element, each, `${path}.${at}`));
};

/** Everything wrong with one event by its own class; `on` and `at` stand beside `data`. */
export const problemsOf = (shape: Shape, { on, at, data }: { on: unknown; at?: unknown; data: Offered }): readonly Problem[] => {
  const object = shaped(shape, data);
  Reflect.set(object, 'on', on);
  if (at !== undefined) Reflect.set(object, 'at', at);
  return [...strangersIn(shape, data, 'data'), ...validateSync(object).flatMap((error) => spoken(error, ''))];
};

const spoken = (error: ValidationError, path: string): readonly Problem[] => {
  const field =
    path === ''
      ? error.property === 'on' || error.property === 'at'
        ? error.property
        : `data.${error.property}`
      : `${path}.${error.property}`;
  const said = Object.entries(error.constraints ?? {}).filter(([name]) => name !== 'nestedValidation');
  const wrong = said.find(([name]) => name === 'wrong');
  return [
    ...(wrong === undefined ? said : [wrong]).map(([, says]) => ({ field, says })),
    ...(error.children ?? []).flatMap((child) => spoken(child, field)),
  ];
};

/** Visits every value of what was offered, whole groups and lists member by member, with its path. */
export const visit = (
  shape: Shape,
  offered: Offered,
  see: (value: Value, given: unknown, path: string) => void,
  under = '',
): void => {
  for (const [name, value, given] of valuesIn(shape, offered)) visitValue(value, given, see, `${under}${name}`);
};
const visitValue = (
  value: Value,
  given: unknown,
  see: (value: Value, given: unknown, path: string) => void,
  path: string,
): void => {
  if (value.shape !== undefined && isOffered(given)) visit(value.shape(), given, see, `${path}.`);
  else if (value.element !== undefined && Array.isArray(given))
    for (const [at, each] of given.entries()) visitValue(value.element, each, see, `${path}.${at}`);
  else see(value, given, path);
};
