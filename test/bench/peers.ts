/** What others would keep their events in, where it installs: each beside our own log, in turns. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Bench } from './bench.ts';
import type { Figures } from './measure.ts';

const MEASURE = fileURLToPath(new URL('./peers/measure.mjs', import.meta.url));
const INSTALLED = fileURLToPath(new URL('./peers/node_modules', import.meta.url));
export const peerNames = ['emmett-sqlite', 'raw-postgresql', 'emmett-postgresql', 'castore'] as const;

interface Said {
  readonly peer: string;
  readonly figures?: Figures;
  readonly fails?: string;
  readonly says?: string;
}

/** `castore.append-one.rate`, and `castore.ours.append-one.rate` for our own in the same turns. */
export async function measure({ folder, progress, note }: Bench): Promise<Figures> {
  if (!existsSync(INSTALLED)) throw new Error('they are not installed');
  const child = spawn(process.execPath, [...process.execArgv, MEASURE, folder], { stdio: ['ignore', 'pipe', 'ignore'] });
  const figures: Figures = {};
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{')) continue;
    const said: Said = JSON.parse(line);
    progress(said.peer);
    for (const [name, value] of Object.entries(said.figures ?? {})) figures[`${said.peer}.${name}`] = value;
    if (said.fails !== undefined) note(said.peer, `could not be measured: ${said.fails}`);
    if (said.says !== undefined) note(said.peer, `one caller alone: ${said.says}`);
  }
  return figures;
}
