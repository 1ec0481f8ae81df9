import { Problem } from '../problems/problems.ts';
import { dangerousNames, limits } from './strict-json.ts';

/** Names and values as a URL or a page's form carries them, read as strictly as JSON is. */
export type Pairs = readonly (readonly [name: string, value: string])[];

export function readPairs(encoded: string, what: string): Pairs {
  if (encoded === '') return [];
  const parts = encoded.split('&', limits.names + 1);
  if (parts.length > limits.names) throw new Problem('not-well-formed', `The ${what} holds more than ${limits.names} values.`);
  return parts.filter((part) => part !== '').map((part) => pair(part, what));
}

function pair(part: string, what: string): readonly [string, string] {
  const equals = part.indexOf('=');
  const name = unescaped(equals < 0 ? part : part.slice(0, equals), what);
  const value = unescaped(equals < 0 ? '' : part.slice(equals + 1), what);
  if (name.split(/[.[\]]/).some((step) => dangerousNames.has(step)))
    throw new Problem('not-well-formed', `The ${what} uses a name that is not taken: ${name}`);
  if (name.length > 256 || Buffer.byteLength(value) > limits.stringBytes)
    throw new Problem('not-well-formed', `A value in the ${what} is longer than 64 KiB, or its name longer than 256 characters.`);
  if (value.includes('\u0000') || name.includes('\u0000'))
    throw new Problem('invalid', `The ${what} holds the character U+0000, which cannot be kept.`);
  return [name, value];
}

/** decodeURIComponent is fatal on bytes that are not UTF-8, which is what is wanted here. */
function unescaped(text: string, what: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new Problem('not-well-formed', `The ${what} holds an escape that is not UTF-8.`);
  }
}

/** A form as pages read it: one string where a name came once, a list where it came several times. */
export function readForm(text: string): Readonly<Record<string, string | readonly string[]>> {
  const form: Record<string, string | string[]> = {};
  for (const [name, value] of readPairs(text, 'form')) {
    const before = Object.hasOwn(form, name) ? form[name] : undefined;
    form[name] = before === undefined ? value : [before, value].flat();
  }
  return form;
}
