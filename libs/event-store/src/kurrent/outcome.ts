import { StoreDamaged, StoreUnavailable, StreamClosed, TooLarge } from '../errors.ts';
import { meaningOf, sentenceOf } from './meaning.ts';

/** What became of an append: it is written, it is not there and may be sent again, or another process has taken its place, up to a revision. */
export type Outcome = 'written' | 'not there' | number;

/** What a failure says of an append at an exact revision; `unknown` where only a look at the stream can tell. Throws what its caller is told. */
export function outcomeOf(error: unknown, stream: string, expected: number): Outcome | 'unknown' {
  switch (meaningOf(error)) {
    case 'wrong revision':
      return taken(error, stream, expected);
    case 'closed':
      throw new StreamClosed(stream);
    case 'too large':
      throw new TooLarge('1 MiB');
    case 'denied':
      throw new StoreUnavailable(`the cluster does not let this process write (${sentenceOf(error)})`);
    case 'not leader':
      return 'not there';
    case 'not found':
    case 'unknown':
      return 'unknown';
    case 'defect':
      throw error;
  }
}

function taken(error: unknown, stream: string, expected: number): number {
  const { actualVersion } = Object(error) as { actualVersion?: unknown };
  const actual = typeof actualVersion === 'bigint' ? Number(actualVersion) : -1;
  if (actual > expected) return actual;
  throw new StoreDamaged(
    `the cluster has ${stream} up to revision ${actual} only, and this process's copy of it up to ${expected}`,
  );
}
