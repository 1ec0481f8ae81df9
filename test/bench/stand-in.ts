/** The server that the adapter for KurrentDB is timed on: the one that ESDB_URL names, else the stand-in of the tests, a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Stood {
  readonly url: string;
  readonly says: string;
  stop(): Promise<void>;
}

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export async function stood(): Promise<Stood> {
  const { ESDB_URL } = process.env;
  if (ESDB_URL !== undefined) return { url: ESDB_URL, says: await versionAt(ESDB_URL), stop: async () => undefined };
  const flags = ['--no-warnings', '--import', at('infra/sources.mjs'), at('libs/event-store/testing/double/main.ts')];
  const child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line]: string[] = await once(createInterface(child.stdout), 'line');
  const { url }: { url: string } = JSON.parse(line ?? '');
  const stop = async () => {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  return { url, says: 'the stand-in server of the tests, which keeps its events in memory', stop };
}

/** Which server it is, as it says itself. */
async function versionAt(url: string): Promise<string> {
  const [, host] = /^esdb:\/\/(?:[^/@]*@)?([^,/?]+)/.exec(url) ?? [];
  const info = await fetch(`http://${host}/info`).then(
    (answer) => answer.text(),
    () => '',
  );
  return `the server that ESDB_URL names, EventStoreDB ${/"esVersion"\s*:\s*"([^"]*)"/.exec(info)?.[1] ?? 'of an unknown version'}`;
}
