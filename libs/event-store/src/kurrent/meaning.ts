/**
 * What a failed call of the client means. The client's errors carry a `type`, a gRPC `code`, both or neither, and the same failure does
 * not always come the same way, so both are looked at.
 */
export type Meaning =
  | 'wrong revision'
  /** The stream has a tombstone. */
  | 'closed'
  | 'too large'
  /** The client goes to the leader with the next call. */
  | 'not leader'
  | 'not found'
  | 'denied'
  /** It came too late to be of use, or the connection ended, or the server failed: an append may be written or not. */
  | 'unknown'
  /** Nothing of the server's: a mistake of ours. */
  | 'defect';

const byType: Readonly<Record<string, Meaning>> = {
  'wrong-expected-version': 'wrong revision',
  'stream-deleted': 'closed',
  'maximum-append-size-exceeded': 'too large',
  'not-leader': 'not leader',
  'stream-not-found': 'not found',
  'access-denied': 'denied',
};

/** Permission denied, and not authenticated. */
const DENIED = [7, 16];

/** What the client throws as a plain error where no member of a cluster answers: nothing was sent. */
const NO_MEMBER = /^Failed to discover/;

/** No answer in the time that we give it, or no more of it. The client's own deadline does not hold for every call. */
export class Unanswered extends Error {
  readonly type = 'unanswered';
}

export function meaningOf(error: unknown): Meaning {
  const { type, code } = Object(error) as { type?: unknown; code?: unknown };
  const known = typeof type === 'string' ? byType[type] : undefined;
  if (known !== undefined) return known;
  if (typeof code === 'number' && DENIED.includes(code)) return 'denied';
  if (typeof type === 'string' || typeof code === 'number') return 'unknown';
  return error instanceof Error && NO_MEMBER.test(error.message) ? 'unknown' : 'defect';
}

/** As a person can read it: the client's messages begin with the number of their code. */
export function sentenceOf(error: unknown): string {
  const says = error instanceof Error ? error.message : String(error);
  const { type } = Object(error) as { type?: unknown };
  if (says === '' && typeof type === 'string') return type;
  if (NO_MEMBER.test(says)) return 'no member of it answers that knows who leads';
  const plain = says.replace(/^\d+ [A-Z_]+: /, '');
  const [, cause] = /^No connection established\. Last error: (?:Error: )?(.*?)\.? Resolution note:/.exec(plain) ?? [];
  return cause === undefined ? plain : `it does not answer (${cause})`;
}
