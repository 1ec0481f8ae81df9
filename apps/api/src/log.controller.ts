import { Controller, Get, Inject, Res, UseInterceptors } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { may, type Person } from '#access';
import { EventStore, positionOf, type Recorded } from '#event-store';
import { Proofs } from '#evidence';
import { Answering } from './answering.ts';
import { aNumber } from './parameters.ts';
import { nothingHere } from './problems/problems.ts';
import { position } from './shapes/answer-shapes.ts';
import { Health, type State } from './health/health.ts';
import { Given, open, reading, Tells } from './route.ts';
import { count, named, optional, shape, words } from './shapes/schema.ts';

const tag = 'Log';
const state = named(
  'LogState',
  shape<State>('The log, as everyone may see it.', {
    id: words('Identity of this log, made with it.'),
    size: count('How many events it holds.'),
    root: words('Root of its RFC 6962 tree, in hexadecimal: by it a changed log is noticed.'),
    position,
    key: optional(words('What its checkpoints are verified with: NAME+ID+BASE64, as signed notes have it.')),
  }),
);
const log = open({
  summary: 'The log: its size, its root, its end.',
  tag,
  path: {},
  query: {},
  answer: { says: 'The log.', schema: state },
});
const checkpoint = open({
  summary: 'The newest signed checkpoint of the log.',
  more: 'Origin, size and root as a signed note (C2SP tlog-checkpoint, Ed25519). Keep it: by it you can tell later that the log was neither changed nor cut short.',
  tag,
  path: {},
  query: {},
  answer: { says: 'The note.', media: 'text/plain', schema: words('A signed note.') },
});
const leaf = aNumber('The number of the event in the whole log: the `leaf` of its receipt.');
const event = reading({
  summary: 'An event as the exact bytes that were recorded, and are hashed.',
  more: 'For the party whose book it stands in, and for the authority. SHA-256 over a byte of zero and these bytes is the hash that its proof begins with.',
  tag,
  path: { leaf },
  query: {},
  answer: {
    says: 'The event, in canonical JSON.',
    schema: { type: 'object', description: 'As it was recorded, whatever its type.' },
  },
});
const inclusion = open({
  summary: 'That an event is in the log: a proof that anyone can check, now or in ten years.',
  more: 'In the form C2SP tlog-proof: the hashes from the event’s own up to the root (RFC 6962, base64), and the newest signed checkpoint that has this root. It tells nothing of the event but its number. An event is under a checkpoint within a minute; until then there is none.',
  tag,
  path: { leaf },
  query: {},
  answer: { says: 'The proof.', media: 'text/plain', schema: words('A proof of inclusion.') },
});
const consistency = open({
  summary: 'That the log has only grown since it had so many events: for whoever kept a checkpoint of that size.',
  more: 'A line `old SIZE`, the hashes that lead from the root of then to the root of now (RFC 6962, base64), and the newest signed checkpoint: what a C2SP witness is given.',
  tag,
  path: { size: aNumber('How many events the log had: the size of the checkpoint that was kept.', 1) },
  query: {},
  answer: { says: 'The proof.', media: 'text/plain', schema: words('A proof of consistency.') },
});

@Controller('v1/log')
@UseInterceptors(Answering)
export class LogController {
  constructor(
    @Inject(Health) private readonly health: Health,
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Proofs) private readonly proofs: Proofs,
  ) {}

  @Get()
  @Tells(log)
  log(@Given() _given: Given<typeof log>) {
    return this.health.log();
  }

  @Get('checkpoint')
  @Tells({ ...checkpoint, problems: ['not-found'] })
  async checkpoint(@Given() _given: Given<typeof checkpoint>, @Res({ passthrough: true }) reply: FastifyReply) {
    return inText(reply, await this.proofs.checkpoint());
  }

  @Get('events/:leaf')
  @Tells(event)
  async event(@Given() { person, path }: Given<typeof event>, @Res({ passthrough: true }) reply: FastifyReply) {
    const { bytes } = await this.eventAt(path.leaf, person);
    void reply.type('application/json; charset=utf-8').header('cache-control', 'no-store');
    return Buffer.from(bytes);
  }

  /** What is not there, and what stands in a book that is not open to the one who asks, is answered the same. */
  private async eventAt(leaf: number, person: Person): Promise<Recorded> {
    for await (const page of this.store.readAll({ after: positionOf(leaf - 1), until: positionOf(leaf) }))
      for (const found of page) if (may(person, { does: 'read', stream: found.stream }).allow) return found;
    throw nothingHere();
  }

  @Get('events/:leaf/proof')
  @Tells(inclusion)
  async proofOfEvent(@Given() { path }: Given<typeof inclusion>, @Res({ passthrough: true }) reply: FastifyReply) {
    return inText(reply, await this.proofs.ofEvent(path.leaf));
  }

  @Get('consistency/:size')
  @Tells(consistency)
  async proofOfGrowth(@Given() { path }: Given<typeof consistency>, @Res({ passthrough: true }) reply: FastifyReply) {
    return inText(reply, await this.proofs.ofGrowth(path.size));
  }
}

/** Another one is there within a minute. */
function inText(reply: FastifyReply, text: string): string {
  void reply.type('text/plain; charset=utf-8').header('cache-control', 'no-store');
  return text;
}
