import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { begun, type Child } from '../../../infra/children.ts';
import { counted, trials } from '../../../infra/trials.ts';
import { onPostgresql, type Place } from '../testing/databases.ts';
import { APP } from '../testing/server.ts';
import { Vault } from './vault.ts';

const RESTARTS = trials({ few: 8, first: 10, long: 50 });
const AWAY_MS = trials({ few: 100, first: 1_000, long: 5_000 });
/** Not how fast it is back, but that it is. */
const PATIENCE_MS = 30_000;
const MOST_CONNECTIONS = 10;

const on = onPostgresql();
beforeAll(() => on.begin());
afterAll(() => on.end());

/** What goes wrong with the server, and comes back after a while. */
const faults: Readonly<Record<string, () => Promise<unknown>>> = {
  'stopped fast': () => on.server.stop('SIGINT'),
  'stopped at once': () => on.server.stop('SIGQUIT'),
  killed: () => on.server.stop('SIGKILL'),
  'ending every connection': () =>
    on.server.ask(`select pg_terminate_backend(pid) from pg_stat_activity where usename = '${APP}'`),
};

class Client {
  readonly process: Child;
  readonly kept: number[] = [];
  readonly wrong: string[] = [];
  said: { readonly [what: string]: unknown } = {};
  looks = 0;
  away = 0;
  /** How the vault is, as it said last when it could be used, and when not. */
  fitness: unknown;
  sickness: unknown;

  constructor({ url, keyFile }: Place, hears: 'hearing' | 'deaf' = 'hearing') {
    this.process = begun('libs/vault/testing/client.ts', url, keyFile, hears);
    createInterface(this.process.stdout).on('line', (line) => this.#hear(JSON.parse(line)));
  }

  #hear(said: Record<string, unknown>): void {
    this.said = said;
    if (typeof said['kept'] === 'number') this.kept.push(said['kept']);
    if ('wrong' in said) this.wrong.push(String(said['wrong']));
    if (said['looked'] === true) {
      this.looks += 1;
      this.fitness = said['health'];
    }
    if (!('away' in said) && said['looked'] !== false) return;
    this.away += 1;
    this.sickness = said['health'];
  }

  tell(line: 'busy' | 'idle' | 'look'): void {
    this.process.stdin.write(`${line}\n`);
  }

  get isAlive(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }
}

async function until(isSo: () => boolean, what: string): Promise<void> {
  const late = performance.now() + PATIENCE_MS;
  for (; !isSo(); await wait(10)) if (performance.now() > late) throw new Error(`It did not come to this: ${what}`);
}

async function looksAgain(client: Client): Promise<void> {
  const before = client.looks;
  for (const late = performance.now() + PATIENCE_MS; client.looks === before && performance.now() < late; await wait(50))
    client.tell('look');
  expect(client.looks).toBeGreaterThan(before);
}

const connections = async () =>
  Number((await on.server.ask(`select count(*) as n from pg_stat_activity where usename = '${APP}'`))[0]?.['n']);

describe('K-09: a server', () => {
  let client: Client;
  afterEach(() => {
    client.process.kill('SIGKILL');
    on.clear();
  });

  test(
    `${RESTARTS} times away, while the vault is idle or at work: the process lives, and has all it was told`,
    async () => {
      const place = await on.place();
      client = new Client(place);
      await until(() => client.said['ready'] === true, 'it is ready');
      const back: number[] = [];
      for (let nth = 0; nth < RESTARTS; nth++) {
        const [[, happens] = []] = [Object.entries(faults)[(nth >> 1) % 4]];
        await looksAgain(client);
        client.tell(nth % 2 === 0 ? 'busy' : 'idle');
        const kept = client.kept.length;
        if (nth % 2 === 0) await until(() => client.kept.length > kept + 5, 'it is at work');
        await happens?.();
        await wait(AWAY_MS);
        await on.server.goOn();
        const since = performance.now();
        await looksAgain(client);
        client.tell('busy');
        const again = client.kept.length;
        await until(() => client.kept.length > again + 5, 'it is at work again');
        back.push(performance.now() - since);
        client.tell('idle');
        expect({ alive: client.isAlive, wrong: client.wrong }).toEqual({ alive: true, wrong: [] });
      }
      await looksAgain(client);
      expect(client.fitness).toEqual({ writable: true });
      expect(client.sickness).toMatchObject({ writable: false, passing: true });
      expect(client.away).toBeGreaterThan(0);
      expect(await connections()).toBeLessThanOrEqual(MOST_CONNECTIONS);
      await hasAll(place, client.kept);
      counted(
        `K-09: away ${RESTARTS} times, ${client.kept.length} steps, back at work within ${Math.round(Math.max(...back))} ms`,
      );
    },
    60_000 + RESTARTS * (AWAY_MS + 10_000),
  );

  test('and finds it when nobody hears what breaks on a connection', async () => {
    client = new Client(await on.place(), 'deaf');
    await until(() => client.said['ready'] === true, 'it is ready');
    await looksAgain(client);
    await faults['ending every connection']?.();
    await until(() => !client.isAlive, 'it ends');
  });
});

async function hasAll(place: Place, kept: readonly number[]): Promise<void> {
  const vault = await Vault.open(place);
  const words = await vault.texts.of(kept.map((n) => ({ stream: 'kestrel/failure/f', id: `event ${n}` })));
  expect([...words.values()].sort()).toEqual(kept.map((n) => `words of ${n}`).sort());
  expect(kept).toEqual(kept.map((_, n) => n));
  expect(await place.ask('select count(*)::int as n from texts where n > 0')).toEqual([{ n: 0 }]);
  await vault.close();
}
