import { HttpException } from '@nestjs/common';
import {
  ForReadingOnly,
  KeyReused,
  StoreBusy,
  StoreFull,
  StoreUnavailable,
  TooLarge,
  UnknownOutcome,
  WrongRevision,
} from '#event-store';
import { NotSigned } from '#evidence';
import { Refused, UpgradeNeeded } from '#psti';
import { Invalid, NotFound } from '#records';
import { VaultUnavailable } from '#vault';
import { NotACursor, NotReady } from '#views';
import { Problem, wrongParameter, type Fault, type ProblemName } from './problems.ts';

/** What went wrong inside, as the caller is told it. What is not in this list is our own fault, and only its reference is shown. */

const retry = { 'retry-after': '1' };
const pointer = (field: string) => `/${field.replaceAll('.', '/')}`;

function isA<E>(kind: abstract new (...parts: never[]) => E, tell: (error: E) => Problem | undefined) {
  return (error: unknown) => (error instanceof kind ? tell(error) : undefined);
}

const tellers: readonly ((error: unknown) => Problem | undefined)[] = [
  isA(Problem, (problem) => problem),
  isA(Invalid, ({ problems }) => {
    const faults = problems.map(({ field, says }): Fault => ({ field: pointer(field), says }));
    return new Problem('invalid', faults[0]?.says ?? 'A field is wrong.', faults);
  }),
  isA(Refused, ({ says, field }) => new Problem('refused', says, field === undefined ? [] : [{ field: pointer(field), says }])),
  isA(NotFound, ({ says }) => new Problem('not-found', says)),
  isA(NotSigned, ({ message }) => new Problem('not-found', message)),
  isA(KeyReused, () => new Problem('key-reused', 'An event with this id is on this record, with another content.')),
  isA(
    WrongRevision,
    () => new Problem('refused', 'Others wrote to this record at the same moment, again and again. Send it once more.'),
  ),
  isA(UnknownOutcome, () => new Problem('outcome-unknown', 'Send the same again: it is recorded once.', [], retry)),
  isA(StoreBusy, () => new Problem('busy', 'More is waiting to be written than can be taken.', [], retry)),
  isA(ForReadingOnly, () => new Problem('read-only', 'This Dutybook shows a copy of the log, and records nothing.')),
  isA(StoreUnavailable, () => new Problem('busy', 'The log cannot be used just now.', [], { 'retry-after': '5' })),
  isA(VaultUnavailable, ({ isFull }) =>
    isFull
      ? new Problem('full', 'The disk of the vault is full.')
      : new Problem('busy', 'The vault, which keeps words and names, cannot be used just now.', [], { 'retry-after': '5' }),
  ),
  isA(NotACursor, () => wrongParameter('after', 'It belongs to an earlier version of the list. Begin again without it.')),
  isA(NotReady, () => new Problem('busy', 'The lists are being built.', [], retry)),
  isA(
    UpgradeNeeded,
    () => new Problem('busy', 'The log holds what this version of Dutybook does not know.', [], { 'retry-after': '60' }),
  ),
  isA(StoreFull, () => new Problem('full', 'The disk of the log is full.')),
  isA(TooLarge, () => new Problem('too-large', 'The event is larger than the log takes.')),
  isA(HttpException, (error) => byStatus(error.getStatus())),
];

const statuses: Readonly<Record<number, ProblemName>> = {
  400: 'not-well-formed',
  404: 'not-found',
  408: 'too-slow',
  413: 'too-large',
  414: 'parameter',
  415: 'media-type',
  503: 'busy',
};

/** What the server's own parts say by status alone: their words are not ours. */
function byStatus(status: number): Problem | undefined {
  const kind = statuses[status];
  return kind && new Problem(kind, sentences[kind] ?? 'The request cannot be answered.');
}
const sentences: Readonly<Partial<Record<ProblemName, string>>> = {
  'not-well-formed': 'The request cannot be read.',
  'not-found': 'There is nothing at this address.',
  'too-large': 'The body is larger than 1 MiB.',
  'media-type': 'The body is not in a form that is taken here.',
  busy: 'Dutybook is stopping or starting.',
};

export function problemOf(error: unknown): Problem {
  for (const tell of tellers) {
    const problem = tell(error);
    if (problem) return problem;
  }
  return new Problem('internal', 'Something is wrong with Dutybook, not with the request.');
}
