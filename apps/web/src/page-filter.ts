import { Catch, HttpException, Inject, Injectable, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NotFound } from '#records';
import { VaultUnavailable } from '#vault';
import { Frame } from './layout/frame.ts';
import { withQuery } from './paths.ts';
import { NobodyActs, NotFromHere, NothingHere } from './visit.ts';

interface Failed {
  readonly status: number;
  readonly title: string;
  readonly says: readonly string[];
}

const nothing: Failed = {
  status: 404,
  title: 'There is nothing here',
  says: ['There is nothing at this address for the party you act for. What belongs to another party answers the same.'],
};
const notThen: Failed = {
  ...nothing,
  says: ['There was nothing here yet by the dates asked for, or it is not for the party you act for. A later date may show it.'],
};
const foreign: Failed = {
  status: 403,
  title: 'That did not come from this page',
  says: [
    'Nothing was recorded. Go back, reload the page and send the form again; if it was another site that sent you, it had no business to.',
  ],
};

/** A page for whatever goes wrong. What nobody expected gets a reference and no detail. */
@Injectable()
@Catch()
export class PageFilter implements ExceptionFilter {
  private readonly log = new Logger('pages');

  constructor(@Inject(Frame) private readonly frame: Frame) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (error instanceof NobodyActs) {
      reply
        .code(303)
        .header('location', withQuery('/acting-as', { then: error.wanted }))
        .send('');
      return;
    }
    const failed = this.failedBy(error, request);
    reply.code(failed.status).type('text/html; charset=utf-8');
    const now = failed === notThen ? request.visit?.path : undefined;
    const model = { title: failed.title, says: failed.says, now };
    reply.send(
      request.visit
        ? this.frame.show(request.visit, 'layout/failed.njk', model)
        : this.frame.bare('layout/failed.njk', model, request.formToken),
    );
  }

  private failedBy(error: unknown, request: FastifyRequest): Failed {
    if (error instanceof NothingHere || error instanceof NotFound) return nothingFor(request);
    if (error instanceof NotFromHere) return foreign;
    if (error instanceof HttpException && error.getStatus() < 500)
      return error.getStatus() === 404
        ? nothing
        : { status: error.getStatus(), title: 'That cannot be done here', says: [error.message] };
    const known = knownFailures.find(([name]) => nameOf(error) === name);
    if (known) return known[1];
    this.log.error(error instanceof Error ? (error.stack ?? error.message) : String(error), { reference: request.id });
    return {
      status: 500,
      title: 'Dutybook failed',
      says: [`Something is wrong with Dutybook, not with what you asked. Give this reference to whoever runs it: ${request.id}.`],
    };
  }
}

/** A full disk is one thing to whoever records, whether it is the log's or the vault's. */
const nameOf = (error: unknown): string | undefined => {
  if (error instanceof VaultUnavailable && error.isFull) return 'StoreFull';
  return error instanceof Error ? error.name : undefined;
};

const nothingFor = ({ visit }: FastifyRequest): Failed =>
  visit?.query.has('asOf') || visit?.query.has('knownAt') ? notThen : nothing;

const busy: Failed = {
  status: 503,
  title: 'Not just now',
  says: ['Dutybook cannot answer at the moment. Wait a few seconds and try again.'],
};
const copy: Failed = {
  status: 503,
  title: 'Nothing is recorded here',
  says: ['This Dutybook shows a copy of the log, to be read. Record in the one that is in use.'],
};
const unsure: Failed = {
  status: 503,
  title: 'It may be recorded',
  says: ['The log did not say whether what you sent was written. Go back and send the same form again: it is recorded once.'],
};
const building: Failed = {
  status: 503,
  title: 'Not yet there',
  says: ['The list is being built for the first time. Wait a few seconds and try again. Records can be read meanwhile.'],
};
const turned: Failed = {
  status: 400,
  title: 'That page of the list is not there',
  says: ['The address does not name a page of this list. Begin at its first page.'],
};
const knownFailures: readonly (readonly [string, Failed])[] = [
  ['NotReady', building],
  ['NotACursor', turned],
  ['StoreBusy', busy],
  ['StoreUnavailable', busy],
  ['VaultUnavailable', busy],
  ['ForReadingOnly', copy],
  ['UnknownOutcome', unsure],
  [
    'StoreFull',
    {
      status: 507,
      title: 'The disk is full',
      says: ['Nothing more can be recorded until there is space. What was recorded is safe and can be read.'],
    },
  ],
];
