import { NestFactory } from '@nestjs/core';
import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import { mkdtemp, rm } from 'node:fs/promises';
import { request, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { Module, type DynamicModule } from '@nestjs/common';
import { EventStoreModule, HeldClock, type Clock } from '#event-store';
import { EvidenceModule } from '#evidence';
import { VaultModule } from '#vault';
import { ViewsModule } from '#views';
import { ApiModule } from '../../apps/api/src/api.module.ts';
import { strictAdapter } from '../../apps/api/src/strict.ts';
import { WorkerModule } from '../../apps/worker/src/worker.module.ts';

/** The API on a port of its own, over real stores in a folder of its own. */

@Module({})
class TestedModule {
  static on(folder: string, clock: Clock): DynamicModule {
    return {
      module: TestedModule,
      imports: [
        EventStoreModule.forRoot({ url: `sqlite:${folder}`, clock }),
        VaultModule.forRoot({ url: `sqlite:${folder}` }),
        ViewsModule.forRoot({ file: join(folder, 'views.db') }),
        EvidenceModule.forRoot({
          copies: join(folder, 'checkpoints'),
          keyFile: join(folder, 'notary.key'),
          file: join(folder, 'log.db'),
        }),
        WorkerModule,
        ApiModule,
      ],
    };
  }
}

function routesOf(adapter: FastifyAdapter): readonly string[] {
  const routes: string[] = [];
  adapter.getInstance().addHook('onRoute', ({ method, url }) => {
    routes.push(
      ...[method]
        .flat()
        .filter((each) => each !== 'HEAD')
        .map((each) => `${each} ${url}`),
    );
  });
  return routes;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly ms: number;
  json(): ReturnType<typeof JSON.parse>;
}

export interface Sent {
  readonly method?: string;
  readonly as?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly json?: unknown;
  readonly body?: string | Uint8Array;
}

export class Running {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly port: number,
    readonly clock: HeldClock,
    /** Every line of the log so far; every route that the server was given: `GET /v1/parties/:party`; where its stores are. */
    private readonly seen: { readonly lines: readonly string[]; readonly routes: readonly string[]; readonly folder: string },
  ) {}

  get lines() {
    return this.seen.lines;
  }
  get routes() {
    return this.seen.routes;
  }

  static async start(now = '2026-03-02T12:00:00Z'): Promise<Running> {
    const folder = await mkdtemp(join(tmpdir(), 'dutybook-api-'));
    const clock = new HeldClock(now);
    const lines: string[] = [];
    const sink = new Writable({ write: (chunk, _encoding, done) => (lines.push(String(chunk)), done()) });
    const adapter = strictAdapter({ log: pino({ level: 'info' }, sink) });
    const routes = routesOf(adapter);
    const app = await NestFactory.create<NestFastifyApplication>(TestedModule.on(folder, clock), adapter, {
      logger: false,
      abortOnError: false,
    });
    await app.listen(0, '127.0.0.1');
    return new Running(app, Number(new URL(await app.getUrl()).port), clock, { lines, routes, folder });
  }

  async stop() {
    await this.app.close();
    await rm(this.seen.folder, { recursive: true, force: true });
  }

  /** Sends a request exactly as told: nothing of the address is put right on the way. */
  send(path: string, { method = 'GET', as, headers = {}, json, body }: Sent = {}): Promise<Answer> {
    const bytes = json === undefined ? body : JSON.stringify(json);
    const from = performance.now();
    return new Promise((resolve, reject) => {
      const sent = request({
        host: '127.0.0.1',
        port: this.port,
        path,
        method,
        headers: {
          ...(json === undefined ? {} : { 'content-type': 'application/json' }),
          ...(as === undefined ? {} : { 'dutybook-acting-as': as }),
          ...headers,
        } as Record<string, string | string[]>,
      });
      sent.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            ms: performance.now() - from,
            json: () => JSON.parse(text),
          });
        });
      });
      // A connection that was kept may be closed as it is used again; what is asked or offered may always be so once more.
      const again = { method, as, headers, json, body };
      sent.on('error', (error) => (sent.reusedSocket ? resolve(this.send(path, again)) : reject(error)));
      sent.end(bytes);
    });
  }

  /** Writes bytes to a socket and gives back all that comes until it is closed. */
  raw(bytes: string | Uint8Array, patience = 5_000): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.port, '127.0.0.1');
      const chunks: Buffer[] = [];
      socket.setTimeout(patience, () => socket.destroy());
      socket.on('data', (chunk) => chunks.push(chunk));
      socket.on('error', reject);
      socket.on('close', () => resolve(Buffer.concat(chunks).toString('utf8')));
      socket.write(bytes);
    });
  }
}
