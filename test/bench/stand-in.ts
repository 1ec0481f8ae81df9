/** The server that the adapter for KurrentDB is timed on: the one that ESDB_URL names, else the stand-in of the tests, a process of its own. */
import { DoubleChild } from '../../libs/event-store/testing/double/child.ts';

export interface Stood {
  readonly url: string;
  readonly says: string;
  stop(): Promise<void>;
}

export async function stood(): Promise<Stood> {
  const { ESDB_URL } = process.env;
  if (ESDB_URL !== undefined) return { url: ESDB_URL, says: await versionAt(ESDB_URL), stop: async () => undefined };
  const double = await DoubleChild.start();
  const says = 'the stand-in server of the tests, which keeps its events in memory';
  return { url: double.url, says, stop: () => double.kill() };
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
