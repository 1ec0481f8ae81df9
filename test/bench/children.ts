import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A program beside this file, in a process of its own, on the same Node with the same settings. */
export const started = (file: string, args: readonly string[]): ChildProcess =>
  fork(fileURLToPath(new URL(file, import.meta.url)), [...args], { execArgv: process.execArgv });

/** The first thing that it says. */
export async function said<Answer>(child: ChildProcess): Promise<Answer> {
  const over = new AbortController();
  const ended = once(child, 'exit', { signal: over.signal }).then(([code, signal]) => {
    throw new Error(`it ended (${code ?? signal}) before it was done`);
  });
  try {
    const [answer]: Answer[] = await Promise.race([once(child, 'message', { signal: over.signal }), ended]);
    if (answer === undefined) throw new Error('it said nothing');
    return answer;
  } finally {
    ended.catch(() => undefined);
    over.abort();
  }
}

export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

/** What it says, once it is over. */
export async function answerOf<Answer>(file: string, args: readonly string[]): Promise<Answer> {
  const child = started(file, args);
  const answer = await said<Answer>(child);
  await ended(child);
  return answer;
}
