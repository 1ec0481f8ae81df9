import { Controller, Get, Inject, UseInterceptors } from '@nestjs/common';
import { Answering } from './answering.ts';
import { position } from './shapes/answer-shapes.ts';
import { Health, type State } from './health/health.ts';
import { Given, open, Tells } from './route.ts';
import { count, named, shape, words } from './shapes/schema.ts';

const tag = 'Log';
const state = named(
  'LogState',
  shape<State>('The log, as everyone may see it.', {
    id: words('Identity of this log, made with it.'),
    size: count('How many events it holds.'),
    root: words('Root of its RFC 6962 tree, in hexadecimal: by it a changed log is noticed.'),
    position,
  }),
);
const log = open({
  summary: 'The log: its size, its root, its end.',
  tag,
  path: {},
  query: {},
  answer: { says: 'The log.', schema: state },
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
}
