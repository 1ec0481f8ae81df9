/**
 * The server that the tests of the distributed log run against: the double, unless ESDB_URL names another or ESDB_START is a command that
 * runs one in the foreground, with its events on a disk, at ESDB_URL or the usual port.
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

/** One that can be killed, paused and started again with what it had on its disk. */
export interface Restartable extends Running {
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Frozen: it lives and answers nothing. */
  pause(): void;
  resume(): void;
  start(): Promise<void>;
}

/** None where the server at hand is not ours to kill. */
export async function restartable(): Promise<Restartable | undefined> {
  if (ESDB_START !== undefined) return started(ESDB_START);
  return ESDB_URL === undefined ? RestartedDouble.begin() : undefined;
}

class RestartedDouble implements Restartable {
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
class RealChild implements Restartable {
  readonly url = ESDB_URL ?? USUAL;
  readonly #command: string;
  #child: ChildProcess | undefined;

  constructor(command: string) {
    this.#command = command;
  }

  async start(): Promise<void> {
    if (this.#isAlive) return;
    this.#child = spawn('sh', ['-c', this.#command], { stdio: 'ignore', detached: true });
    await leads(this.url);
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

  async stop(): Promise<void> {
    await this.kill('SIGTERM');
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#child?.pid !== undefined) process.kill(-this.#child.pid, signal);
  }
}

let real: RealChild | undefined;

/** One for all tests of a file: it has one port and one disk. */
async function started(command: string): Promise<RealChild> {
  real ??= new RealChild(command);
  await real.start();
  return real;
}

/** Waits until it says that it leads: its port opens before. */
async function leads(url: string): Promise<void> {
  const { host } = new URL(url.replace('esdb', 'http'));
  for (const until = Date.now() + READY_MS; Date.now() < until; await wait(200)) {
    const info = await fetch(`http://${host}/info`)
      .then((response) => response.text())
      .catch(() => '');
    if (/"state"\s*:\s*"leader"/i.test(info)) return;
  }
  throw new Error(`the server at ${url} does not lead after ${READY_MS / 1000} s`);
}

/** A name that no other test has, on a server that keeps what earlier runs wrote. */
export const ownName = (name: string): string => `t${randomUUID().slice(0, 13)}/${name}`;
