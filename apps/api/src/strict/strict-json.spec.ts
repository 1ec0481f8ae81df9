import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Problem, problemKinds } from '../problems/problems.ts';
import { readForm, readPairs } from './strict-form.ts';
import { decoded, readJson } from './strict-json.ts';

const refusal = (read: () => unknown) => {
  try {
    read();
  } catch (problem) {
    if (problem instanceof Problem) return { status: problemKinds[problem.kind].status, ...problem.errors[0] };
    throw problem;
  }
  return undefined;
};
const isJson = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};
const status = (text: string) => refusal(() => readJson(text))?.status;
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const list = (length: number) => `[${Array.from({ length }, () => 0).join(',')}]`;
const object = (length: number) => `{${Array.from({ length }, (_, n) => `"n${n}":0`).join(',')}}`;
/** The quickest of three: what a busy machine adds is not the reader's. */
const milliseconds = (work: () => unknown) =>
  Math.min(
    ...[1, 2, 3].map(() => {
      const from = performance.now();
      work();
      return performance.now() - from;
    }),
  );

describe('I-01: JSON that is deep or wide', () => {
  test.each([
    ['32 levels', nested(32)],
    ['1,000 names', object(1_000)],
    ['1,000 items', list(1_000)],
    ['a string of 64 KiB', `"${'é'.repeat(32_768)}"`],
  ])('takes %s', (_, text) => expect(status(text)).toBeUndefined());

  test.each([
    ['33 levels', nested(33)],
    ['1,000 levels', nested(1_000)],
    ['100,000 levels', nested(100_000)],
    ['500,000 levels of objects that never end', '{"a":'.repeat(200_000)],
    ['100,000 names', object(100_000)],
    ['a list of 500,000', list(500_000)],
    ['a string of 64 KiB and one byte', `"${'é'.repeat(32_768)}a"`],
    ['a string of a megabyte', `"${'a'.repeat(1_000_000)}"`],
  ])('refuses %s with 400, in less than 50 ms', (_, text) => {
    expect(status(text)).toBe(400);
    expect(milliseconds(() => status(text))).toBeLessThan(50);
  });
});

describe('I-02: text that is not what it should be', () => {
  test.each([
    ['a lone continuation byte', [0x22, 0x80, 0x22]],
    ['an overlong slash', [0x22, 0xc0, 0xaf, 0x22]],
    ['half a surrogate pair in UTF-8', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['beyond the last code point', [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22]],
    ['a byte order mark', [0xef, 0xbb, 0xbf, 0x22, 0x22]],
    ['UTF-16', [0xff, 0xfe, 0x22, 0x00]],
  ])('%s is 400', (_, bytes) => expect(refusal(() => decoded(Uint8Array.from(bytes)))?.status).toBe(400));

  test('a lone surrogate or U+0000 in an escape is 422, and the answer points at it', () => {
    expect(refusal(() => readJson('{"data":{"text":"\\ud800"}}'))).toMatchObject({ status: 422, field: '/data/text' });
    expect(refusal(() => readJson('{"data":[1,"\\u0000"]}'))).toMatchObject({ status: 422, field: '/data/1' });
    expect(readJson('"\\ud83d\\ude00"')).toBe('😀');
  });
});

describe('S-06: what JSON cannot keep', () => {
  test.each([
    '1e400',
    '-1e400',
    '9007199254740993',
    '-9007199254740992',
    '1e-400',
    '1e21',
    '{"a":1,"a":1}',
    '{"a":1,"\\u0061":2}',
  ])('%s is 422', (text) => expect(status(text)).toBe(422));
  test.each(['9007199254740991', '-9007199254740991', '0', '-0', '1.5', '1e3', '0e9'])('%s is taken', (text) =>
    expect(status(text)).toBeUndefined(),
  );
  test('what cannot be kept and is not well-formed either is 400', () => expect(status('{"a":1e400')).toBe(400));
  test('every such field is listed', () => {
    expect.assertions(1);
    try {
      readJson('{"a":1e400,"b":{"c":"\\ud800"}}');
    } catch (problem) {
      expect(problem).toMatchObject({ errors: [{ field: '/a' }, { field: '/b/c' }] });
    }
  });
});

describe('I-03: names that reach a prototype', () => {
  const canary = () => Reflect.get({}, 'polluted');
  test.each([
    '{"__proto__":{"polluted":true}}',
    '{"a":{"__proto__":{"polluted":true}}}',
    '{"\\u005f_proto__":{"polluted":true}}',
    '{"constructor":{"prototype":{"polluted":true}}}',
    '[{"prototype":1}]',
  ])('%s is 400', (text) => {
    expect(status(text)).toBe(400);
    expect(canary()).toBeUndefined();
  });
  test.each(['a[__proto__][polluted]=1', '__proto__.polluted=1', 'constructor[prototype][polluted]=1', '%5f_proto__=1'])(
    '%s in a query or form is 400',
    (text) => {
      expect(refusal(() => readForm(text))?.status).toBe(400);
      expect(canary()).toBeUndefined();
    },
  );
});

describe('what is well-formed', () => {
  test.each([
    '',
    ' ',
    '{',
    '{"a"}',
    '{"a":1,}',
    '[1,]',
    '[1 2]',
    '01',
    '1.',
    '.5',
    '+1',
    'NaN',
    "'a'",
    '"a',
    '"\t"',
    '"\\x"',
    '"\\u12"',
    'tru',
    '{} {}',
    '\u00a0{}',
  ])('%j is not', (text) => expect(status(text)).toBe(400));

  // No seed is fixed: fast-check prints the one that fails.
  test('reads what JSON.stringify wrote, as JSON.parse does', () =>
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.nat(3), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        fc.pre(!/"(__proto__|constructor|prototype)":/.test(text) && status(text) !== 422);
        expect(readJson(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 300 },
    ));

  test('takes and refuses the same broken texts as JSON.parse', () =>
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 3 }),
        fc.nat(),
        fc.constantFrom('', '"', '{', ']', ',', ':', '0', '\\', ' ', '-', 'e'),
        (value, place, piece) => {
          const whole = JSON.stringify(value);
          const at = place % (whole.length + 1);
          const text = whole.slice(0, at) + piece + whole.slice(at + 1);
          fc.pre(!/__proto__|constructor|prototype/.test(text));
          return isJson(text) ? status(text) !== 400 : status(text) === 400;
        },
      ),
      { numRuns: 500 },
    ));
});

test('a form keeps what came several times as a list', () => {
  expect(readForm('a=1&b=2&a=3&c=x+y%26z&d')).toEqual({ a: ['1', '3'], b: '2', c: 'x y&z', d: '' });
  expect(readPairs('', 'query')).toEqual([]);
  expect(refusal(() => readForm('a=%ff'))?.status).toBe(400);
});
