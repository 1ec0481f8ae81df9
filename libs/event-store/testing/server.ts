/**
 * The server that the tests of the distributed log run against: the double, unless ESDB_URL names another or ESDB_START is a command that
 * runs one in the foreground, with its events on a disk, at ESDB_URL or the usual port. Where ESDB_URL names several members of a cluster,
 * the command is run for each, with its port in ESDB_PORT.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { counted } from '../../../infra/trials.ts';
import { DoubleChild } from './double/child.ts';
import { Double } from './double/double.ts';

const { ESDB_URL, ESDB_START } = process.env;
const USUAL = 'esdb://127.0.0.1:2113?tls=false';
const READY_MS = 120_000;

/** What the titles of tests call it. */
export const SERVER = (ESDB_START ?? ESDB_URL) ? `the server at ${ESDB_URL ?? USUAL}` : 'the double';
export const isDouble = ESDB_START === undefined && ESDB_URL === undefined;

/** Says once what a suite does not try on the server at hand, so that nobody takes it for tried. */
export const notTried = (suite: string, what: string): boolean => counted(`${suite}: not tried on ${SERVER}: ${what}`);

export interface Running {
  readonly url: string;
  stop(): Promise<void>;
}

/** One that is there and answers. */
export async function running(): Promise<Running> {
  if (ESDB_START !== undefined) return started(ESDB_START);
  if (ESDB_URL !== undefined) return { url: ESDB_URL, stop: async () => undefined };
  return Double.start();
}

/** What can be killed, paused and started again with what it had on its disk. */
export interface Node {
  readonly name: string;
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Frozen: it lives and answers nothing. */
  pause(): void;
  resume(): void;
  start(): Promise<void>;
}

/** A server that is one such, or several. To kill it is to kill them all. */
export interface Restartable extends Running, Node {
  readonly nodes: readonly Node[];
}

/** None where the server at hand is not ours to kill. */
export async function restartable(): Promise<Restartable | undefined> {
  if (ESDB_START !== undefined) return started(ESDB_START);
  return ESDB_URL === undefined ? RestartedDouble.begin() : undefined;
}

class RestartedDouble implements Restartable {
  readonly name = 'the server';
  readonly nodes = [this];
  readonly #place = mkdtempSync(join(tmpdir(), 'dutybook-double-'));
  #child: DoubleChild | undefined;

  static async begin(): Promise<RestartedDouble> {
    const begun = new RestartedDouble();
    await begun.start();
    return begun;
  }

  get url(): string {
    return this.#child?.url ?? '';
  }

  async start(): Promise<void> {
    this.#child = await DoubleChild.start({ port: this.#child?.port ?? 0, file: join(this.#place, 'events') });
  }

  async kill(signal?: NodeJS.Signals): Promise<void> {
    await this.#child?.kill(signal);
  }

  pause(): void {
    this.#child?.process.kill('SIGSTOP');
  }

  resume(): void {
    this.#child?.process.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#place, { recursive: true });
  }
}

/** A process group of its own, so that a signal reaches the server whatever started it. */
class RealChild implements Node {
  readonly name: string;
  readonly #command: string;
  readonly #host: string;
  #child: ChildProcess | undefined;

  constructor(command: string, { host, name }: { host: string; name: string }) {
    this.#command = command;
    this.#host = host;
    this.name = name;
  }

  async start(): Promise<void> {
    if (this.#isAlive) return;
    const env = { ...process.env, ESDB_PORT: this.#host.replace(/^.*:/, '') };
    this.#child = spawn('sh', ['-c', this.#command], { stdio: 'ignore', detached: true, env });
    await serves(this.#host);
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (this.#child === undefined || !this.#isAlive) return;
    const ended = once(this.#child, 'exit');
    this.#signal(signal);
    await ended;
  }

  get #isAlive(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  pause(): void {
    this.#signal('SIGSTOP');
  }

  resume(): void {
    this.#signal('SIGCONT');
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#child?.pid !== undefined) process.kill(-this.#child.pid, signal);
  }
}

class RealServer implements Restartable {
  readonly name = 'the server';
  readonly url = ESDB_URL ?? USUAL;
  readonly nodes: readonly RealChild[];

  constructor(command: string) {
    const hosts = hostsIn(this.url);
    this.nodes = hosts.map((host) => new RealChild(command, { host, name: hosts.length === 1 ? this.name : `node ${host}` }));
  }

  async start(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.start()));
  }

  async kill(signal?: NodeJS.Signals): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.kill(signal)));
  }

  pause(): void {
    for (const node of this.nodes) node.pause();
  }

  resume(): void {
    for (const node of this.nodes) node.resume();
  }

  async stop(): Promise<void> {
    await this.kill('SIGTERM');
  }
}

let real: RealServer | undefined;

/** One for all tests of a file: it has its ports and disks. */
async function started(command: string): Promise<RealServer> {
  real ??= new RealServer(command);
  await real.start();
  return real;
}

const hostsIn = (url: string): readonly string[] => /^[^/]*\/\/(?:[^@/?]*@)?([^/?]+)/.exec(url)?.[1]?.split(',') ?? [];

/** Waits until it says that it leads, or follows one that does: its port opens before. */
async function serves(host: string): Promise<void> {
  for (const until = Date.now() + READY_MS; Date.now() < until; await wait(200)) {
    const info = await fetch(`http://${host}/info`, { signal: AbortSignal.timeout(2_000) })
      .then((response) => response.text())
      .catch(() => '');
    if (/"state"\s*:\s*"(leader|follower)"/i.test(info)) return;
  }
  throw new Error(`the server at ${host} neither leads nor follows after ${READY_MS / 1000} s`);
}

/** A name that no other test has, on a server that keeps what earlier runs wrote. */
export const ownName = (name: string): string => `t${randomUUID().slice(0, 13)}/${name}`;
