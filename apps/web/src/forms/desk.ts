import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { CommandBus } from '@nestjs/cqrs';
import { Clock } from '#event-store';
import { londonDay, Refused, type Problem } from '#psti';
import { Delivery, Invalid, RecordEvent, type OfferedEvent, type Receipt } from '#records';
import { Views } from '#views';
import type { Visit } from '../visit.ts';
import type { Form } from './reading.ts';

/** What is wrong with what was sent, and how the door answers it. */
export interface Wrong {
  readonly status: number;
  readonly problems: readonly Problem[];
  /** The form's own id stands on the record already, with other content: what is sent next needs a new one. */
  readonly spent?: boolean;
}

const WAIT_MS = 2_000;
const spent: Wrong = {
  status: 422,
  spent: true,
  problems: [
    {
      field: '',
      says: 'This form was recorded before, with other content. To change that entry, correct it on the record; to record this as a second entry, send it again',
    },
  ],
};

/** Behind every form: what becomes of what is sent. */
@Injectable()
export class Desk {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(Views) private readonly views: Views,
    @Inject(Delivery) private readonly delivery: Delivery,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  today(): string {
    return londonDay(this.clock.now().toISOString());
  }

  /** Records it, and waits a moment until lists and recipients' books show it, so that people see their own write. */
  async record(visit: Visit, stream: string, id: string, event: OfferedEvent): Promise<Receipt | Wrong> {
    try {
      const receipt = await this.commands.execute(new RecordEvent(stream, id, event, visit.person));
      await this.shown(receipt);
      return receipt;
    } catch (error) {
      return wrongBy(error);
    }
  }

  private async shown({ position }: Receipt): Promise<void> {
    const delivered = this.delivery.waitFor(position).then(() => this.views.waitFor(position, WAIT_MS));
    await Promise.race([delivered, soon()]).catch(() => undefined);
  }
}

const soon = () => new Promise((resolve) => setTimeout(resolve, WAIT_MS).unref());

function wrongBy(error: unknown): Wrong {
  if (error instanceof Invalid) return { status: 422, problems: error.problems };
  if (error instanceof Refused) return { status: 409, problems: [{ field: fieldOf(error), says: error.says }] };
  if (error instanceof Error && error.name === 'KeyReused') return spent;
  throw error;
}

/** The event that a form will record stands in the form's address: coming back to it finds that event, and makes no second one. */
export const formIn = (query: URLSearchParams): string | undefined =>
  /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.exec(query.get('form') ?? '')?.[0];

export function newForm({ path, query }: Visit): string {
  const named = new URLSearchParams(query);
  named.set('form', randomUUID());
  return `${path}?${named}`;
}

/** The form as it is shown again: what was typed stays, an id that is spent does not. */
export const again = (form: Form, { spent }: Wrong): Form => (spent ? { ...form, id: '' } : form);

/** A stream's decider names a field of the event; the write side gives its whole path. */
const fieldOf = ({ field = '' }: Refused): string =>
  field === '' || envelope.has(field) || field.startsWith('data.') ? field : `data.${field}`;
const envelope = new Set(['on', 'at', 'type', 'version']);

export const isReceipt = (answer: Receipt | Wrong): answer is Receipt => 'position' in answer;
