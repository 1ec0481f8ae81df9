import { FastifyAdapter } from '@nestjs/platform-fastify';
import { LogController } from 'fastify';
import type { FastifyBodyParser, FastifyReply, FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { documentOf, Problem, problemKinds, problemType, type ProblemName } from './problems/problems.ts';
import { readForm } from './strict/strict-form.ts';
import { decoded, limits, readJson } from './strict/strict-json.ts';
import { checkRequest, isApi } from './strict/strict-request.ts';
import { zipped } from './strict/zipped.ts';

export interface Strictness {
  /** One line of JSON for every answer, with its reference. */
  readonly log: Logger;
  /** Names, besides those of this machine, under which the door may be called. */
  readonly hosts?: readonly string[];
}

const HEADER_BYTES = 16_384;
const times = { requestTimeout: 30_000, keepAliveTimeout: 5_000, connectionTimeout: 20_000 };
const http = {
  maxHeaderSize: HEADER_BYTES,
  headersTimeout: 10_000,
  connectionsCheckingInterval: 5_000,
  requireHostHeader: false,
};
const CONNECTIONS = 1_000;

/** The one HTTP server, for pages and API: what is slow, large, misspelt or meant to mislead gets no further than here. */
export function strictAdapter({ log, hosts = [] }: Strictness): FastifyAdapter {
  const adapter = new FastifyAdapter({
    ...times,
    http,
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'reference' }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    bodyLimit: limits.bytes,
    // While it ends, what still comes over an open connection is answered like all else, and the connection closed after it.
    return503OnClosing: false,
    routerOptions: { maxParamLength: HEADER_BYTES, querystringParser: readQuery },
    clientErrorHandler: (error, socket) => answerSocket(log, error, socket),
    frameworkErrors: (_error: unknown, request: FastifyRequest, reply: FastifyReply) =>
      answerProblem(request, reply, new Problem('parameter', 'The path holds an escape that is not UTF-8.')),
  });
  const bodies = { bodyLimit: limits.bytes };
  adapter.useBodyParser('application/json', false, bodies, parsing(readJson));
  adapter.useBodyParser('application/x-www-form-urlencoded', false, bodies, parsing(readForm));
  const server = adapter.getInstance();
  server.removeContentTypeParser('text/plain');
  server.server.maxConnections = CONNECTIONS;
  server.addHook('onRequest', (request, reply, done) => {
    reply.headers(isApi(request.raw.url ?? '') ? safeHeaders : {}).header('dutybook-reference', request.id);
    done(checkRequest(request.raw, hosts));
  });
  server.addHook('onSend', zipped);
  server.addHook('onResponse', logAnswer);
  return adapter;
}

/** What the router is given must not throw: what is wrong with a query is said by `checkRequest`, which reads the same text. */
function readQuery(text: string) {
  try {
    return { ...readForm(text) };
  } catch {
    return {};
  }
}

const parsing =
  (read: (text: string) => unknown): FastifyBodyParser<Buffer> =>
  (_request, body, done) => {
    try {
      done(null, read(decoded(body)));
    } catch (problem) {
      done(problem instanceof Error ? problem : new Error('unreadable'));
    }
  };

/** As the API answers, and whatever goes wrong. */
export const safeHeaders = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'cache-control': 'no-store',
};

/** Answers with a problem document, whatever else the reply was going to be. */
export function answerProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem) {
  const { status } = problemKinds[problem.kind];
  request.log.info({ problem: problem.kind, status }, 'refused');
  const headers = { ...safeHeaders, 'dutybook-reference': request.id, ...problem.headers, 'content-type': problemType };
  return reply
    .code(status)
    .headers(headers)
    .send(JSON.stringify(documentOf(problem, request.id)));
}

/** Never the address as asked for, which may hold anything: the route, and the reference that the caller has too. */
function logAnswer(request: FastifyRequest, reply: FastifyReply, done: () => void) {
  const { method, routeOptions } = request;
  request.log.info(
    { method, route: routeOptions.url ?? null, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
    'answered',
  );
  done();
}

const socketProblems: Readonly<Record<string, ProblemName>> = {
  HPE_HEADER_OVERFLOW: 'too-many-headers',
  ERR_HTTP_REQUEST_TIMEOUT: 'too-slow',
};

/** What is not HTTP never becomes a request; it is answered all the same, and the connection closed. */
function answerSocket(log: Logger, error: Error & { code?: string }, socket: Socket) {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const kind = socketProblems[error.code ?? ''] ?? 'not-well-formed';
  const { status, title } = problemKinds[kind];
  const reference = randomUUID();
  const detail = kind === 'not-well-formed' ? 'This is not an HTTP/1.1 request.' : `${title}.`;
  const body = JSON.stringify(documentOf(new Problem(kind, detail), reference));
  const length = Buffer.byteLength(body);
  const headers = {
    ...safeHeaders,
    'dutybook-reference': reference,
    'content-type': problemType,
    'content-length': length,
    connection: 'close',
  };
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  log.info({ reference, status, problem: kind }, 'refused');
  if (socket.writable) socket.write([...head, '', body].join('\r\n'));
  socket.destroySoon();
}
