import { Inject } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { decide, EventStore, ForReadingOnly, NotStorable } from '#event-store';
import type { Decider, NewEvent, Recorded } from '#event-store';
import { deciderOf, fromDoor, fromLog, toLog } from '#psti';
import type { AnyEvent, Problem, StreamKind } from '#psti';
import { Vault } from '#vault';
import { Books } from './books.ts';
import { deliveryProblems, failedProblems, futureProblems, partyProblems, receiptProblems, shapeProblems } from './checks.ts';
import { Gate } from './gate.ts';
import { RecordEvent } from './record-event.ts';
import type { Receipt } from './record-event.ts';
import { Invalid, NotFound } from './refusals.ts';
import { streamNamed } from './stream-name.ts';
import { textsOffered, withCommitments } from './texts.ts';

/** Who may, what is it, where does it go. What is right there the Act's own decider of that stream says. */
@CommandHandler(RecordEvent)
export class Recording implements ICommandHandler<RecordEvent, Receipt> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Vault) private readonly vault: Vault,
    @Inject(Books) private readonly books: Books,
    @Inject(Gate) private readonly gate: Gate,
  ) {}

  async execute(command: RecordEvent): Promise<Receipt> {
    const { stream, id, event, by } = command;
    const name = streamNamed(stream);
    if (name === undefined) throw new NotFound();
    if (this.store.isForReading) throw new ForReadingOnly();
    const { recipients = [] } = await this.gate.letIn(by, name, event);
    mustHaveNone(shapeProblems(name, command));
    mustHaveNone([
      ...futureProblems(event, this.store.clock.now()),
      ...partyProblems(event, await this.books.admitted()),
      ...deliveryProblems(name, event, recipients),
      ...(name.kind === 'failure' ? await receiptProblems(event, () => this.books.failure(stream)) : []),
      ...(await failedProblems(name, command, this.books)),
    ]);
    const { first, position, leaf, recordedAt, duplicate } = await this.#decided(command, deciders[name.kind]).catch(
      (error: unknown) => {
        throw told(error);
      },
    );
    return { stream, id, revision: first, position, leaf, recordedAt, duplicate };
  }

  async #decided(command: RecordEvent, decider: Decider<unknown, AnyEvent>) {
    const offer = await this.#offered(command);
    return decide(this.store, decider, command.stream, { offer, key: command.id, by: command.by.subject });
  }

  /** As the log will have it: the words are in the vault before the log hears of them. */
  async #offered({ stream, id, event: { data, ...event } }: RecordEvent): Promise<AnyEvent> {
    const kept = await withCommitments(this.vault, { stream, id }, data, textsOffered(event.type, data));
    return fromDoor({ ...event, id, data: kept });
  }
}

/** What the log cannot hold is wrong in what was offered. */
function told(error: unknown): unknown {
  if (error instanceof NotStorable) return new Invalid([{ field: error.path, says: error.says }]);
  return error;
}

function mustHaveNone(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new Invalid(problems);
}

/** The Act's decider of a stream, as the log takes it: it admits the event offered, and nothing besides comes of it. */
function forLog(kind: StreamKind): Decider<unknown, AnyEvent> {
  const { initial, evolve, decide: admit } = deciderOf(kind);
  return {
    initial,
    evolve: (state, event) => evolve(state, fromLog(inOrder(event))),
    decide(offer, state): readonly NewEvent[] {
      admit(offer, state);
      return [toLog(offer)];
    },
  };
}

/** What is still on its way to the disk has no leaf number yet; it comes after all that has. */
const inOrder = (event: Recorded): Recorded =>
  event.leaf < 0 ? { ...event, leaf: Number.MAX_SAFE_INTEGER - 1_000_000_000 + event.revision } : event;

/** One object for each kind, so that the log keeps one state for each stream. */
const deciders: Readonly<Record<StreamKind, Decider<unknown, AnyEvent>>> = {
  product: forLog('product'),
  failure: forLog('failure'),
  notice: forLog('notice'),
  profile: forLog('profile'),
  delivery: forLog('delivery'),
  installation: forLog('installation'),
};
