import { Controller, Get, Inject, Res, UseInterceptors } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Answering } from './answering.ts';
import { position } from './shapes/answer-shapes.ts';
import { Health, type State } from './health/health.ts';
import { Given, open, Tells } from './route.ts';
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
@Controller()
@UseInterceptors(Answering)
export class LogController {
  constructor(@Inject(Health) private readonly health: Health) {}

  @Get('v1/log')
  @Tells(log)
  log(@Given() _given: Given<typeof log>) {
    return this.health.log();
  }

  @Get('v1/log/checkpoint')
  @Tells({ ...checkpoint, problems: ['not-found'] })
  async checkpoint(@Given() _given: Given<typeof checkpoint>, @Res({ passthrough: true }) reply: FastifyReply) {
    const note = await this.health.checkpoint();
    void reply.type('text/plain; charset=utf-8').header('cache-control', 'no-store');
    return note;
  }
}
