import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { LogReader, verifyLog, type Recorded } from '#event-store';
import { startSystem, type System } from '../../apps/cli/src/system.ts';
import type { Shown } from './history/check-history.ts';

/** The process that `npm start` runs, on a folder of its own: started, killed, started again, and looked into from outside. */

const built = (path: string) => fileURLToPath(new URL(`../../dist/${path}`, import.meta.url));
export const main = built('apps/dutybook/src/main.js');
/** The same program with one thing wrong. */
export const broken = (name: string) => fileURLToPath(new URL(`./programs/${name}.mjs`, import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class Whole {
  #system: System | undefined;
  #ended: Promise<Ended> | undefined;

  constructor(
    readonly folder = mkdtempSync(join(tmpdir(), 'dutybook-whole-')),
    readonly program = main,
    readonly flags: readonly string[] = [],
    readonly env: Readonly<Record<string, string>> = {},
  ) {}

  get url(): string {
    return this.#running.url;
  }

  get pid(): number {
    return this.#running.child.pid ?? -1;
  }

  get isRunning(): boolean {
    return this.#system !== undefined && this.#system.child.exitCode === null && this.#system.child.signalCode === null;
  }

  /** Resolves when it answers, with the milliseconds that took. */
  async start(): Promise<number> {
    const begun = performance.now();
    const { folder: data, program, flags, env } = this;
    this.#system = await startSystem({ data, main: program, flags, env });
    this.#ended = once(this.#system.child, 'exit').then(([code, signal]) => ({ code, signal }));
    return performance.now() - begun;
  }

  /** How it ended; waits for that, at most so long. */
  async ended(ms: number): Promise<Ended | 'still running'> {
    const late = new AbortController();
    const tooLate = wait(ms, 'still running' as const, { signal: late.signal });
    tooLate.catch(() => undefined);
    try {
      return await Promise.race([this.#ended ?? tooLate, tooLate]);
    } finally {
      late.abort();
    }
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<Ended | 'still running'> {
    if (this.isRunning) this.#running.child.kill(signal);
    return this.ended(30_000);
  }

  /** Kills what is left of it and removes its folder. */
  async clear(): Promise<void> {
    if (this.isRunning) await this.end('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  get #running(): System {
    if (this.#system === undefined) throw new Error('It has not been started');
    return this.#system;
  }

  async ready(): Promise<{ status: number; text: string }> {
    const answer = await fetch(`${this.url}/health/ready`);
    return { status: answer.status, text: await answer.text() };
  }

  /** Waits until deliveries and lists show the whole log. */
  async settled(): Promise<void> {
    for (let tries = 0; tries < 600; tries += 1, await wait(100)) {
      const { status, text } = await this.ready();
      const { views = [], delivery }: Ready = status === 200 ? JSON.parse(text) : {};
      const isLevel = views.length > 0 && views.every(({ state, behind }) => state === 'following' && !behind);
      if (isLevel && delivery?.behind === false) return;
    }
    throw new Error(`It has not settled: ${(await this.ready()).text}`);
  }

  get log(): string {
    return join(this.folder, 'log.db');
  }

  /** Every event on the log, also while it runs. */
  events(): readonly Recorded[] {
    const reader = new LogReader(this.log);
    try {
      const events: Recorded[] = [];
      for (let first = 0; ;) {
        const page = reader.logPage({ first, last: Number.MAX_SAFE_INTEGER, most: 1000 });
        if (page.events.length === 0) return events;
        events.push(...page.events);
        first = (page.events.at(-1)?.leaf ?? 0) + 1;
      }
    } finally {
      reader.close();
    }
  }

  /** What verifying the log finds, and SQLite's own check of the file. */
  async faults(): Promise<readonly string[]> {
    const fault = await verifyLog(this.log);
    const db = new Database(this.log, { readonly: true });
    const integrity = String(db.pragma('integrity_check', { simple: true }));
    db.close();
    return [...(fault === undefined ? [] : [JSON.stringify(fault)]), ...(integrity === 'ok' ? [] : [integrity])];
  }

  /** The lists as they were kept, beside the same made anew from the log. Ends the process, and leaves it ended. */
  async views(): Promise<readonly Shown[]> {
    await this.settled();
    await this.end('SIGTERM');
    const kept = this.lists();
    const copy = new Whole(undefined, main, this.flags, this.env);
    try {
      cpSync(this.folder, copy.folder, { recursive: true, filter: (file) => !file.includes('views.db') });
      await copy.start();
      await copy.settled();
      await copy.end('SIGTERM');
      const rebuilt = copy.lists();
      return [...kept].map(([name, { leaf, rows }]) => ({ name, leaf, kept: rows, rebuilt: rebuilt.get(name)?.rows ?? '' }));
    } finally {
      await copy.clear();
    }
  }

  /** The lists as they stand in its folder, each with all its rows. */
  lists(): ReturnType<typeof dumpsOf> {
    return dumpsOf(join(this.folder, 'views.db'));
  }
}

interface Ready {
  readonly views?: readonly { readonly state: string; readonly behind: boolean }[];
  readonly delivery?: { readonly behind: boolean };
}

/** All rows of every list that serves, in an order that does not depend on how they came there. */
function dumpsOf(file: string): ReadonlyMap<string, { readonly leaf: number; readonly rows: string }> {
  const sql = new Database(file, { readonly: true });
  try {
    const serving = sql.prepare<[], Serving>('SELECT view, generation, leaf FROM generations WHERE active = 1').all();
    const tables = sql.prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    return new Map(
      serving.map(({ view, generation, leaf }) => {
        const own = tables.filter(({ name }) => name.startsWith(`${view}__`) && name.endsWith(`__${generation}`));
        const rows = own.flatMap(({ name }) => rowsIn(sql, name, name.slice(0, name.lastIndexOf('__'))));
        return [view, { leaf, rows: rows.join('\n') }] as const;
      }),
    );
  } finally {
    sql.close();
  }
}

interface Serving {
  readonly view: string;
  readonly generation: number;
  readonly leaf: number;
}

const rowsIn = (sql: Database.Database, table: string, called: string): readonly string[] =>
  sql
    .prepare(`SELECT * FROM ${table}`)
    .all()
    .map((row) => `${called} ${JSON.stringify(row)}`)
    .sort();

/** Starts a program that is expected to refuse, and gives back how it ended and what it said. */
export async function refusal(folder: string, program = main): Promise<{ code: number | null; says: string; ms: number }> {
  const begun = performance.now();
  const child = spawn(process.execPath, [program, '--data', folder, '--port', '0', '--no-sample'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let says = '';
  child.stderr.on('data', (chunk: Buffer) => (says += chunk.toString()));
  const late = setTimeout(() => child.kill('SIGKILL'), 60_000);
  const [code]: (number | null)[] = await once(child, 'close');
  clearTimeout(late);
  return { code: code ?? null, says, ms: performance.now() - begun };
}
