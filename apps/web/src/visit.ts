import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Person } from '#access';

/** One request to a page: who acts, what was asked for, and the token that its forms must carry. */
export interface Visit {
  readonly person: Person;
  readonly name: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly formToken: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    visit?: Visit;
    formToken?: string;
  }
}

/** Nobody has said yet as whom they act: the page that asks comes first. */
export class NobodyActs extends Error {
  constructor(readonly wanted: string) {
    super();
  }
}

/** Sent by another site, or by a form that this browser was not given. */
export class NotFromHere extends Error {}

/** There is nothing at this address for the party one acts for. */
export class NothingHere extends Error {}

export function found<Found>(answer: Found | undefined): Found {
  if (answer === undefined) throw new NothingHere();
  return answer;
}

export const addressOf = (request: FastifyRequest): URL => new URL(request.raw.url ?? '/', 'http://dutybook.invalid');

export const Visiting = createParamDecorator((_: unknown, context: ExecutionContext): Visit => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  if (!request.visit) throw new NobodyActs(request.raw.url ?? '/');
  return request.visit;
});

/** One value of a query, trimmed; absent where it is empty, as the boxes of a filter left open are. */
export const asked = (query: URLSearchParams, name: string): string | undefined => query.get(name)?.trim() || undefined;
