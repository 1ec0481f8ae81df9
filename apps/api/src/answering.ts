import { Inject, Injectable, Optional } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import { EventStore, type Position } from '#event-store';
import { Delivery } from '#records';
import { Views } from '#views';
import { Problem, wrongParameter } from './problems/problems.ts';
import { givenOf } from './route.ts';

const PATIENCE_MS = 10_000;

/** Before a read: waits for the position asked for. With every answer: up to where it shows the log, and whether something is new. */
@Injectable()
export class Answering implements NestInterceptor {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Views) private readonly views: Views,
    @Optional() @Inject(Delivery) private readonly delivery: Delivery | undefined,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler<unknown>): Promise<Observable<unknown>> {
    const { waitFor } = givenOf(context).query;
    if (typeof waitFor === 'string') await this.wait(waitFor);
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(map((answer) => headed(reply, answer)));
  }

  /** What was recorded up to there, and what crossed into other books because of it. */
  private async wait(position: Position): Promise<void> {
    if (position > (await this.store.head())) throw wrongParameter('waitFor', 'The log has not come to this position.');
    const late = performance.now() + PATIENCE_MS;
    const delivered = (await this.delivery?.waitFor(position, PATIENCE_MS)) ?? true;
    const shown = delivered && (await this.views.waitFor(await this.store.head(), Math.max(0, late - performance.now())));
    if (!shown) throw new Problem('behind', 'The lists have not come to that position yet.', [], { 'retry-after': '1' });
  }
}

/** A receipt of something new is 201, of something known 200. */
function headed(reply: FastifyReply, answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null) return answer;
  const { position, duplicate }: { position?: unknown; duplicate?: unknown } = answer;
  if (typeof position === 'string') reply.header('dutybook-position', position);
  if (typeof duplicate === 'boolean') reply.code(duplicate ? 200 : 201);
  return answer;
}
