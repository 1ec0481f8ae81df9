import fc from 'fast-check';
import { arbitraryOf, namedArbitrary, type Known } from './arbitrary.ts';
import type { Contract, Operation, Parameter } from './contract.ts';

/** Requests for one operation, made from its description: right ones, and right ones with one thing wrong. */
export interface Attempt {
  readonly path: string;
  readonly method: string;
  readonly as?: string;
  readonly body?: string | Uint8Array;
  /** One thing is wrong with it, so that only a refusal can be right. */
  readonly wrong?: string;
}

interface Right {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly as: string;
  readonly body: unknown;
}

const actors = ['kestrel', 'tarn-beck', 'hollybush', 'quayside', 'authority', 'operator', 'nobody'];

export function attemptsAt(contract: Contract, operation: Operation, known: Known): fc.Arbitrary<Attempt> {
  const right = rightOnes(contract, operation, known);
  const wrong = [aStrangeParameter, aParameterTwice, aWrongParameter].map((make) => make(right, operation));
  const wrongBodies = operation.body
    ? [anExtraField, aMissingField, anotherType, aBoundary, randomBytes].map((make) => make(right, operation))
    : [];
  return fc.oneof(
    { weight: 4, arbitrary: right.map((made) => attempt(operation, made)) },
    ...[...wrong, ...wrongBodies].map((arbitrary) => ({ weight: 1, arbitrary })),
  );
}

function rightOnes(contract: Contract, operation: Operation, known: Known): fc.Arbitrary<Right> {
  const values = (place: Parameter['in']) => operation.parameters.filter((parameter) => parameter.in === place);
  const model = (parameters: readonly Parameter[]) =>
    Object.fromEntries(
      parameters.map(({ name, schema }) => [
        name,
        namedArbitrary(name, schema, contract.schemaNamed, known).map((value) =>
          Array.isArray(value) ? value.join(',') : String(value),
        ),
      ]),
    );
  const right = fc.record({
    path: fc.record(model(values('path')), { noNullPrototype: true }),
    // Cursors and positions are not to be made up: those have a spec of their own.
    query: fc.record(model(values('query').filter(({ name }) => name !== 'after' && name !== 'waitFor')), {
      requiredKeys: [],
      noNullPrototype: true,
    }),
    stranger: fc.option(fc.constantFrom(...actors), { freq: 2 }),
    body: operation.body ? arbitraryOf(operation.body, contract.schemaNamed, known).map(onItsDay) : fc.constant(undefined),
  });
  // Mostly the party of the book asks, for an installation the operator.
  return right.map(({ stranger, ...made }) => ({ ...made, as: stranger ?? made.path['party'] ?? 'operator' }));
}

/** An instant that is not on the day it stands beside would have every second event refused. */
const onItsDay = (body: unknown): unknown =>
  isPlain(body) && typeof body['at'] === 'string' ? { ...body, at: `${String(body['on'])}T12:00:00Z` } : body;

function attempt({ method, path: template }: Operation, { path, query, as, body }: Right, wrong?: string): Attempt {
  const filled = template.replace(/\{([^}]+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''));
  const pairs = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
  const asked = new URLSearchParams(pairs).toString();
  return {
    method,
    path: asked === '' ? filled : `${filled}?${asked}`,
    as,
    body: body === undefined ? undefined : JSON.stringify(body),
    wrong,
  };
}

type Make = (right: fc.Arbitrary<Right>, operation: Operation) => fc.Arbitrary<Attempt>;

const aStrangeParameter: Make = (right, operation) =>
  fc
    .tuple(right, fc.stringMatching(/^x[a-z]{1,8}$/))
    .map(([made, name]) => attempt(operation, { ...made, query: { ...made.query, [name]: '1' } }, `?${name}`));

const aParameterTwice: Make = (right, operation) =>
  right.map((made) => {
    const { path, ...rest } = attempt(operation, made, 'a parameter twice');
    const [name = 'limit'] = Object.keys(made.query);
    return { ...rest, path: `${path}${path.includes('?') ? '&' : '?'}${name}=1&${name}=1` };
  });

