import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  eventsOf,
  fromDoor,
  IsPence,
  IsProduct,
  IsTrue,
  IsWhole,
  OneOf,
  Optional,
  problemsOf,
  streamKinds,
  toLog,
  typesOf,
  upcast,
  upcasters,
  versionOf,
  type Shape,
  type Upcaster,
  type Upcasters,
} from '#psti';
import { fieldsLike } from './arbitrary.ts';

const ON = '2026-02-11';
const newest = new Map<string, Shape>(streamKinds.flatMap((kind) => eventsOf(kind).map((shape) => [new shape().type, shape])));

/** What is wrong with the steps of a type: with each of so many events of each of its versions, read as the newest. */
function wrongWith(steps: Upcasters, type: string, shape: Shape, events: number): string | undefined {
  for (const [n, { from }] of (steps.get(type) ?? []).entries()) {
    const found = fc.check(
      fc.property(fieldsLike(from), (data) => {
        const event = frozen({ type, version: n + 1, data });
        const read = upcast(event, steps);
        expect(read.version).toBe(versionOf(type, steps));
        expect(upcast(event, steps)).toEqual(read);
        expect(upcast(read, steps)).toBe(read);
        const next = { type, version: n + 2, data: (steps.get(type) ?? [])[n]?.up(event.data) ?? {} };
        expect(upcast(next, steps)).toEqual(read);
        expect(problemsOf(shape, { on: ON, data: read.data })).toEqual([]);
      }),
      { numRuns: events, seed: 9 },
    );
    if (found.failed) return `version ${n + 1}: ${String(found.errorInstance)}`;
  }
  return undefined;
}
const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) for (const each of Object.values(Object.freeze(value))) frozen(each);
  return value;
};

/** A type of its own, in three versions: a price in pounds; then in pence; then with its currency. */
class InPounds {
  @IsProduct() readonly product!: string;
  @IsWhole(0, 1_000_000) readonly price!: number;
  @IsTrue() readonly reduced?: boolean;
}
class InPence {
  @IsProduct() readonly product!: string;
  @IsPence() readonly price!: number;
  @Optional() @OneOf(['reduced']) readonly why?: string;
}
class InCurrency extends InPence {
  @OneOf(['GBP', 'EUR']) readonly currency!: string;
}
const toPence: Upcaster = {
  from: InPounds,
  up: ({ price, reduced, ...rest }) => ({ ...rest, price: Number(price) * 100, ...(reduced === true ? { why: 'reduced' } : {}) }),
};
const toCurrency: Upcaster = { from: InPence, up: (data) => ({ ...data, currency: 'GBP' }) };
const prices = (...steps: readonly Upcaster[]): Upcasters => new Map([['PriceSet', steps]]);

describe('E-09: events of older versions', () => {
  test('each step there is takes any event of its version to one that the newest shape admits', () => {
    const wrong = [...upcasters.keys()].flatMap((type) => {
      const shape = newest.get(type);
      return shape === undefined ? [type] : (wrongWith(upcasters, type, shape, 1_000) ?? []);
    });
    expect(wrong).toEqual([]);
  });

  test('and so do those of a type in three versions, over 1,000 events of each', () => {
    expect(wrongWith(prices(toPence, toCurrency), 'PriceSet', InCurrency, 1_000)).toBeUndefined();
  });

  test.each<[string, Upcasters]>([
    ['leaves out what the next version asks for', prices(toPence, { ...toCurrency, up: (data) => data })],
    ['keeps a field that the next version does not have', prices({ ...toPence, up: (data) => ({ ...data }) }, toCurrency)],
    ['fails on some', prices({ ...toPence, up: (data) => (data['reduced'] === false ? fail() : toPence.up(data)) }, toCurrency)],
    ['changes what it is given', prices({ ...toPence, up: (data) => Object.assign(data, toPence.up(data)) }, toCurrency)],
    ['gives another answer each time', prices(toPence, { ...toCurrency, up: (data) => ({ ...data, currency: coin() }) })],
  ])('and finds it when a step %s', (_, steps) =>
    expect(wrongWith(steps, 'PriceSet', InCurrency, 200)).toMatch(/^version [12]: /),
  );

  test('an event of the newest version is read as it stands, of every type', () => {
    for (const kind of streamKinds)
      for (const type of typesOf(kind))
        fc.assert(
          fc.property(fieldsLike(newest.get(type) ?? Object), (data) => {
            const id = '6ba7b811-9dad-11d1-80b4-00c04fd430c8';
            const { data: again, version } = toLog(fromDoor({ id, type, on: ON, data: frozen(data) }));
            expect({ version, again }).toEqual({ version: versionOf(type), again: data });
          }),
          { numRuns: 20, seed: 9 },
        );
  });
});

const fail = (): never => {
  throw new Error('no rule for this');
};
let flips = 0;
const coin = (): string => ((flips += 1) % 2 === 0 ? 'GBP' : 'EUR');
