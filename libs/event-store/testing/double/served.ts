import type { Metadata, sendUnaryData, ServiceError } from '@grpc/grpc-js';
import type { Answer, Expecting, Offered, Records } from './records.ts';
import type { Call, Fault, Refusal, Script } from './script.ts';
import { accessDenied, notLeader, refusal, tooSlow, unavailable, unknown } from './wire.ts';
import { status } from '@grpc/grpc-js';

/** What identifies the connection that a call came over. */
export interface OverConnection {
  readonly metadata: Metadata;
  getPeer(): string;
  once(event: 'cancelled', listener: () => void): unknown;
}

/** What a call is refused with for where the node stands, if it is. */
type RefusesNow = (call: OverConnection) => ServiceError | undefined;

interface Unary<Response> {
  readonly on: Call;
  readonly stream: string;
  readonly call: OverConnection;
  readonly answer: sendUnaryData<Response>;
}

const refusals: Record<Refusal, () => ServiceError> = {
  unavailable: () => unavailable(),
  cancelled: () => refusal(status.CANCELLED, 'Call canceled by the server'),
  'too slow': () => tooSlow(),
  'access denied': accessDenied,
  'not authenticated': () => refusal(status.UNAUTHENTICATED, 'Unauthenticated'),
  unknown: () => unknown('Exception was thrown by handler.'),
  internal: () => refusal(status.INTERNAL, 'Internal error'),
};

export const refused = (how: Refusal) => refusals[how]();

const isRefusal = (error: unknown): error is ServiceError => error instanceof Error && 'code' in error && 'metadata' in error;

/** One server's calls, with the faults that befall them. */
export class Served {
  readonly records: Records;
  readonly script: Script;
  readonly #reset: (over: OverConnection) => void;
  readonly #held = new Set<object>();
  readonly #refusesNow: RefusesNow;

  constructor(records: Records, script: Script, how: { reset: (over: OverConnection) => void; refusesNow: RefusesNow }) {
    this.records = records;
    this.script = script;
    this.#reset = how.reset;
    this.#refusesNow = how.refusesNow;
  }

  /** Appends that were taken and neither answered nor given up by their caller. */
  get held(): number {
    return this.#held.size;
  }

  #hold(call: OverConnection): void {
    const held = {};
    this.#held.add(held);
    call.once('cancelled', () => this.#held.delete(held));
  }

  /** Does the work of one append, or what the script says instead. */
  during<Response>({ on, stream, call, answer }: Unary<Response>, work: () => Response): void {
    const settle = (does: () => Response) => {
      try {
        answer(null, does());
      } catch (error) {
        if (!isRefusal(error)) throw error;
        answer(error);
      }
    };
    const now = this.#refusesNow(call);
    if (now !== undefined) return answer(now);
    const fault = this.script.next(on, stream);
    if (fault === undefined) return settle(work);
    this.#befall(fault, {
      work: () => void attempt(work),
      settle: () => settle(work),
      settleLater: (ms) => {
        const done = attempt(work);
        setTimeout(() => settle(done), ms).unref();
      },
      hold: () => this.#hold(call),
      refuse: (error) => answer(error),
      reset: () => this.#reset(call),
    });
  }

  /** The same for an append on the batch path, whose answers are messages and whose refusals end the connection. */
  batched(
    stream: string,
    expected: Expecting,
    events: readonly Offered[],
    over: { call: OverConnection; answer: (written: Answer) => void },
  ): void {
    const work = () => this.records.append(stream, expected, events);
    const fault = this.script.next('append', stream);
    if (fault === undefined) return over.answer(work());
    this.#befall(fault, {
      work: () => void work(),
      settle: () => over.answer(work()),
      settleLater: (ms) => {
        const written = work();
        setTimeout(() => over.answer(written), ms).unref();
      },
      hold: () => this.#hold(over.call),
      refuse: () => this.#reset(over.call),
      reset: () => this.#reset(over.call),
    });
  }

  /** What a read or a subscription is refused with, if it is. */
  refusal(on: 'read' | 'subscribe', stream: string, call: OverConnection): ServiceError | 'never' | undefined {
    const now = this.#refusesNow(call);
    if (now !== undefined) return now;
    const fault = this.script.next(on, stream);
    if (fault === undefined) return undefined;
    if (fault.does === 'refuse') return refused(fault.with);
    if (fault.does === 'not leader') return notLeader(fault.host, fault.port);
    if (fault.does !== 'never answer') this.#reset(call);
    return 'never';
  }

  #befall(
    fault: Fault,
    can: {
      work: () => void;
      settle: () => void;
      settleLater: (ms: number) => void;
      hold: () => void;
      refuse: (error: ServiceError) => void;
      reset: () => void;
    },
  ): void {
    switch (fault.does) {
      case 'apply, drop the answer':
        can.work();
        return can.reset();
      case 'drop before applying':
        return can.reset();
      case 'apply late':
        return void setTimeout(can.work, fault.ms).unref();
      case 'answer late':
        return can.settleLater(fault.ms);
      case 'never answer':
        return can.hold();
      case 'refuse':
        return can.refuse(refused(fault.with));
      case 'apply, then refuse':
        can.work();
        return can.refuse(refused(fault.with));
      case 'not leader':
        return can.refuse(notLeader(fault.host, fault.port));
    }
  }
}

/** Does it now, and gives what came of it as something to be done later. */
function attempt<Result>(work: () => Result): () => Result {
  try {
    const result = work();
    return () => result;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
