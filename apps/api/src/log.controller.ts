import { Controller, Get, Inject, UseInterceptors } from '@nestjs/common';
import { Answering } from './answering.ts';
import { position } from './shapes/answer-shapes.ts';
import { Health, type Ready, type State } from './health.ts';
import { Given, open, Tells } from './route.ts';
import { count, flag, list, named, oneOf, optional, shape, words } from './shapes/schema.ts';

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
const ready = named(
  'Ready',
  shape<Ready>('Whether this installation is well.', {
    status: oneOf(['ok', 'degraded'], 'Degraded: it answers, but something lags or has stopped.'),
    position,
    log: shape<Ready['log']>('The log.', {
      writable: flag('Whether anything can be recorded just now.'),
      says: optional(words('What troubles it.')),
    }),
    views: list(
      shape<Ready['views'][number]>('One list.', {
        name: words('Which.'),
        state: words('What it is doing.'),
        position,
        behind: flag('It does not show the whole log.'),
      }),
      'The lists.',
    ),
    delivery: optional(
      shape<NonNullable<Ready['delivery']>>('Delivery between books.', {
        state: words('What it is doing.'),
        position,
        behind: flag('Not everything that crosses has.'),
      }),
    ),
  }),
);

const log = open({
  summary: 'The log: its size, its root, its end.',
  tag,
  path: {},
  query: {},
  answer: { says: 'The log.', schema: state },
});
const living = open({
  summary: 'Whether this process runs.',
  tag,
  path: {},
  query: {},
  answer: { says: 'It runs.', schema: shape<{ status: string }>('It runs.', { status: oneOf(['ok'], 'Always.') }) },
});
const wellness = {
  ...open({
    summary: 'Whether this process can answer, and how far its lists and deliveries are.',
    tag,
    path: {},
    query: {},
    answer: { says: 'It can answer.', schema: ready },
  }),
  problems: ['stopped'] as const,
};

@Controller()
@UseInterceptors(Answering)
export class LogController {
  constructor(@Inject(Health) private readonly health: Health) {}

  @Get('v1/log')
  @Tells(log)
  log(@Given() _given: Given<typeof log>) {
    return this.health.log();
  }

  @Get('health/live')
  @Tells(living)
  live(@Given() _given: Given<typeof living>) {
    return { status: 'ok' };
  }

  @Get('health/ready')
  @Tells(wellness)
  ready(@Given() _given: Given<typeof wellness>) {
    return this.health.ready();
  }
}
