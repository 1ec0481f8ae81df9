import { positionOf, StoredEvent, type Handover } from '../envelope.ts';
import { KeyReused, StoreDamaged, StoreFull, StoreUnavailable, UnknownOutcome, WrongRevision } from '../errors.ts';
import type { Appended } from '../port.ts';
import type { Failure } from './failure.ts';
import type { Answer, Placed } from './log-writer.ts';

/** What came over from the writer’s thread as data, as the port answers it. */

const isPlaced = (answer: Answer): answer is Placed => Array.isArray(answer);

/** What is answered: a receipt, or the error that refuses. */
export function answerTo(append: Handover, answer: Answer): Appended | Error {
  if (!isPlaced(answer)) return refusalOf(append, answer);
  const [first, last, leaf, recordedAt, duplicate] = answer;
  return { stream: append.stream, first, last, position: positionOf(leaf), leaf, recordedAt, duplicate };
}

function refusalOf({ stream, key, expected }: Handover, answer: Exclude<Answer, Placed>): Error {
  switch (answer.kind) {
    case 'wrong revision': {
      const missed = answer.missed.map(([leaf, text]) => new StoredEvent(text, leaf));
      return new WrongRevision({ stream, expected, actual: answer.actual, missed });
    }
    case 'key reused':
      return new KeyReused({ stream, key, first: answer.first, last: answer.last });
  }
}

export function failureAsError(key: string, { outcome, says }: Failure): Error {
  switch (outcome) {
    case 'full':
      return new StoreFull(says);
    case 'damaged':
      return new StoreDamaged(says);
    case 'unknown':
      return new UnknownOutcome(key, says);
    case 'read-only':
    case 'busy':
    case 'failing':
    case 'taken over':
    case 'unavailable':
      return new StoreUnavailable(says);
  }
}
