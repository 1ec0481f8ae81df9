/** `npm start` where nothing is but the sources: until its first page is up. Packages may come from npm's own cache. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bench } from './bench.ts';
import type { Figures } from './measure.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PATIENCE = 300_000;

export async function measure({ folder, progress }: Bench): Promise<Figures> {
  progress('npm start in a fresh clone');
  const clone = join(folder, 'clone');
  execFileSync('git', ['clone', '--quiet', '--depth', '1', `file://${ROOT}`, clone]);
  const began = performance.now();
  const child = spawn('npm', ['start', '--', '--port', '0'], {
    cwd: clone,
    env: bareEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const timer = setTimeout(() => child.kill(), PATIENCE);
  const url = await Promise.race([announced(child), once(child, 'exit')]);
  if (typeof url !== 'string') throw new Error('it ended before its first page was up');
  const page = await fetch(url);
  const seconds = (performance.now() - began) / 1000;
  clearTimeout(timer);
  child.kill('SIGTERM');
  await once(child, 'exit');
  if (!page.ok) throw new Error(`the first page answered ${page.status}`);
  return { 'npm-start.s': seconds };
}

/** Without the Node and the settings that came with the script we run in. */
function bareEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('npm_') && name !== 'NODE_OPTIONS');
  const path = (process.env.PATH ?? '').split(delimiter).filter((place) => !place.includes('node_modules'));
  return { ...Object.fromEntries(own), PATH: path.join(delimiter) };
}

async function announced(child: { readonly stdout: NodeJS.ReadableStream }): Promise<string | undefined> {
  let said = '';
  for await (const chunk of child.stdout) {
    said += String(chunk);
    const url = /Dutybook is at (http\S+)/.exec(said)?.[1];
    if (url !== undefined) {
      child.stdout.resume();
      return url;
    }
  }
  return undefined;
}
