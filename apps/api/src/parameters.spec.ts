import { expect, test } from '@jest/globals';
import { addressesOf } from './described/addresses.ts';
import { controllers } from './api.module.ts';
import { readParameter } from './parameters.ts';

const parameters = addressesOf(controllers).flatMap(({ name, route }) =>
  [...Object.entries(route.path), ...Object.entries(route.query)].map(([called, parameter]) => ({
    called: `${called} of ${name}`,
    parameter,
  })),
);
const worst = ['a', '-', '(', ' ', '0', '.', '2026-02-', 'OPEN,', 's.1(', 'PSTI-', '\ud83d\ude00'].flatMap((part) => [
  part.repeat(50_000),
  `${part.repeat(50_000)}!`,
]);

/** Of three: what a busy machine adds is not the parameter's. */
const quickest = (work: () => unknown) =>
  Math.min(
    ...[1, 2, 3].map(() => {
      const from = performance.now();
      work();
      return performance.now() - from;
    }),
  );

test('I-08: no parameter takes long to be read, or to be refused', () => {
  expect(parameters.length).toBeGreaterThan(50);
  for (const { called, parameter } of parameters)
    for (const text of worst) {
      expect([called, parameter.read(text)]).toEqual([called, undefined]);
      expect(quickest(() => parameter.read(text))).toBeLessThan(50);
    }
});

test.each([
  ['2026-02-29', undefined],
  ['2028-02-29', '2028-02-29'],
  ['2026-02-12T15:00:00Z', '2026-02-12T15:00:00.000Z'],
  ['2026-02-12T15:00:00+01:00', '2026-02-12T14:00:00.000Z'],
  ['2026-02-12T25:00:00Z', undefined],
  ['2026-02-30T10:00:00Z', undefined],
  ['2026-02-12 15:00', undefined],
  ['2026-02-12T15:00:00', undefined],
  ['now', undefined],
])('a moment written %s is read as %s', (text, moment) => {
  const asOf = parameters.find(({ called }) => called === 'asOf of failureRecord');
  expect(asOf?.parameter.read(text)).toBe(moment);
});

test.each([
  ['status of duties', 'NOPE', 'Any of: OPEN, DEFECTIVE, '],
  ['holder of duties', 'Kestrel', 'It matches ^[a-z0-9-]{1,64}$.'],
  ['event of recordInFailure', '0B6F2A1C-3D4E-4F50-8A6B-7C8D9E0F1A2B', 'A UUID, in small letters.'],
  ['duty of why', 'NOPE', 'One of: PSTI-'],
  ['on of scope', 'today', 'A day, written YYYY-MM-DD.'],
  ['limit of duties', '0', 'A whole number from 1 to 200.'],
])('whoever gives a wrong %s is told what is taken', (wanted, text, says) => {
  const parameter = parameters.find(({ called }) => called === wanted)?.parameter;
  expect(parameter).toBeDefined();
  expect(() => parameter && readParameter('it', parameter, text)).toThrow(says);
});