const odd = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '-1',
    '1e9',
    '%',
    "' OR 1=1 --",
    '*',
    '\u202e',
    '../..',
    'NaN',
    'null',
    '[object Object]',
    '9'.repeat(400),
    '2026-02-30',
    '2026-02-29T25:00Z',
  ),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }).filter((text) => text.isWellFormed()),
);
/** It may happen to be right: what is odd for a party may be a word for a type of problem. */
const aWrongParameter: Make = (right, operation) =>
  fc.tuple(right, odd, fc.nat()).map(([made, value, n]) => {
    const names = operation.parameters.filter((parameter) => parameter.in !== 'header').map(({ name }) => name);
    const name = names[n % Math.max(names.length, 1)] ?? 'none';
    const place = operation.parameters.find((parameter) => parameter.name === name)?.in === 'path' ? 'path' : 'query';
    return attempt(operation, { ...made, [place]: { ...made[place], [name]: value } });
  });

type Step = string | number;
type Plain = Readonly<Record<Step, unknown>>;
const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null;

function placesIn(value: unknown, place: readonly Step[] = []): readonly (readonly Step[])[] {
  const steps: readonly Step[] = Array.isArray(value) ? [...value.keys()] : isPlain(value) ? Object.keys(value) : [];
  return [place, ...steps.flatMap((step) => placesIn(isPlain(value) ? value[step] : undefined, [...place, step]))];
}
function replaced(value: unknown, [step, ...rest]: readonly Step[], by: (value: unknown) => unknown): unknown {
  if (step === undefined) return by(value);
  if (Array.isArray(value)) return value.map((each, n) => (n === step ? replaced(each, rest, by) : each));
  return isPlain(value) ? { ...value, [step]: replaced(value[step], rest, by) } : value;
}
const objectsIn = (body: unknown) => placesIn(body).filter((place) => isObject(at(body, place)));
const at = (value: unknown, place: readonly Step[]): unknown =>
  place.reduce<unknown>((inner, step) => (isPlain(inner) ? inner[step] : undefined), value);
const isObject = (value: unknown) => isPlain(value) && !Array.isArray(value);
const pick = <T>(all: readonly T[], n: number): T | undefined => all[n % Math.max(all.length, 1)];

const anExtraField: Make = (right, operation) =>
  fc.tuple(right, fc.nat(), fc.jsonValue({ maxDepth: 1 })).map(([made, n, value]) => {
    const place = pick(objectsIn(made.body), n) ?? [];
    const body = replaced(made.body, place, (object) => ({ ...(isPlain(object) ? object : {}), xExtra: value }));
    // Under a correction's own replacement the fields are those of another event: a stranger is refused there as well.
    return attempt(operation, { ...made, body }, `an extra field at /${place.join('/')}`);
  });

/** Whatever is missing may have been optional. */
const aMissingField: Make = (right, operation) =>
  fc.tuple(right, fc.nat()).map(([made, n]) => {
    const place = pick(placesIn(made.body).slice(1), n) ?? [];
    const last = place.at(-1);
    const body = replaced(made.body, place.slice(0, -1), (parent) =>
      Array.isArray(parent)
        ? parent.filter((_, index) => index !== last)
        : Object.fromEntries(Object.entries(isPlain(parent) ? parent : {}).filter(([name]) => name !== last)),
    );
    return attempt(operation, { ...made, body });
  });

const others: readonly unknown[] = [null, true, 0, -1, 1.5, '', 'words', [], {}, [[]], { a: 1 }];
/** One value of another type, or as far as its type goes. What is put there may be right all the same. */
const valueAt =
  (values: fc.Arbitrary<unknown>): Make =>
  (right, operation) =>
    fc
      .tuple(right, fc.nat(), values)
      .map(([made, n, value]) =>
        attempt(operation, { ...made, body: replaced(made.body, pick(placesIn(made.body), n) ?? [], () => value) }),
      );
const anotherType = valueAt(fc.constantFrom(...others));
const aBoundary = valueAt(
  fc.constantFrom(
    Number.MAX_SAFE_INTEGER,
    Number.MIN_SAFE_INTEGER,
    1e300,
    5e-324,
    'a'.repeat(200),
    'a'.repeat(201),
    'a'.repeat(20_001),
    '\ud83d\ude00'.repeat(100),
    'e\u0301',
    '\u202e',
    '\u2028',
    '0000-01-01',
    '9999-12-31',
    '2026-02-29',
    '2026-03-29T01:30:00Z',
    '9999-12-31T23:59:59.999Z',
    '00000000-0000-0000-0000-000000000000',
    Array.from({ length: 1_000 }, (_, n) => `b-${n}`),
    Array.from({ length: 1_000 }, () => 'same'),
  ),
);

const randomBytes: Make = (right, operation) =>
  fc
    .tuple(right, fc.uint8Array({ minLength: 1, maxLength: 200 }))
    .map(([made, bytes]) => ({ ...attempt(operation, made, 'random bytes'), body: bytes }));
