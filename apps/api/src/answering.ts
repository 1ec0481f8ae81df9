import { Inject, Injectable, Optional } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import { EventStore, StoreUnavailable, type Position } from '#event-store';
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

  /** What was recorded up to there, by whichever process, and what crossed into other books because of it. */
  private async wait(position: Position): Promise<void> {
    const late = performance.now() + PATIENCE_MS;
    const left = () => Math.max(0, late - performance.now());
    if (position > (await this.store.head())) await this.comeTo(position);
    const delivered = (await this.delivery?.waitFor(position, left())) ?? true;
    const shown = delivered && (await this.views.waitFor(await this.store.head(), left()));
    if (!shown) throw behind('The lists have not come to that position yet.');
  }

  /** Another process may have recorded it. */
  private async comeTo(position: Position): Promise<void> {
    await this.store.catchUp(PATIENCE_MS).catch((error: unknown) => {
      throw error instanceof StoreUnavailable ? behind('This process has not come to that position yet.') : error;
    });
    if (position > (await this.store.head())) throw wrongParameter('waitFor', 'The log has not come to this position.');
  }
}

const behind = (says: string) => new Problem('behind', says, [], { 'retry-after': '1' });

/** A receipt of something new is 201, of something known 200. */
function headed(reply: FastifyReply, answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null) return answer;
  const { position, duplicate }: { position?: unknown; duplicate?: unknown } = answer;
  if (typeof position === 'string') reply.header('dutybook-position', position);
  if (typeof duplicate === 'boolean') reply.code(duplicate ? 200 : 201);
  return answer;
}
