import { isBase64 } from './base64.ts';

/**
 * Signed notes (C2SP signed-note): a text, an empty line, and a line for each signature. What is read here is read strictly; whose
 * signatures count is for the keys to say.
 */

export interface Signature {
  /** Of the key. */
  readonly name: string;
  /** Four bytes, hex: which of the keys of that name. */
  readonly id: string;
  readonly bytes: Buffer;
}

export interface Note {
  /** What is signed, with the newline that ends it. */
  readonly text: string;
  readonly signatures: readonly Signature[];
}

/** It is not a note, or not one that counts. The sentence says why. */
export class NotANote extends Error {
  override readonly name = 'NotANote';
}

const ID_BYTES = 4;
const MOST_CHARACTERS = 1024 * 1024;
const MOST_SIGNATURES = 64;
const SIGNED_BY = '— ';

export const isKeyName = (name: string): boolean => name !== '' && !/[\p{White_Space}+]/u.test(name);

export function parseNote(bytes: Uint8Array | string): Note {
  const whole = typeof bytes === 'string' ? bytes : decoded(bytes);
  if (whole.length > MOST_CHARACTERS) throw new NotANote('It is too long for a note.');
  if ([...whole].some((character) => character < ' ' && character !== '\n')) throw new NotANote('It holds control characters.');
  const cut = whole.lastIndexOf('\n\n');
  if (cut < 0 || !whole.endsWith('\n')) throw new NotANote('No signatures stand below an empty line.');
  const lines = whole.slice(cut + 2, -1).split('\n');
  if (lines.length > MOST_SIGNATURES) throw new NotANote('It has too many signatures.');
  return { text: whole.slice(0, cut + 1), signatures: lines.map(parseSignature) };
}

export const writtenNote = ({ text, signatures }: Note): string => `${text}\n${signatures.map(writtenSignature).join('')}`;

const writtenSignature = ({ name, id, bytes }: Signature): string =>
  `${SIGNED_BY}${name} ${Buffer.concat([Buffer.from(id, 'hex'), bytes]).toString('base64')}\n`;

function parseSignature(line: string): Signature {
  const [name = '', base64 = '', ...more] = line.startsWith(SIGNED_BY) ? line.slice(SIGNED_BY.length).split(' ') : [];
  if (!isKeyName(name) || more.length > 0 || !isBase64(base64)) throw new NotANote(`«${line.slice(0, 80)}» is no signature.`);
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length <= ID_BYTES) throw new NotANote('A signature is too short.');
  return { name, id: bytes.subarray(0, ID_BYTES).toString('hex'), bytes: bytes.subarray(ID_BYTES) };
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new NotANote('It is not text in UTF-8.');
  }
}
