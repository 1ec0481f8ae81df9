/**
 * The one way a JSON value is written as bytes: RFC 8785 (members sorted by UTF-16 code units, no white space, shortest escapes)
 * over a subset of I-JSON. Numbers are whole and within ±(2^53 − 1): amounts are pence and days are text, so nothing of ours
 * needs a fraction, and of a larger number two spellings would share one value. Text is well-formed and without U+0000.
 * A member that is undefined is absent, as JSON has it.
 */

const DEEPEST = 64;
const unwritable = /[\0\p{Surrogate}]/u;

/** What cannot be put on the log, where in it (`data.content[2]`), and why. */
export class NotStorable extends Error {
  readonly code = 'NotStorable';
  readonly path: string;
  readonly says: string;

  constructor(path: string, says: string) {
    super(path === '' ? says : `${path}: ${says}`);
    this.name = 'NotStorable';
    this.path = path;
    this.says = says;
  }
}

/** The canonical text of a value. `path` names where it stands, for the sentence of a refusal. */
export function canonical(value: unknown, path = ''): string {
  return written(value, path === '' ? [] : [path]);
}

function written(value: unknown, path: string[]): string {
  switch (typeof value) {
    case 'string':
      return text(value, path);
    case 'number':
      return whole(value, path);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      if (path.length > DEEPEST) throw refusal(path, `is nested more than ${DEEPEST} deep`);
      return Array.isArray(value) ? list(value, path) : group(value, path);
    case 'bigint':
    case 'function':
    case 'symbol':
    case 'undefined':
      throw refusal(path, `is ${named(typeof value)}, which JSON cannot hold`);
  }
}

function text(value: string, path: string[]): string {
  if (unwritable.test(value))
    throw refusal(path, value.includes('\0') ? 'holds the character U+0000' : 'holds half of a character (a lone surrogate)');
  return JSON.stringify(value);
}

function whole(value: number, path: string[]): string {
  if (Number.isSafeInteger(value)) return Object.is(value, -0) ? '0' : String(value);
  if (Number.isInteger(value)) throw refusal(path, 'is a whole number beyond 9007199254740991, which cannot be kept exactly');
  throw refusal(
    path,
    Number.isFinite(value) ? 'is a fraction; numbers on the log are whole' : 'is not a number that JSON can hold',
  );
}

function list(values: readonly unknown[], path: string[]): string {
  const parts: string[] = [];
  for (let i = 0; i < values.length; i++) {
    path.push(`[${i}]`);
    parts.push(written(values[i], path));
    path.pop();
  }
  return `[${parts.join(',')}]`;
}

function group(value: object, path: string[]): string {
  // By tag, not by prototype: an instance of a class is its fields, but a Date or a Map would be lost as `{}`.
  if (Object.prototype.toString.call(value) !== '[object Object]') throw refusal(path, 'is an object that JSON cannot hold');
  const parts: string[] = [];
  for (const name of Object.keys(value).sort()) {
    const member: unknown = Reflect.get(value, name);
    if (member === undefined) continue;
    if (name === '__proto__') throw refusal(path, 'has a member named __proto__');
    path.push(name);
    parts.push(`${text(name, path)}:${written(member, path)}`);
    path.pop();
  }
  return `{${parts.join(',')}}`;
}

const refusal = (path: readonly string[], says: string) =>
  new NotStorable(
    path.reduce((whole, part) => (whole === '' || part.startsWith('[') ? whole + part : `${whole}.${part}`), ''),
    says,
  );

const named = (type: string) => (type === 'undefined' ? 'nothing at all' : type === 'bigint' ? 'a big integer' : `a ${type}`);
