import { Catch, Inject } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Described } from './described.ts';
import { problemOf } from './problem-of.ts';
import { Problem } from './problems.ts';
import { answerProblem } from './strict.ts';

/** Everything that goes wrong anywhere ends here as a problem document, with one reference for the caller and the log. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(Described) private readonly described: Described) {}

  catch(error: unknown, host: ArgumentsHost) {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = this.atAnAddress(problemOf(error), request);
    if (problem.kind === 'internal') request.log.error({ err: error }, 'failed');
    if (!reply.sent) void answerProblem(request, reply, problem);
  }

  /** The router knows addresses by method; one that is there for another method says so. */
  private atAnAddress(problem: Problem, { method, raw: { url = '' }, is404 }: FastifyRequest): Problem {
    const others = problem.kind === 'not-found' && is404 ? this.described.methodsAt(url) : [];
    if (others.length === 0 || others.includes(method)) return problem;
    const allow = [...others, ...(others.includes('GET') ? ['HEAD'] : [])].join(', ');
    return new Problem('method-not-allowed', `This address takes ${allow}.`, [], { allow });
  }
}
