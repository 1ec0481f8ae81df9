import { Controller, Get, Inject, Res, UseInterceptors } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Answering } from '../answering.ts';
import { position } from '../shapes/answer-shapes.ts';
import { Health, type Carrying, type CopyHealth, type Ready } from './health.ts';
import { Metrics } from './metrics.ts';
import { Given, open, Tells } from '../route.ts';
import { count, flag, instant, list, named, oneOf, optional, shape, words } from '../shapes/schema.ts';

const tag = 'Log';
const carrying = { state: words('What it is doing.'), position };
const ready = named(
  'Ready',
  shape<Ready>('Whether this installation is well.', {
    status: oneOf(['ok', 'degraded'], 'Degraded: it answers, but something lags or has stopped.'),
    position,
    runs: optional(list(words('api, web or worker.'), 'What this process does of the whole.')),
    log: shape<Ready['log']>('The log.', {
      writable: flag('Whether anything can be recorded just now.'),
      says: optional(words('What troubles it.')),
      copy: optional(
        shape<CopyHealth>('How far this process’s copy of it is behind, on a cluster.', {
          seconds: count('Seconds since it last had everything.'),
          events: count('Events that have come and are not in it yet.'),
          filling: flag('It has never had everything since this process began.'),
        }),
      ),
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
      shape<Carrying>('Delivery between books.', { ...carrying, behind: flag('Not everything that crosses has.') }),
    ),
    erasures: optional(
      shape<Carrying>('Carrying out what was decided to be erased.', { ...carrying, behind: flag('Not everything has been.') }),
    ),
    backups: optional(
      shape<NonNullable<Ready['backups']>>('Backups, where this process keeps them.', {
        at: optional(instant('Everything acknowledged before it is in the backups.')),
        size: optional(count('How many events they hold.')),
        says: optional(words('What keeps them from being level with the log.')),
      }),
    ),
    evidence: optional(
      shape<NonNullable<Ready['evidence']>>('That the log is the one that was recorded.', {
        signing: words('Whether its checkpoints are being signed.'),
        signed: count('How many events the newest checkpoint covers.'),
        age: count('Seconds since this process last signed, or began to.'),
        says: optional(words('What hinders the signing.')),
        log: oneOf(['not checked', 'sound', 'wrong'], 'What checking it by itself has found.'),
        checked: words('What was checked, and when; or what is wrong.'),
      }),
    ),
  }),
);

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

const metrics = open({
  summary: 'Figures for Prometheus.',
  tag,
  path: {},
  query: {},
  answer: { says: 'In the text format of Prometheus, version 0.0.4.', media: 'text/plain', schema: words('One line a figure.') },
});

/** What every process answers, whatever else it does: whether it lives, whether it can answer, and its figures. */
@Controller()
@UseInterceptors(Answering)
export class HealthController {
  constructor(
    @Inject(Health) private readonly health: Health,
    @Inject(Metrics) private readonly figures: Metrics,
  ) {}

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

  @Get('metrics')
  @Tells(metrics)
  async metrics(@Given() _given: Given<typeof metrics>, @Res({ passthrough: true }) reply: FastifyReply) {
    void reply.type(this.figures.type);
    return this.figures.text();
  }
}
