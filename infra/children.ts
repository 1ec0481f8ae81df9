/** The programs beside the tests, each in a process of its own, run from the sources as they stand. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** What Node is given to run it. The path is the project's own: `libs/vault/testing/main.ts`. */
export const fromSources = (program: string, ...given: readonly string[]): string[] => [
  '--no-warnings',
  '--import',
  at('infra/sources.mjs'),
  at(program),
  ...given,
];

/** What it prints and reads is its starter's; what it complains of is shown. */
export type Child = ChildProcessByStdio<Writable, Readable, null>;

export const begun = (program: string, ...given: readonly string[]): Child =>
  spawn(process.execPath, fromSources(program, ...given), { stdio: ['pipe', 'pipe', 'inherit'] });

/** What it says first, which is JSON. */
export async function firstSaid<Says>({ stdout }: Pick<Child, 'stdout'>): Promise<Says> {
  const [line]: string[] = await once(createInterface(stdout), 'line');
  return JSON.parse(line ?? '');
}

/** Runs it to its end: how it ended, and all that it printed. What it complains of is of no interest. */
export async function ran(
  program: string,
  ...given: readonly string[]
): Promise<{ readonly code: number | null; readonly printed: string }> {
  const child = spawn(process.execPath, fromSources(program, ...given), { stdio: ['ignore', 'pipe', 'ignore'] });
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return { code, printed };
}
