import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonical, NotStorable } from './canonical.ts';

const text = fc.string({ unit: 'binary', maxLength: 40 }).filter((s) => !/[\0\p{Surrogate}]/u.test(s));
const whole = fc.oneof(fc.maxSafeInteger(), fc.constantFrom(0, -0, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER));
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 8, withCrossShrink: true },
    text,
    whole,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(
      text.filter((name) => name !== '__proto__'),
      tie('value'),
      { maxKeys: 5 },
    ),
  ),
}));

const shuffled = (v: unknown): unknown => {
  if (Array.isArray(v)) return v.map(shuffled);
  if (typeof v !== 'object' || v === null) return v;
  return Object.fromEntries(
    Object.entries(v)
      .toReversed()
      .map(([name, member]) => [name, shuffled(member)]),
  );
};

const refused = (v: unknown) => {
  try {
    return `written as ${canonical(v, 'data')}`;
  } catch (error) {
    if (error instanceof NotStorable) return error.message;
    throw error;
  }
};

describe('S-06: canonical text', () => {
  test('reads back as the value that was written, and is written the same again', () => {
    fc.assert(
      fc.property(value, (v) => {
        const once = canonical(v);
        expect(canonical(JSON.parse(once))).toBe(once);
        expect(JSON.parse(once)).toEqual(JSON.parse(JSON.stringify(v)));
      }),
      { numRuns: 3000 },
    );
  });

  test('does not depend on the order in which members were set', () => {
    fc.assert(fc.property(value, (v) => canonical(v) === canonical(shuffled(v))));
  });

  test('the example of RFC 8785 §3.2.3: members sorted by UTF-16 code units', () => {
    const names = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 };
    expect(canonical(names)).toBe('{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\u{1f600}":5,"\ufb33":3}');
  });

  test('the shortest escapes', () => {
    expect(canonical('\u0001\b\t\n\f\r\u001f"\\/\u007f\u2028€')).toBe('"\\u0001\\b\\t\\n\\f\\r\\u001f\\"\\\\/\u007f\u2028€"');
  });

  test('composed and decomposed letters stay apart', () => expect(canonical('\u00e9')).not.toBe(canonical('e\u0301')));

  test('an instance of a class is its fields, and what is undefined is absent', () => {
    class Group {
      means = 'letter';
      place = undefined;
    }
    expect(canonical(new Group())).toBe('{"means":"letter"}');
  });

  test.each<[unknown, string]>([
    [{ to: 'a\ud800b' }, 'data.to: holds half of a character (a lone surrogate)'],
    [{ list: [1, '\0'] }, 'data.list[1]: holds the character U+0000'],
    [{ '\udc00': 1 }, 'data.\udc00: holds half of a character (a lone surrogate)'],
    [{ n: 9007199254740993 }, 'data.n: is a whole number beyond 9007199254740991, which cannot be kept exactly'],
    [{ n: 0.5 }, 'data.n: is a fraction; numbers on the log are whole'],
    [{ n: 1e400 }, 'data.n: is not a number that JSON can hold'],
    [{ n: NaN }, 'data.n: is not a number that JSON can hold'],
    [{ n: 1n }, 'data.n: is a big integer, which JSON cannot hold'],
    [[undefined], 'data[0]: is nothing at all, which JSON cannot hold'],
    [{ on: new Date(0) }, 'data.on: is an object that JSON cannot hold'],
    [{ on: new Map() }, 'data.on: is an object that JSON cannot hold'],
    [JSON.parse('{"a":{"__proto__":1}}'), 'data.a: has a member named __proto__'],
  ])('refuses %p and says where and why', (v, says) => expect(refused(v)).toBe(says));

  test('refuses what is nested too deep, and what holds itself, without running out of stack', () => {
    const endless: Record<string, unknown> = {};
    endless['again'] = endless;
    expect(refused(endless)).toMatch(/is nested more than 64 deep$/);
    expect(refused(JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)))).toMatch(/is nested more than 64 deep$/);
    expect(refused(JSON.parse('['.repeat(63) + ']'.repeat(63)))).toBe(`written as ${'['.repeat(63)}${']'.repeat(63)}`);
  });
});
