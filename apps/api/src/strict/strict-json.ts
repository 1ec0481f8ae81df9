import { Problem, shown, type Fault } from '../problems/problems.ts';

/**
 * JSON as the log can keep it. The engine's own reader takes a name twice, an own `__proto__`, numbers it then rounds and strings
 * that no other system could store; this one says so. What is not well-formed is 400; what is, but cannot be kept, is 422.
 */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

export const limits = { bytes: 1_048_576, depth: 32, names: 1_000, items: 1_000, stringBytes: 65_536, faults: 20 } as const;

/** Names that reach an object's prototype in careless hands: refused wherever a caller gives a name. */
export const dangerousNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of a body. Bytes that are not UTF-8 are refused, never replaced. */
export function decoded(bytes: Uint8Array): string {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    throw new Problem('not-well-formed', 'The body is not UTF-8.');
  }
  if (text.startsWith('\ufeff'))
    throw new Problem('not-well-formed', 'The body begins with a byte order mark. Send UTF-8 without one.');
  return text;
}

export const readJson = (text: string): Json => new Reader(text).whole();

const space = /[ \t\n\r]*/y;
const plain = /[^"\\\u0000-\u001f]*/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const halfPair = /\p{Cs}/u;
const unicode = /[0-9a-fA-F]{4}/y;
const escapes: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const words = [
  ['true', true],
  ['false', false],
  ['null', null],
] as const;

class Reader {
  private at = 0;
  private readonly path: (string | number)[] = [];
  private readonly faults: Fault[] = [];

  constructor(private readonly text: string) {}

  whole(): Json {
    const value = this.value();
    this.skipSpace();
    if (this.at < this.text.length) throw this.broken('Something follows the end of the JSON text.');
    if (this.faults.length > 0) throw new Problem('invalid', this.faults[0]?.says ?? '', this.faults);
    return value;
  }

  private value(): Json {
    this.skipSpace();
    const next = this.text[this.at];
    if (next === '{') return this.nested(() => this.object());
    if (next === '[') return this.nested(() => this.array());
    return next === '"' ? this.kept(this.string()) : this.word();
  }

  private nested<T extends Json>(read: () => T): T {
    if (this.path.length >= limits.depth) throw this.broken(`It is nested deeper than ${limits.depth} levels.`);
    this.at += 1;
    return read();
  }

  private object(): { [name: string]: Json } {
    const object: { [name: string]: Json } = {};
    let count = 0;
    while (this.another('}', count)) {
      if ((count += 1) > limits.names) throw this.broken(`An object has more than ${limits.names} names.`);
      const name = this.name();
      this.path.push(name);
      if (Object.hasOwn(object, name)) this.fault('This name is given twice.');
      object[name] = this.value();
      this.path.pop();
    }
    return object;
  }

  private name(): string {
    this.skipSpace();
    if (this.text[this.at] !== '"') throw this.broken('A name in double quotes is expected.');
    const name = this.string();
    if (dangerousNames.has(name)) throw this.broken(`The name ${name} is not taken.`);
    this.skipSpace();
    if (this.text[this.at] !== ':') throw this.broken('A colon is expected.');
    this.at += 1;
    return this.kept(name);
  }

  private array(): Json[] {
    const items: Json[] = [];
    while (this.another(']', items.length)) {
      if (items.length >= limits.items) throw this.broken(`A list has more than ${limits.items} items.`);
      this.path.push(items.length);
      items.push(this.value());
      this.path.pop();
    }
    return items;
  }

  /** Whether one more follows before the closing bracket; passes the comma or the bracket. */
  private another(closing: string, count: number): boolean {
    this.skipSpace();
    const next = this.text[this.at];
    if (next === closing) {
      this.at += 1;
      return false;
    }
    if (count === 0) return true;
    if (next !== ',') throw this.broken(`A comma or ${closing} is expected.`);
    this.at += 1;
    return true;
  }

  private string(): string {
    this.at += 1;
    const parts: string[] = [];
    for (;;) {
      parts.push(this.take(plain));
      const next = this.text[this.at];
      if (next === '\\') parts.push(this.escape());
      else if (next === '"') break;
      else throw this.broken('A string is not closed, or holds a control character that is not escaped.');
    }
    this.at += 1;
    return this.short(parts.join(''));
  }

  private escape(): string {
    const letter = this.text[this.at + 1] ?? '';
    this.at += 2;
    if (letter === 'u') {
      const digits = this.take(unicode);
      if (digits === '') throw this.broken('An escape has no four hexadecimal digits.');
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    const character = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined;
    if (character === undefined) throw this.broken('An escape is unknown.');
    return character;
  }

  private short(string: string): string {
    const surelyShort = string.length * 3 <= limits.stringBytes;
    if (!surelyShort && Buffer.byteLength(string) > limits.stringBytes) throw this.broken('A string is longer than 64 KiB.');
    return string;
  }

  private kept(string: string): string {
    if (halfPair.test(string)) this.fault('It holds half of a surrogate pair, which is no character.');
    if (string.includes('\u0000')) this.fault('It holds the character U+0000, which cannot be kept.');
    return string;
  }

  private word(): Json {
    for (const [word, value] of words)
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    const digits = this.take(number);
    if (digits === '') throw this.broken(this.at >= this.text.length ? 'It ends too early.' : 'A value is expected.');
    return this.number(digits);
  }

  private number(digits: string): number {
    const value = Number(digits);
    const vanished = value === 0 && /[1-9]/.test(digits.split(/[eE]/)[0] ?? '');
    const unsafe = Number.isInteger(value) && !Number.isSafeInteger(value);
    if (!Number.isFinite(value) || vanished || unsafe)
      this.fault(`The number ${shown(digits.slice(0, 40))} cannot be kept exactly.`);
    return value === 0 ? 0 : value;
  }

  private skipSpace() {
    this.take(space);
  }

  private take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const taken = pattern.exec(this.text)?.[0] ?? '';
    this.at += taken.length;
    return taken;
  }

  private pointer(): string {
    return this.path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  }

  private fault(says: string) {
    if (this.faults.length < limits.faults) this.faults.push({ field: this.pointer(), says });
  }

  private broken(says: string): Problem {
    const field = this.pointer();
    return new Problem('not-well-formed', `${says} (At character ${this.at + 1}${field === '' ? '' : `, in ${field}`}.)`, [
      { field, says },
    ]);
  }
}
