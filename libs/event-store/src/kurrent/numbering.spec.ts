import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { begun } from '../../../../infra/children.ts';
import { counted, numbers, trials } from '../../../../infra/trials.ts';
import { NumbersWhatArrives } from '../../testing/broken.ts';
import { all, differences, insist, Stage, told, until } from '../../testing/stage.ts';
import type { KurrentSettings, KurrentStore } from './kurrent-store.ts';

let stage: Stage;
beforeEach(() => void (stage = new Stage()));
afterEach(() => stage.clear());

const TRIALS = trials({ few: 2, first: 20 });
const KILLS = trials({ few: 2, first: 20, long: 200 });
const SEED = 20260308;
const numbersFrom = numbers(SEED);
const draw = (below: number) => Math.floor(numbersFrom.next().value * below);

const sizeOf = async (store: KurrentStore) => (await store.root()).size;

const catchesUp = async (store: KurrentStore, size: number) =>
  until(async () => (await sizeOf(store)) >= size, 15_000, 'a mirror has not everything').then(
    () => [],
    (error: unknown) => [String(error)],
  );

/** Two processes write at once, and a third follows, whose subscription is lost, sends events again, and stands among the server's own. */
async function numbered(more: Partial<KurrentSettings> = {}): Promise<string[]> {
  const home = await stage.double();
  const away = await stage.double({ records: home.records });
  const [one, two, three] = [await stage.store(home.url), await stage.store(home.url), await stage.store(away.url, more)];
  away.subscriptions.repeats = 5 + draw(200);
  for (let n = 0; n < 6; n++) {
    const writing = [one, two].map((store, m) =>
      insist(
        store,
        `kestrel/failure/${draw(4)}`,
        Array.from({ length: 1 + draw(30) }, () => told(`${m}`)),
      ),
    );
    home.records.system('$>');
    if (n % 2 === 0) away.link.cut('rst');
    await Promise.all(writing);
  }
  const size = Math.max(await sizeOf(one), await sizeOf(two));
  const found = (await Promise.all([one, two, three].map((store) => catchesUp(store, size)))).flat();
  const places = (await all(three.readAll())).map(({ stream, revision }) => `${stream} ${revision}`);
  if (new Set(places).size !== places.length) found.push('one event has two numbers');
  return [...found, ...(await differences([one, two, three]))];
}

describe(`K-08: every mirror numbers the events in the order of all`, () => {
  test(`alike, ${TRIALS} times, whatever is sent again and whatever stands in between`, async () => {
    for (let n = 0; n < TRIALS; n++) expect(await numbered()).toEqual([]);
  }, 300_000);

  test(
    `alike, though the process of one is killed ${KILLS} times while it follows`,
    async () => {
      const double = await stage.double();
      const [store, mirror] = [await stage.store(double.url), stage.mirror()];
      for (let n = 0; n < KILLS; n++) {
        const child = begun('libs/event-store/testing/mirroring.ts', double.url, mirror);
        await once(child.stdout, 'data');
        const ended = once(child, 'exit');
        for (let m = 0; m < 5; m++)
          await insist(
            store,
            `kestrel/failure/${draw(4)}`,
            Array.from({ length: 1 + draw(200) }, () => told()),
          );
        await wait(draw(60));
        child.kill('SIGKILL');
        await ended;
      }
      const again = await stage.store(double.url, { mirror });
      expect(await catchesUp(again, await sizeOf(store))).toEqual([]);
      expect(await differences([store, again])).toEqual([]);
      counted(`K-08: ${await sizeOf(store)} events numbered alike after ${KILLS} kills`);
    },
    60_000 + KILLS * 10_000,
  );

  test('and finds it when a mirror numbers what arrives', async () => {
    const found: string[] = [];
    // Not every course of things sends again what one such mirror has counted already.
    for (let n = 0; n < 10 && found.length === 0; n++) found.push(...(await numbered({ parts: { Pages: NumbersWhatArrives } })));
    expect(found).not.toEqual([]);
  }, 300_000);
});
