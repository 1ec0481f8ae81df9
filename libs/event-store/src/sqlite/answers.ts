import { StoredEvent, type Handover } from '../envelope.ts';
import { KeyReused, StoreDamaged, StoreFull, StoreUnavailable, UnknownOutcome, WrongRevision } from '../errors.ts';
import type { Failure } from './failure.ts';
import type { Answer } from './log-writer.ts';

/** What came over from the writer's thread as data, as the errors of the port. */

export function refusalOf({ stream, key, expected }: Handover, answer: Exclude<Answer, { kind: 'appended' }>): Error {
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
