import type { FastifyReply, FastifyRequest } from 'fastify';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const zip = promisify(gzip);
/** Less than this fits one packet anyway. */
const WORTH_IT = 1_400;

/**
 * Pages travel zipped to whoever takes them so; other answers stay as they are. Safe beside a form's token, because that is another in
 * every answer: its length tells nothing (BREACH).
 */
export async function zipped(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  if (typeof payload !== 'string' || payload.length < WORTH_IT || !isPage(reply)) return payload;
  reply.header('vary', 'accept-encoding');
  if (!takesGzip(request)) return payload;
  reply.removeHeader('content-length').header('content-encoding', 'gzip');
  return zip(payload);
}

const isPage = (reply: FastifyReply): boolean => String(reply.getHeader('content-type') ?? '').startsWith('text/html');

/** Whether the client says it takes gzip (RFC 9110 §12.5.3); `gzip;q=0` says it does not. */
export function takesGzip({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  const offers = String(headers['accept-encoding'] ?? '').split(',');
  return offers.some((offer) => /^\s*gzip\s*(;\s*q=(0?\.0*[1-9]\d*|1(\.0*)?|0\.\d*[1-9]\d*))?\s*$/i.test(offer));
}
