import { isBase64 } from './base64.ts';
import { textSigned, type VerifierKey } from './keys.ts';
import { NotANote, parseNote } from './note.ts';

/** A size of a log and the root of its tree at that size (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** Which log it is of. */
  readonly origin: string;
  readonly size: number;
  /** Hex, as the log itself says it. */
  readonly root: string;
}

/** By its store id, which is made with the log, no two logs have one origin. Keys are named by it. */
export const originOf = (storeId: string): string => `dutybook/log/${storeId}`;

export const checkpointText = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${Buffer.from(root, 'hex').toString('base64')}\n`;

export function parseCheckpoint(text: string): Checkpoint {
  const [origin = '', size = '', root = '', ...more] = text.slice(0, -1).split('\n');
  if (!text.endsWith('\n') || origin === '' || more.includes('')) throw new NotANote('It is no checkpoint: its lines are not.');
  return { origin, size: parseSize(size), root: parseRoot(root) };
}

function parseSize(text: string): number {
  if (/^(0|[1-9]\d*)$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw new NotANote(`It is no checkpoint: «${text.slice(0, 40)}» is not a number of events.`);
}

function parseRoot(text: string): string {
  const hash = Buffer.from(text, 'base64');
  if (isBase64(text) && hash.length === 32) return hash.toString('hex');
  throw new NotANote(`It is no checkpoint: «${text.slice(0, 60)}» is not a root.`);
}

/** A checkpoint that a known key has signed. */
export const openCheckpoint = (note: Uint8Array | string, keys: readonly VerifierKey[]): Checkpoint =>
  parseCheckpoint(textSigned(note, keys));

/** What a note says without anything being believed: to tell whose it is. */
export const claimedCheckpoint = (note: Uint8Array | string): Checkpoint => parseCheckpoint(parseNote(note).text);
