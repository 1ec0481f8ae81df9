import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { ran } from '../../../../infra/children.ts';
import { counted, trials } from '../../../../infra/trials.ts';
import { RetriesBlindly, StaysWhereItIs } from '../../testing/broken.ts';
import { Nodes } from '../../testing/nodes.ts';
import { all, differences, insist, record, Stage, told, until } from '../../testing/stage.ts';
import { StoreUnavailable, UnknownOutcome } from '../index.ts';

let stage: Stage;
beforeEach(() => void (stage = new Stage()));
afterEach(() => stage.clear());

const TRIALS = trials({ few: 2, first: 10, long: 50 });
const LEADERLESS_MS = trials({ few: 2_000, first: 5_000, long: 20_000 });
/** Not how fast it is, but that it does not hang: a look for the leader that begins with a silent member waits five seconds for it. */
const RECOVERED_MS = 30_000;
const IN_FLIGHT = 12;

/** A process of its own, because in the broken case it is the process that ends. */
const leaving = (...how: string[]) => ran('libs/event-store/testing/leaving.ts', ...how);

const elections: [string, (nodes: Nodes) => Promise<void>][] = [
  ['the leader follows another', async (nodes) => nodes.elect(nodes.leader + 1)],
  [
    'the leader is gone, and another leads',
    async (nodes) => {
      const gone = nodes.nodes[nodes.leader];
      nodes.elect(nodes.leader + 1);
      if (gone !== undefined) gone.standing = 'nobody';
      gone?.link.cut('rst');
    },
  ],
  [
    'the leader stands still, and another leads',
    async (nodes) => {
      for (const node of nodes.nodes) node.link.thaw();
      nodes.nodes[nodes.leader]?.link.freeze();
      nodes.elect(nodes.leader + 1);
    },
  ],
  [
    `nobody leads for ${LEADERLESS_MS / 1000} s`,
    async (nodes) => {
      nodes.disperse();
      await wait(LEADERLESS_MS);
      nodes.elect(nodes.leader + 1);
    },
  ],
  [
    'there are two elections in 5 s',
    async (nodes) => {
      nodes.elect(nodes.leader + 1);
      await wait(2_000);
      nodes.elect(nodes.leader + 1);
    },
  ],
];

describe(`K-02: an election with ${IN_FLIGHT} appends under way, ${TRIALS} times each`, () => {
  test.each(elections)(
    '%s: each append is there once, and appending goes on',
    async (_, happens) => {
      const nodes = new Nodes(stage);
      const url = await nodes.start();
      const [one, other] = [await stage.store(url), await stage.store(url)];
      const took: number[] = [];
      for (let n = 0; n < TRIALS; n++) {
        const under = Array.from({ length: IN_FLIGHT }, (__, m) =>
          insist(m % 2 === 0 ? one : other, `kestrel/failure/${m}`, [told(), told()]),
        );
        await happens(nodes);
        took.push(
          await until(
            () =>
              record(one, 'kestrel/profile', [told()]).then(
                () => true,
                () => false,
              ),
            RECOVERED_MS,
            'nothing is written again',
          ),
        );
        await Promise.all(under);
      }
      await Promise.all([one.catchUp(10_000), other.catchUp(10_000)]);
      for (let m = 0; m < IN_FLIGHT; m++) expect(await all(one.readStream(`kestrel/failure/${m}`))).toHaveLength(2 * TRIALS);
      expect(await differences([one, other])).toEqual([]);
      counted(`K-02: ${TRIALS} elections, appending again after ${Math.round(Math.max(...took))} ms at most`);
    },
    120_000 + TRIALS * 30_000,
  );

  test('while nobody leads, appends are refused or of no known outcome, and health says so', async () => {
    const nodes = new Nodes(stage);
    const store = await stage.store(await nodes.start());
    await insist(store, 'kestrel/profile', [told()]);
    nodes.disperse();
    for (const node of nodes.nodes) node.dropSubscriptions('unavailable');
    const refusals = await Promise.all(
      Array.from({ length: 5 }, (_, n) => record(store, `kestrel/failure/${n}`, [told()]).catch((error: unknown) => error)),
    );
    expect(refusals.every((error) => error instanceof StoreUnavailable || error instanceof UnknownOutcome)).toBe(true);
    await until(() => !store.health().writable, 10_000, 'health says that it can be written');
    expect(store.health()).toMatchObject({ writable: false, passing: true });
    nodes.elect(1);
    await until(() => store.health().writable, RECOVERED_MS, 'health never says that it can be written again');
  }, 60_000);

  test('another member is turned to under appends that are about to go out: they fail, and the process goes on', async () => {
    const { code, printed } = await leaving();
    const meanings: readonly string[] = code === 0 ? JSON.parse(printed) : [];
    expect({ code, strange: meanings.filter((meaning) => meaning !== 'unknown') }).toEqual({ code: 0, strange: [] });
  }, 60_000);

  test('and finds it when the channel is closed under them: the process ends', async () => {
    expect((await leaving('at once')).code).not.toBe(0);
  }, 60_000);

  test('and finds it when a store stays with a leader that stands still', async () => {
    const nodes = new Nodes(stage);
    const store = await stage.store(await nodes.start(), { parts: { Cluster: StaysWhereItIs } });
    await insist(store, 'kestrel/profile', [told()]);
    nodes.nodes[nodes.leader]?.link.freeze();
    nodes.elect(nodes.leader + 1);
    await expect(record(store, 'kestrel/profile', [told()])).rejects.toThrow(UnknownOutcome);
  }, 60_000);

  test('and finds it when a store retries blindly what an election left open', async () => {
    const nodes = new Nodes(stage);
    const store = await stage.store(await nodes.start(), { parts: { Outbox: RetriesBlindly } });
    for (const node of nodes.nodes)
      node.script.add({ on: 'append', stream: 'kestrel/', does: 'apply, then refuse', with: 'unavailable' });
    await record(store, 'kestrel/failure/1', [told()]).catch(() => undefined);
    expect(nodes.records.stream('kestrel/failure/1').length).toBeGreaterThan(1);
  }, 30_000);
});
