import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { counted, numbers, trials } from '../../../../infra/trials.ts';
import type { Double } from '../../testing/double/double.ts';
import { all, insist, record, Stage, told, until } from '../../testing/stage.ts';
import { StoreUnavailable } from '../index.ts';
import { Cluster, type Outgoing } from './cluster.ts';
import type { KurrentSettings, KurrentStore } from './kurrent-store.ts';

let stage: Stage;
beforeEach(() => void (stage = new Stage()));
afterEach(() => stage.clear());

const TRIALS = trials({ few: 2, first: 20 });
const NOTICED_MS = 60_000;
const SEED = 20260306;

interface Lost {
  readonly store: KurrentStore;
  readonly ids: readonly string[];
  readonly size: number;
}

/**
 * Acknowledged, and gone after an election that the node lost: as a node that cuts its log starts again, its connections end. In every other
 * trial another process has written in the place of what is gone.
 */
async function cutAway(
  double: Double,
  drawn: () => number,
  rewritten: boolean,
  more: Partial<KurrentSettings> = {},
): Promise<Lost> {
  const store = await stage.store(double.url, more);
  for (let n = 0; n < 5; n++) await insist(store, `kestrel/failure/${n}`, [told('kept'), told('kept')]);
  const lost = 1 + Math.floor(drawn() * 3);
  const before = (await store.root()).size;
  for (let n = 0; n < lost; n++) await insist(store, `kestrel/failure/${n}`, [told('lost')]);
  const size = (await store.root()).size;
  const first = double.records.all.filter(({ stream }) => stream.startsWith('kestrel/'))[before];
  double.standing = 'nobody';
  double.dropSubscriptions('unavailable');
  double.link.cut('rst');
  const ids = double.records.truncate(first?.position ?? 0).map(({ id }) => id);
  if (rewritten) {
    const other = await stage.store((await stage.double({ records: double.records })).url);
    for (let n = 0; n < 4; n++) await insist(other, `merlin/failure/${n}`, [told('x'.repeat(Math.floor(drawn() * 200)))]);
  }
  double.standing = 'leader';
  return { store, ids, size };
}

/**
 * Acknowledged, and gone, while the connection lives: what other processes write comes over it before anything is looked for, so that the
 * mirror's last event is there again, and the lost ones are behind it.
 */
async function passedOver(drawn: () => number, more: Partial<KurrentSettings> = {}): Promise<Lost> {
  const double = await stage.double();
  const store = await stage.store(double.url, { lookMs: 2000, ...more });
  for (let n = 0; n < 5; n++) await insist(store, `kestrel/failure/${n}`, [told('kept'), told('kept')]);
  await insist(store, 'kestrel/failure/0', [told('lost')]);
  const size = (await store.root()).size;
  const ids = double.records.truncate(double.records.all.at(-1)?.position ?? 0).map(({ id }) => id);
  const other = await stage.store((await stage.double({ records: double.records })).url);
  for (let n = 0; n < 6; n++) await insist(other, `merlin/failure/${n}`, [told('x'.repeat(Math.floor(drawn() * 200)))]);
  const isPast = async () => (await store.root()).size > size || !store.health().writable;
  await until(isPast, 10_000, 'nothing comes after what was lost');
  return { store, ids, size };
}

const saysLost = ({ store, ids }: Lost) => {
  const health = store.health();
  return !health.writable && !health.passing && ids.some((id) => health.says.includes(id));
};

/** Takes what it sent for what is there. */
class BelievesItself extends Cluster {
  readonly #sent = new Map<string, Uint8Array>();
  override async append(stream: string, events: readonly Outgoing[], expected: number, ms: number): Promise<void> {
    for (const [n, { bytes }] of events.entries()) this.#sent.set(`${stream}/${expected + 1 + n}`, bytes);
    await super.append(stream, events, expected, ms);
  }
  override async eventAt(stream: string, revision: number): Promise<Uint8Array | undefined> {
    return this.#sent.get(`${stream}/${revision}`) ?? super.eventAt(stream, revision);
  }
}

describe(`K-06: an event that was acknowledged and is gone after an election, ${TRIALS} times`, () => {
  test('is named within a minute, nothing more is written, and what it said is still here', async () => {
    const numbersFrom = numbers(SEED);
    const drawn = () => numbersFrom.next().value;
    const took: number[] = [];
    for (let n = 0; n < TRIALS; n++) {
      const double = await stage.double();
      const lost = await cutAway(double, drawn, n % 2 === 1);
      took.push(await until(() => saysLost(lost), NOTICED_MS, `${n}: ${JSON.stringify(lost.store.health())} of ${lost.ids}`));
      await expect(record(lost.store, 'kestrel/failure/1', [told()])).rejects.toBeInstanceOf(StoreUnavailable);
      // The copy that this process has keeps the payload, and does not grow beyond it: nothing else can be signed.
      expect((await lost.store.root()).size).toBe(lost.size);
      expect((await lost.store.readStream('kestrel/failure/0')[Symbol.asyncIterator]().next()).value?.at(-1)?.data).toEqual({
        text: 'lost',
      });
    }
    counted(`K-06: ${TRIALS} lost events named after ${Math.round(Math.max(...took))} ms at most`);
  }, 240_000);

  test('is named too where newer events had come before it was looked for', async () => {
    const numbersFrom = numbers(SEED);
    for (let n = 0; n < TRIALS; n++) {
      const lost = await passedOver(() => numbersFrom.next().value);
      await until(() => saysLost(lost), NOTICED_MS, `${n}: ${JSON.stringify(lost.store.health())} of ${lost.ids}`);
      await expect(record(lost.store, 'kestrel/failure/1', [told()])).rejects.toBeInstanceOf(StoreUnavailable);
      expect((await all(lost.store.readStream('kestrel/failure/0'))).at(-1)?.data).toEqual({ text: 'lost' });
    }
  }, 240_000);

  test('and finds it when a store looks for its last event alone', async () => {
    // Nor may it think the connection dead before the other process has written, and look for its last event then.
    const lost = await passedOver(() => 0.5, { lookMs: 3_600_000, silenceMs: 10_000 });
    await expect(until(() => saysLost(lost), 6_000, 'it says nothing')).rejects.toThrow('it says nothing');
  }, 60_000);

  test('and finds it when a store does not look for what it has', async () => {
    const lost = await cutAway(await stage.double(), () => 0.5, false, { parts: { Cluster: BelievesItself } });
    await expect(until(() => saysLost(lost), 6_000, 'it says nothing')).rejects.toThrow('it says nothing');
  }, 60_000);
});
