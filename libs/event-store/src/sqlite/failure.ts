import { CommitFailed, LeaseLost } from './log-writer.ts';

/** Why a group was not written, and whether that is certain. Plain data, to cross a thread. */
export interface Failure {
  readonly outcome: 'full' | 'read-only' | 'damaged' | 'busy' | 'failing' | 'unavailable' | 'unknown' | 'taken over';
  readonly says: string;
}

export function failureOf(error: unknown): Failure {
  const cause = error instanceof CommitFailed ? error.cause : error;
  const says = cause instanceof Error ? cause.message : String(cause);
  const outcome = outcomeOf(cause);
  // Full and busy are found before anything of the commit counts. After any other error of a commit the rows may be there at the next start.
  if (error instanceof CommitFailed && outcome !== 'full' && outcome !== 'busy') return { outcome: 'unknown', says };
  return { outcome, says };
}

/** Whether the writer must not go on after it. */
export function isFinal({ outcome }: Failure): boolean {
  return outcome === 'unknown' || outcome === 'failing' || outcome === 'damaged' || outcome === 'taken over';
}

function outcomeOf(error: unknown): Failure['outcome'] {
  if (error instanceof LeaseLost) return 'taken over';
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'SQLITE_FULL') return 'full';
  if (code.startsWith('SQLITE_BUSY')) return 'busy';
  if (code.startsWith('SQLITE_IOERR')) return 'failing';
  // A constraint or a trigger that refuses what the writer found right means that someone else has changed the log.
  if (/^SQLITE_(CORRUPT|NOTADB|CONSTRAINT)/.test(code) || error instanceof RangeError) return 'damaged';
  return 'unavailable';
}
