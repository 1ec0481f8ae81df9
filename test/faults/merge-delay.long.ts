import { afterEach, describe, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { counted, trials } from '../../infra/trials.ts';
import { notTried, SERVER } from '../../libs/event-store/testing/server.ts';
import { Cluster } from './cluster.ts';
import { admitted, Client, parties, reported } from './fleet.ts';
import { Journal } from './history/journal.ts';
import { broken, main } from './whole.ts';

const EVENTS = trials({ few: 40, first: 150 });
const EVERY_MS = 200;
const MERGE_DELAY_MS = 10_000;
const SUITE = 'the merge delay';

const clusters: Cluster[] = [];
afterEach(() => Promise.all(clusters.splice(0).map((cluster) => cluster.clear())));

interface Answered {
  readonly leaf: number;
  readonly at: number;
}

/** How long each of what was answered waits until a checkpoint covers it. */
class Waits {
  readonly found: number[] = [];
  readonly #waiting: Answered[] = [];
  readonly #client: Client;
  #isOver = false;
  readonly #watching: Promise<void>;

  constructor(client: Client) {
    this.#client = client;
    this.#watching = this.#watch();
  }

  answered(leaf: number): void {
    this.#waiting.push({ leaf, at: performance.now() });
  }

  /** Of what is waiting too long it is not waited for the end. */
  async end(): Promise<readonly number[]> {
    this.#isOver = true;
    await this.#watching;
    const now = performance.now();
    return [...this.found, ...this.#waiting.map(({ at }) => now - at)].sort((a, b) => a - b);
  }

  async #watch(): Promise<void> {
    const isToCome = () => !this.#isOver || this.#waiting.some(({ at }) => performance.now() - at < 2 * MERGE_DELAY_MS);
    for (; isToCome(); await wait(50)) {
      const size = await signedSize(this.#client);
      const signed = this.#waiting.findIndex(({ leaf }) => leaf >= size);
      const gone = this.#waiting.splice(0, signed < 0 ? this.#waiting.length : signed);
      this.found.push(...gone.map(({ at }) => performance.now() - at));
    }
  }
}

/** Records a few events each second, in whichever process. */
async function delays(cluster: Cluster, events: number, halfway: () => Promise<unknown>): Promise<readonly number[]> {
  const [client, other] = ['one', 'other'].map((name) => new Client(name, new Journal(), () => cluster.url));
  if (client === undefined || other === undefined) return [];
  for (const party of parties) await client.record(admitted(party));
  const waits = new Waits(other);
  for (let n = 0; n < events; n++) {
    const answer = await client.record(reported(parties[n % parties.length] ?? 'kestrel', 'lens', `event ${n}`));
    if (answer?.status === 201) waits.answered(Number(JSON.parse(answer.text).leaf));
    if (n === Math.floor(events / 2)) await halfway();
    await wait(EVERY_MS);
  }
  const found = await waits.end();
  client.leave();
  other.leave();
  return found;
}

/** Of the newest checkpoint that is published: its second line. */
async function signedSize(client: Client): Promise<number> {
  const answer = await client.send('/v1/log/checkpoint', { as: 'kestrel' }).catch(() => undefined);
  return answer?.status === 200 ? Number(answer.text.split('\n')[1]) : 0;
}

const at99 = (sorted: readonly number[]): number => sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Infinity;

async function begun(parts: Parameters<typeof Cluster.begin>[0], program = main): Promise<Cluster | undefined> {
  const cluster = await Cluster.begin(parts, program);
  if (cluster === undefined) notTried(SUITE, 'it is not ours to kill');
  else clusters.push(cluster);
  return cluster;
}

describe(`K-08: how long an event waits for a signature, on ${SERVER}`, () => {
  test(
    'ten seconds for 99 of 100, whichever process recorded it, and though the one that signs ends halfway',
    async () => {
      const cluster = await begun(['api', 'worker', 'worker', 'api']);
      if (cluster === undefined) return;
      const worker = cluster.members.find(({ name }) => name.startsWith('worker'));
      const found = await delays(cluster, EVENTS, async () => worker?.whole.end('SIGTERM'));
      const late = at99(found);
      counted(
        `K-08: of ${found.length} events 99 in 100 were signed within ${Math.round(late)} ms, all within ${Math.round(found.at(-1) ?? 0)} ms`,
      );
      expect(found.length).toBeGreaterThanOrEqual(EVENTS);
      expect(late).toBeLessThanOrEqual(MERGE_DELAY_MS);
    },
    120_000 + EVENTS * 2_000,
  );

  test('and finds it when an event may wait for a minute, as where one process has the log alone', async () => {
    const cluster = await begun(['api', 'worker'], broken('signs-each-minute'));
    if (cluster === undefined) return;
    expect(at99(await delays(cluster, 20, async () => undefined))).toBeGreaterThan(MERGE_DELAY_MS);
  }, 180_000);
});
