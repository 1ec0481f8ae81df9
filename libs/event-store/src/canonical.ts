/**
 * The one way a JSON value is written as bytes: RFC 8785 (members sorted by UTF-16 code units, no white space, shortest escapes)
 * over a subset of I-JSON. Numbers are whole and within ±(2^53 − 1): amounts are pence and days are text, so nothing of ours
 * needs a fraction, and of a larger number two spellings would share one value. Text is well-formed and without U+0000.
 * A member that is undefined is absent, as JSON has it.
 */

const DEEPEST = 64;
const unwritable = /[\0\p{Surrogate}]/u;
/** Text that is its own JSON. */
const plain = /^[ !#-[\]-~]*$/;

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

/** The canonical text of a value. `at` names where it stands, for the sentence of a refusal. */
export function canonical(value: unknown, at = ''): string {
  try {
    return written(value, 0, undefined);
  } catch (error) {
    if (!(error instanceof NotStorable)) throw error;
    // Where it stands is worked out only now that someone must be told.
    return written(value, 0, at === '' ? [] : [at]);
  }
}

/** Names on the way down to the value, where they are wanted. */
type Path = string[] | undefined;

function written(value: unknown, depth: number, path: Path): string {
  switch (typeof value) {
    case 'string':
      return text(value, path);
    case 'number':
      return whole(value, path);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      if (depth === DEEPEST) throw refusal(path, `is nested more than ${DEEPEST} deep`);
      return Array.isArray(value) ? list(value, depth, path) : group(value, depth, path);
    case 'bigint':
    case 'function':
    case 'symbol':
    case 'undefined':
      throw refusal(path, `is ${named(typeof value)}, which JSON cannot hold`);
  }
}

function text(value: string, path: Path): string {
  if (plain.test(value)) return `"${value}"`;
  if (unwritable.test(value))
    throw refusal(path, value.includes('\0') ? 'holds the character U+0000' : 'holds half of a character (a lone surrogate)');
  return JSON.stringify(value);
}

function whole(value: number, path: Path): string {
  if (Number.isSafeInteger(value)) return String(value);
  if (Number.isInteger(value)) throw refusal(path, 'is a whole number beyond 9007199254740991, which cannot be kept exactly');
  throw refusal(
    path,
    Number.isFinite(value) ? 'is a fraction; numbers on the log are whole' : 'is not a number that JSON can hold',
  );
}

function list(values: readonly unknown[], depth: number, path: Path): string {
  let all = '';
  for (let n = 0; n < values.length; n++) {
    path?.push(`[${n}]`);
    all += (n === 0 ? '' : ',') + written(values[n], depth + 1, path);
    path?.pop();
  }
  return `[${all}]`;
}

function group(value: object, depth: number, path: Path): string {
  if (!isGroup(value)) throw refusal(path, 'is an object that JSON cannot hold');
  let all = '';
  for (const name of Object.keys(value).sort()) {
    const member = value[name];
    if (member === undefined) continue;
    if (name === '__proto__') throw refusal(path, 'has a member named __proto__');
    path?.push(name);
    all += `${all === '' ? '' : ','}${text(name, path)}:${written(member, depth + 1, path)}`;
    path?.pop();
  }
  return `{${all}}`;
}

/** By tag, where it is not a plain object: an instance of a class is its fields, but a Date or a Map would be lost as `{}`. */
const isGroup = (value: object): value is Record<string, unknown> =>
  Object.getPrototypeOf(value) === Object.prototype || Object.prototype.toString.call(value) === '[object Object]';

function refusal(path: Path = [], says: string): NotStorable {
  return new NotStorable(
    path.reduce((all, part) => (all === '' || part.startsWith('[') ? all + part : `${all}.${part}`), ''),
    says,
  );
}

const named = (type: string) => (type === 'undefined' ? 'nothing at all' : type === 'bigint' ? 'a big integer' : `a ${type}`);
