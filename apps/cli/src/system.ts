import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dutybook/src/main.js', import.meta.url));

/** A whole Dutybook of its own, in a process of its own: what a case is tried on, and what is killed to see what is left. */
export interface System {
  readonly url: string;
  readonly data: string;
  readonly child: ChildProcess;
  /** Holds the system's clock at an instant. Resolves once it stands there. */
  holdClockAt(instant: string): Promise<void>;
  /** Ends it as an operator would, and removes the data folder if it was made here. */
  stop(): Promise<void>;
}

export interface Start {
  /** Keep the data here, rather than in a folder made for the occasion. */
  readonly data?: string;
  readonly sample?: boolean;
  /** The compiled entry point, where it is not beside this file. */
  readonly main?: string;
  /** Hold the clock from here. */
  readonly clock?: boolean;
  /** A rulebook that is not law, as data: the system judges by it as well. */
  readonly rulebook?: unknown;
  /** What else it is told when it is started. */
  readonly flags?: readonly string[];
  /** What it is told by its environment, where that should not stand on a command line. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Messages between the two: `{ready: url}` and `{clock: instant}` from the system, `{clock: instant}` to it. */
async function message(child: ChildProcess, key: 'ready' | 'clock'): Promise<string> {
  const waiting = new AbortController();
  const { signal } = waiting;
  const ended = once(child, 'exit', { signal }).then(([code, killed]) => {
    throw new Error(`Dutybook ended (${code ?? killed}) before it was asked to.`);
  });
  try {
    return await Promise.race([said(child, key, signal), ended]);
  } finally {
    ended.catch(() => undefined);
    waiting.abort();
  }
}

async function said(child: ChildProcess, key: string, signal: AbortSignal): Promise<string> {
  for (;;) {
    const [body]: Record<string, string>[] = await once(child, 'message', { signal });
    if (body?.[key] !== undefined) return body[key];
  }
}

const argumentsOf = (folder: string, { sample = false, flags = [] }: Start): readonly string[] => [
  '--data',
  folder,
  '--port',
  '0',
  ...(sample ? [] : ['--no-sample']),
  ...flags,
];

export async function startSystem(start: Start = {}): Promise<System> {
  const { data, main = MAIN, clock = false, rulebook, env = {} } = start;
  const folder = data ?? (await mkdtemp(join(tmpdir(), 'dutybook-')));
  const law = join(folder, 'rulebook.json');
  if (rulebook !== undefined) await writeFile(law, JSON.stringify(rulebook));
  const child = fork(main, argumentsOf(folder, start), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      ...process.env,
      // It goes with the folder when that is removed.
      DUTYBOOK_CHECKPOINTS: join(folder, 'checkpoints'),
      ...(clock ? { DUTYBOOK_CLOCK: 'parent' } : {}),
      ...(rulebook === undefined ? {} : { DUTYBOOK_RULEBOOK: law }),
      ...env,
    },
  });
  const url = await message(child, 'ready');
  return {
    url,
    data: folder,
    child,
    async holdClockAt(instant) {
      const stands = message(child, 'clock');
      child.send({ clock: instant });
      await stands;
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await ended;
      }
      if (!data) await rm(folder, { recursive: true, force: true });
    },
  };
}
