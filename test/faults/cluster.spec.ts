import { afterEach, describe, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { counted, numbers, trials } from '../../infra/trials.ts';
import { isDouble, notTried, SERVER } from '../../libs/event-store/testing/server.ts';
import { Cluster, killed } from './cluster.ts';
import { Client } from './fleet.ts';
import type { Finding, Shown } from './history/check-history.ts';
import { Load } from './load.ts';
import { broken } from './whole.ts';

const SECONDS = trials({ few: 8, first: 30, long: 120 });
const CLIENTS = 8;
/** Where nobody answers for seconds, more is not asked than can be asked again. */
const PAUSE_MS = 500;
const SEED = 20261126;
const SUITE = 'processes on one cluster';

const clusters: Cluster[] = [];
afterEach(() => Promise.all(clusters.splice(0).map((cluster) => cluster.clear())));

async function begun(...given: Parameters<typeof Cluster.begin>): Promise<Cluster | undefined> {
  const cluster = await Cluster.begin(...given);
  if (cluster === undefined) notTried(SUITE, 'it is not ours to kill');
  else clusters.push(cluster);
  return cluster;
}

/** Reads again and again what was acknowledged last, in whichever process, and notes what it sees. */
class Readers {
  reads = 0;
  readonly #over = new AbortController();
  readonly #reading: Promise<void>;

  constructor(load: Load, cluster: Cluster) {
    this.#reading = this.#read(load, new Client('reader', load.journal, () => cluster.url));
  }

  async end(): Promise<void> {
    this.#over.abort();
    await this.#reading;
  }

  async #read(load: Load, client: Client): Promise<void> {
    while (!this.#over.signal.aborted) {
      const last = load.answers.findLast(({ offer, answer }) => answer?.status === 201 && offer.stream.includes('/failure/'));
      if (last !== undefined && (await client.read(last.offer.stream, positionIn(last.answer?.text))) !== undefined)
        this.reads += 1;
      await wait(20);
    }
    client.leave();
  }
}

const positionIn = (text = '{}'): string | undefined => {
  const { position }: { position?: string } = JSON.parse(text);
  return position;
};

/** As each process kept its lists, beside the same made anew from one process's copy of the log. */
async function views({ members }: Cluster): Promise<readonly Shown[]> {
  const [first, ...others] = members;
  if (first === undefined) return [];
  const rebuilt = await first.whole.views();
  for (const { whole } of others) await whole.end('SIGTERM');
  const elsewhere = others.flatMap(({ name, whole }) => {
    const lists = whole.lists();
    return rebuilt.map((shown) => {
      const { leaf = -1, rows = '' } = lists.get(shown.name) ?? {};
      return { name: `${shown.name} of ${name}`, leaf, kept: rows, rebuilt: shown.rebuilt };
    });
  });
  return [...rebuilt, ...elsewhere];
}

/** What has to be on the log once, and is not. */
function notOnce(ids: readonly string[], log: readonly { readonly id: string }[]): readonly string[] {
  const times = Map.groupBy(log, ({ id }) => id);
  return ids.filter((id) => times.get(id)?.length !== 1);
}

describe(`K-13: processes of one cluster killed at any moment, on ${SERVER}`, () => {
  test(
    `two that answer, two that work and one with pages, and the server too, for ${SECONDS} s: each event once, each delivery once, the same copy of the log and the same lists everywhere`,
    async () => {
      const cluster = await begun(['api', 'worker', 'api', 'worker', 'web']);
      if (cluster === undefined) return;
      const load = new Load(cluster, CLIENTS, PAUSE_MS);
      await load.admitAll();
      await wait(500);
      load.begin();
      const readers = new Readers(load, cluster);
      const kills = await killed(cluster, { seconds: SECONDS, draw: numbers(SEED) });
      // However slow the machine: more comes through than one event a second.
      for (let tries = 0; load.acked <= SECONDS && tries < 600; tries += 1) await wait(100);
      await load.end();
      const unsure = load.unsure;
      for (let tries = 0; (await load.askAgain()) > 0 && tries < 20; tries += 1) await wait(500);
      await readers.end();
      await cluster.settled();
      expect(load.unsure).toBe(0);
      expect(notOnce(load.delivered, cluster.events())).toEqual([]);
      const heads = cluster.members.map(({ whole }) =>
        whole
          .events()
          .map(({ bytes }) => Buffer.from(bytes).toString('base64'))
          .join(),
      );
      expect(new Set(heads).size).toBe(1);
      expect(load.check(await views(cluster))).toEqual([]);
      for (const { whole } of cluster.members) expect(await whole.faults()).toEqual([]);
      expect(load.acked).toBeGreaterThan(SECONDS);
      expect(readers.reads).toBeGreaterThan(0);
      load.leave();
      counted(
        `K-13: ${[...kills].map(([name, times]) => `${name} ${times}`).join(', ')} times killed; ${load.acked} events acknowledged, ${unsure} asked for again, ${load.delivered.length} delivered, ${readers.reads} read elsewhere`,
      );
    },
    300_000 + SECONDS * 2_000,
  );

  test('and finds it when they answer before the cluster has it', async () => {
    if (!isDouble) return void notTried(SUITE, 'the break, on a log that has events of the test before');
    const cluster = await begun(['api', 'api'], broken('answers-early'));
    if (cluster === undefined) return;
    const load = new Load(cluster, CLIENTS);
    await load.admitAll();
    load.begin();
    await wait(2_000);
    await load.end();
    load.leave();
    const kinds = load.check().map(({ kind }: Finding) => kind);
    expect(kinds).toContain('lost');
  }, 120_000);
});
