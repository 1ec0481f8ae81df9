import { Command } from '@nestjs/cqrs';
import type { Person } from '#access';
import type { Position } from '#event-store';

/** An event as a person or a system offers it: texts are words, and nothing about it has been checked. */
export interface OfferedEvent {
  readonly type: string;
  readonly version?: number;
  readonly on: string;
  readonly at?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Where it stands on the log. `duplicate`: it stood there already, and this is what was answered the first time. */
export interface Receipt {
  readonly stream: string;
  readonly id: string;
  readonly revision: number;
  readonly position: Position;
  readonly leaf: number;
  readonly recordedAt: string;
  readonly duplicate: boolean;
}

/** The only command for facts: the fact offered for the record. `id` is a UUID and its idempotency key. */
export class RecordEvent extends Command<Receipt> {
  constructor(
    readonly stream: string,
    readonly id: string,
    readonly event: OfferedEvent,
    readonly by: Person,
  ) {
    super();
  }
}
