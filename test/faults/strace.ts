import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** System calls of a process watched, and made to fail: the disk's faults without a bad disk. */

export function needsStrace(): void {
  if (spawnSync('strace', ['-V']).status !== 0)
    throw new Error(
      'strace is needed here and is not installed; `npm run faults` installs it where it can (apt-get install strace)',
    );
}

export interface TracedEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly hung: boolean;
}

interface Tracing {
  readonly flags: readonly string[];
  readonly command: readonly string[];
  /** Where its standard output goes. */
  readonly out: string;
  readonly patienceMs: number;
}

/** Runs a command under strace to its end; all of it is killed when it takes too long. */
export async function traced({ flags, command, out, patienceMs }: Tracing): Promise<TracedEnd> {
  const child = spawn('strace', [...flags, ...command], { stdio: ['ignore', openSync(out, 'a'), 'ignore'], detached: true });
  let hung = false;
  const late = setTimeout(() => {
    hung = true;
    killGroup(child);
  }, patienceMs);
  const [code, signal]: [number | null, NodeJS.Signals | null] = await once(child, 'exit').then(([c, s]) => [c, s]);
  clearTimeout(late);
  return { code, signal, hung };
}

function killGroup({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, 'SIGKILL');
}

/** Makes calls of a running process fail from now on, until it is let go of (or ends). */
export class Tampering {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = once(child, 'exit');
  }

  static async begin(pid: number, flags: readonly string[]): Promise<Tampering> {
    const child = spawn('strace', ['-f', '-o', '/dev/null', ...flags, '-p', String(pid)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const tampering = new Tampering(child);
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    for (let tries = 0; !said.includes('attached') && tries < 500; tries += 1) await wait(10);
    if (!said.includes('attached')) throw new Error(`strace could not be attached: ${said}`);
    return tampering;
  }

  async end(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGINT');
    await this.#ended;
  }
}
