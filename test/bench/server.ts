/** Dutybook as a process of its own, and somebody who asks it over HTTP on kept connections. */
import { fork, type ChildProcess } from 'node:child_process';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { ended, said } from './children.ts';

const MAIN = fileURLToPath(new URL('../../dist/apps/dutybook/src/main.js', import.meta.url));

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
  /** As it came over the wire, packed or not. */
  readonly bytes: number;
}
export interface Asked {
  readonly as?: string;
  readonly method?: string;
  readonly json?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

export class Server {
  readonly #child: ChildProcess;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  /** From the start of the process to the first request that it takes, in ms. */
  readonly readyAfter: number;
  readonly #url: string;

  private constructor(child: ChildProcess, url: string, readyAfter: number) {
    this.#child = child;
    this.#url = url;
    this.readyAfter = readyAfter;
  }

  static async start(folder: string, ...more: readonly string[]): Promise<Server> {
    const began = performance.now();
    const child = fork(MAIN, ['--data', folder, '--port', '0', ...more], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: ['--no-warnings'],
    });
    const { ready } = await said<{ ready: string }>(child);
    return new Server(child, ready, performance.now() - began);
  }

  /** A connection that was kept may have been let go of in the same moment: what is asked again under its own id is the same. */
  async ask(path: string, asked: Asked = {}): Promise<Answer> {
    try {
      return await this.#once(path, asked);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ECONNRESET') return this.#once(path, asked);
      throw error;
    }
  }

  #once(path: string, { as, method = 'GET', json, headers }: Asked): Promise<Answer> {
    const body = json === undefined ? undefined : JSON.stringify(json);
    return new Promise((resolve, reject) => {
      const sent = request(new URL(path, this.#url), {
        agent: this.#agent,
        method,
        headers: {
          ...(as === undefined ? {} : { 'dutybook-acting-as': as, cookie: `acting-as=${as}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
          ...headers,
        },
      });
      sent.on('error', reject);
      sent.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const got = Buffer.concat(chunks);
          const type = response.headers['content-type'] ?? '';
          const unzipped = response.headers['content-encoding'] === 'gzip' ? gunzipSync(got) : got;
          resolve({ status: response.statusCode ?? 0, type, body: unzipped, bytes: got.length });
        });
      });
      sent.end(body);
    });
  }

  /** An answer that is not a success is a mistake in the bench. */
  async get(path: string, asked: Asked = {}): Promise<Answer> {
    const answer = await this.ask(path, asked);
    if (answer.status >= 300)
      throw new Error(`${asked.method ?? 'GET'} ${path}: ${answer.status} ${answer.body.toString().slice(0, 500)}`);
    return answer;
  }

  put(path: string, as: string, event: object): Promise<Answer> {
    return this.get(path, { as, method: 'PUT', json: event });
  }

  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGTERM'): Promise<void> {
    this.#agent.destroy();
    this.#child.kill(signal);
    await ended(this.#child);
  }
}
