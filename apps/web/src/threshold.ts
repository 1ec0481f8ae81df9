import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { someoneOf } from '#access';
import { Names } from './names.ts';
import { addressOf, NotFromHere } from './visit.ts';

/** As reliability asks of pages. There is no script at all, so none is allowed. */
export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'",
  'x-content-type-options': 'nosniff',
  // With `no-referrer` a browser sends `Origin: null` with a form, and one without fetch metadata could send none that is ours.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'x-robots-tag': 'noindex',
  'cache-control': 'no-store',
} as const;

const FORM_COOKIE = 'dutybook-form';
export const ACTING_COOKIE = 'acting-as';
export const cookie = (name: string, value: string) => `${name}=${value}; Path=/; HttpOnly; SameSite=Lax`;

/** What every page passes: the headers, the check that a form is ours, and who acts. */
@Injectable()
export class Threshold implements CanActivate {
  constructor(@Inject(Names) private readonly names: Names) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    reply.headers(pageHeaders);
    const cookies = cookiesOf(request);
    const secret = this.formSecret(cookies.get(FORM_COOKIE), reply);
    if (!isSafe(request.method)) mustBeOurs(request, secret);
    const formToken = formTokenOf(secret);
    request.formToken = formToken;
    const party = cookies.get(ACTING_COOKIE);
    const name = party && (await this.names.ofActor(party));
    if (party && name) {
      const { pathname: path, searchParams: query } = addressOf(request);
      request.visit = { person: someoneOf(party), name, path, query, formToken };
    }
    return true;
  }

  private formSecret(known: string | undefined, reply: FastifyReply): string {
    const secret = known && /^[\w-]{43}$/.test(known) ? known : randomBytes(32).toString('base64url');
    if (secret !== known) reply.header('set-cookie', cookie(FORM_COOKIE, secret));
    return secret;
  }
}

const SALT = 16;

/**
 * A salt, and a hash of it with the cookie: a site that cannot read the cookie cannot make one, a restart does not spoil it, and no two
 * answers hold the same, so that the length of a zipped page tells nothing of it.
 */
export function formTokenOf(secret: string, salt = randomBytes(12).toString('base64url')): string {
  return salt + createHash('sha256').update(`dutybook form ${salt} ${secret}`).digest('base64url');
}

const isSafe = (method: string) => ['GET', 'HEAD', 'OPTIONS'].includes(method);

function cookiesOf(request: FastifyRequest): ReadonlyMap<string, string> {
  const parts = (request.headers.cookie ?? '').split(';').map((part) => part.trim().split('='));
  return new Map(parts.flatMap(([name, value]) => (name && value !== undefined ? [[name, value] as const] : [])));
}

/** Fetch metadata where the browser sends it, else the origin; and always the form's own token. */
export function mustBeOurs(request: Pick<FastifyRequest, 'headers' | 'body'>, secret: string): void {
  const site = request.headers['sec-fetch-site'];
  const origin = request.headers.origin;
  const ours = site === undefined ? origin !== undefined && hostIn(origin) === request.headers.host : site === 'same-origin';
  const given = formValue(request.body, 'formToken');
  const right = given !== undefined && isTokenOf(secret, given);
  if (!ours || !right) throw new NotFromHere();
}

function isTokenOf(secret: string, given: string): boolean {
  const right = Buffer.from(formTokenOf(secret, given.slice(0, SALT)));
  const offered = Buffer.from(given);
  return offered.length === right.length && timingSafeEqual(offered, right);
}

const hostIn = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined);

export function formValue(body: unknown, name: string): string | undefined {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, name)) return undefined;
  const value: unknown = Reflect.get(body, name);
  return typeof value === 'string' ? value : undefined;
}
