import { Catch, Inject } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Described } from '../described/described.ts';
import { problemOf } from './problem-of.ts';
import { pagePolicy } from '../described/html.ts';
import { Problem, problemKinds } from './problems.ts';
import { refusalPage } from '../described/readable.ts';
import { answerProblem, safeHeaders } from '../strict.ts';
import { isApi } from '../strict/strict-request.ts';

/** Everything that goes wrong anywhere ends here as a problem document, with one reference for the caller and the log. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(Described) private readonly described: Described) {}

  catch(error: unknown, host: ArgumentsHost) {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = this.atAnAddress(problemOf(error), request);
    if (problem.kind === 'internal') request.log.error({ err: error }, 'failed');
    if (reply.sent) return;
    if (isForAPerson(request)) void answerPage(request, reply, problem);
    else void answerProblem(request, reply, problem);
  }

  /** The router knows addresses by method; one that is there for another method says so. */
  private atAnAddress(problem: Problem, { method, raw: { url = '' }, is404 }: FastifyRequest): Problem {
    const others = problem.kind === 'not-found' && is404 ? this.described.methodsAt(url) : [];
    if (others.length === 0 || others.includes(method)) return problem;
    const allow = [...others, ...(others.includes('GET') ? ['HEAD'] : [])].join(', ');
    return new Problem('method-not-allowed', `This address takes ${allow}.`, [], { allow });
  }
}

/** At an address of the API everyone gets the document; elsewhere a browser that asks for a page gets a page. */
const isForAPerson = ({ raw: { url = '' }, headers: { accept = '' } }: FastifyRequest) =>
  !isApi(url) && accept.includes('text/html');

const answerPage = (request: FastifyRequest, reply: FastifyReply, problem: Problem) =>
  reply
    .code(problemKinds[problem.kind].status)
    .headers({
      ...safeHeaders,
      ...problem.headers,
      'content-security-policy': pagePolicy,
      'content-type': 'text/html; charset=utf-8',
    })
    .send(refusalPage(problem, request.id));
