import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { counted, numbers, trials } from '../../../../infra/trials.ts';
import { notTried, ownName, restartable, SERVER, type Restartable } from '../../testing/server.ts';
import { all, differences, insist, Stage, told, until } from '../../testing/stage.ts';
import type { KurrentSettings, KurrentStore } from './kurrent-store.ts';

let stage: Stage;
beforeEach(() => void (stage = new Stage()));
afterEach(() => stage.clear());

const TRIALS = trials({ few: 1, first: 4, long: 20 });
const WRITERS = 8;
const SEED = 20260301;
const numbersFrom = numbers(SEED);
const draw = (below: number) => Math.floor(numbersFrom.next().value * below);
const patient = { attemptMs: 1000, appendMs: 5000, silenceMs: 3000, openMs: 20_000 };

const ways: [string, (server: Restartable) => Promise<void>][] = [
  ['is killed and started again', async (server) => server.kill('SIGKILL').then(() => server.start())],
  ['ends as it is asked to and is started again', async (server) => server.kill('SIGTERM').then(() => server.start())],
  [
    'stands still for longer than an attempt takes',
    async (server) => {
      server.pause();
      await wait(1500);
      server.resume();
    },
  ],
];

/** Events that were acknowledged, stream by stream, in the order in which they were. */
class Acknowledged {
  readonly byStream = new Map<string, string[]>(Array.from({ length: WRITERS }, (_, n) => [ownName(`failure/${n}`), []]));
  #isOver = false;

  async writing(store: KurrentStore): Promise<void> {
    await Promise.all([...this.byStream].map((each) => this.#write(store, ...each)));
  }

  async #write(store: KurrentStore, stream: string, ids: string[]): Promise<void> {
    while (!this.#isOver) {
      const events = Array.from({ length: 1 + draw(4) }, () => told('x'.repeat(draw(500))));
      await insist(store, stream, events);
      ids.push(...events.map(({ id }) => id));
    }
  }

  end(): void {
    this.#isOver = true;
  }
}

/** Writes while the server meets its fate. Gives what is not as it was acknowledged, and how much was. */
async function befallen(server: Restartable, befall: (typeof ways)[number][1], more: Partial<KurrentSettings> = {}) {
  const [writer, follower] = [await stage.store(server.url, { ...patient, ...more }), await stage.store(server.url, patient)];
  const acknowledged = new Acknowledged();
  const written = acknowledged.writing(writer);
  for (let n = 0; n < TRIALS; n++) {
    await wait(100 + draw(200));
    await befall(server);
    await wait(500);
  }
  acknowledged.end();
  await written;
  const { size } = await writer.root();
  await until(async () => (await follower.root()).size >= size, 30_000, 'the other process does not follow on');
  const found = await differences([writer, follower]);
  for (const [stream, ids] of acknowledged.byStream) {
    const there = (await all(follower.readStream(stream))).map(({ id }) => id);
    if (there.join() !== ids.join()) found.push(`${stream} has ${there.length} events, of ${ids.length} that were acknowledged`);
  }
  return { found, events: [...acknowledged.byStream.values()].flat().length };
}

describe(`K-03: ${SERVER}, under ${WRITERS} writers,`, () => {
  test.each(ways)(
    `%s, ${TRIALS} times: what was acknowledged is there once, in its order, for every process`,
    async (_, befall) => {
      const server = await restartable();
      if (server === undefined) return void notTried('K-03', 'kill -9, SIGTERM, SIGSTOP (it is not started by ESDB_START)');
      const { found, events } = await befallen(server, befall);
      expect(found).toEqual([]);
      counted(`K-03: ${events} events acknowledged, all there once`);
      await server.stop();
    },
    60_000 + TRIALS * 60_000,
  );
});
