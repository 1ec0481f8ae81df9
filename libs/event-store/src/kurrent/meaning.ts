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

const NOT_AUTHENTICATED = 16;
const PERMISSION_DENIED = 7;
const DENIED = [PERMISSION_DENIED, NOT_AUTHENTICATED];

/** What the client throws as a plain error where no member of a cluster answers: nothing was sent. */
const NO_MEMBER = /^Failed to discover/;

/** No answer in the time that we give it, or no more of it. The client's own deadline does not hold for every call. */
export class Unanswered extends Error {
  readonly type = 'unanswered';
}

/** Whether a call was not answered in the time that was given it, by us or by the client. */
export function isLate(error: unknown): boolean {
  const { type } = Object(error) as { type?: unknown };
  return type === 'unanswered' || type === 'deadline-exceeded';
}

export function meaningOf(error: unknown): Meaning {
  const { type, code } = Object(error) as { type?: unknown; code?: unknown };
  const known = typeof type === 'string' ? byType[type] : undefined;
  if (known !== undefined) return known;
  if (typeof code === 'number' && DENIED.includes(code)) return 'denied';
  if (typeof type === 'string' || typeof code === 'number') return 'unknown';
  return error instanceof Error && NO_MEMBER.test(error.message) ? 'unknown' : 'defect';
}

/** Waiting does not mend it: whoever set this up has to. */
export const isSetUpWrong = (error: unknown): boolean => meaningOf(error) === 'denied' || CERTIFICATE.test(messageOf(error));

const CERTIFICATE = /certificate|altnames/;

/** As a person can read it: the client's messages begin with the number of their code. */
export function sentenceOf(error: unknown): string {
  const says = messageOf(error);
  const { type, code } = Object(error) as { type?: unknown; code?: unknown };
  if (code === NOT_AUTHENTICATED) return 'it does not take the user and the password of its address';
  if (meaningOf(error) === 'denied')
    return `it does not let this account do that (${plainly(says)}): it has to read $all and to write its own streams`;
  if (says === '' && typeof type === 'string') return type;
  if (NO_MEMBER.test(says)) return 'no member of it answers that knows who leads (over TLS, none whose certificate is trusted)';
  const plain = plainly(says);
  const [, cause] = /^No connection established\. Last error: (?:Error: )?(.*?)\.? Resolution note:/.exec(plain) ?? [];
  if (cause === undefined) return plain;
  const [why = cause] = cause.split(/; if the root CA| \(\d{4}-/);
  return CERTIFICATE.test(why)
    ? `its certificate is not trusted here (${why}; tlsCAFile names whose are)`
    : `it does not answer (${why})`;
}

const plainly = (says: string): string => says.replace(/^\d+ [A-Z_]+: /, '');

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
