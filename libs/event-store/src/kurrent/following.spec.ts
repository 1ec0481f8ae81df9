import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { counted, numbers, trials } from '../../../../infra/trials.ts';
import type { Double } from '../../testing/double/double.ts';
import type { Misleading } from '../../testing/double/subscribing.ts';
import { differences, insist, Stage, told, until } from '../../testing/stage.ts';
import type { Position } from '../port.ts';
import { Feed } from './feed.ts';
import type { KurrentSettings, KurrentStore } from './kurrent-store.ts';
import type { AllPosition } from './cluster.ts';

let stage: Stage;
beforeEach(() => void (stage = new Stage()));
afterEach(() => stage.clear());

const SEED = 20260304;
const numbersFrom = numbers(SEED);
const draw = (below: number) => Math.floor(numbersFrom.next().value * below);

/** Each way in which a subscription is lost; those that a client can be told of, and two that nobody is. */
const losses = {
  FIN: ({ link }: Double) => link.cut('fin'),
  RST: ({ link }: Double) => link.cut('rst'),
  'FIN in the middle of an event': ({ link }: Double) => link.cutAfter('fin', 1 + draw(3000)),
  'RST in the middle of an event': ({ link }: Double) => link.cutAfter('rst', 1 + draw(3000)),
  GOAWAY: (double: Double) => double.goAway(0),
  UNAVAILABLE: (double: Double) => double.dropSubscriptions('unavailable'),
  CANCELLED: (double: Double) => double.dropSubscriptions('cancelled'),
  'too slow': (double: Double) => double.dropSubscriptions('too slow'),
  'fell behind': ({ subscriptions }: Double) => subscriptions.fallBehind(),
  'a link frozen without FIN': ({ link }: Double) => link.freeze(),
} as const;
const EACH = trials({ few: 1, first: 10, long: 30 });
const EVENTS = trials({ few: 1_000, first: 10_000 });
const RESUMED_MS = 30_000;

/** Large appends take their time on a busy machine, and it is not the writer that is tried. */
const patient = { attemptMs: 10_000, appendMs: 30_000 };

/** A log that one process writes by way of one server, and another follows by way of another server of the same cluster. */
async function followed(more: Partial<KurrentSettings> = {}) {
  const home = await stage.double();
  const away = await stage.double({ records: home.records });
  const [writer, follower] = [await stage.store(home.url, patient), await stage.store(away.url, more)];
  return { home, away, writer, follower };
}

let made = 0;
const write = (writer: KurrentStore, count: number) =>
  insist(
    writer,
    `kestrel/failure/${made++ % 9}`,
    Array.from({ length: count }, () => told('x'.repeat(draw(300)))),
  );

const sizeOf = async (store: KurrentStore) => (await store.root()).size;

/** Loses the follower's subscription while the other writes, and says how long it took until it had what was written after. */
async function lost(
  away: Double,
  stores: { writer: KurrentStore; follower: KurrentStore },
  lose: (double: Double) => void,
): Promise<number> {
  const writing = write(stores.writer, 50 + draw(200));
  await wait(draw(40));
  lose(away);
  await writing;
  await write(stores.writer, 1 + draw(20));
  const size = await sizeOf(stores.writer);
  const thawed = setTimeout(() => away.link.thaw(), 5_000);
  const took = await until(async () => (await sizeOf(stores.follower)) >= size, RESUMED_MS, 'it does not follow on');
  clearTimeout(thawed);
  away.link.thaw();
  return took;
}

/** Everything that a subscriber of a store was given, in its order. */
function subscribed(store: KurrentStore): { readonly seen: Position[]; readonly stop: () => Promise<void> } {
  const seen: Position[] = [];
  const subscription = store.subscribe({}, (page) => void seen.push(...page.map(({ position }) => position)));
  return { seen, stop: () => subscription.stop() };
}

describe(`K-01: a subscription lost ${EACH} times in each of ${Object.keys(losses).length} ways, during ${EVENTS} events`, () => {
  test(
    'is taken up again from where it stood: nothing is missing, nothing comes twice',
    async () => {
      const { home, away, ...stores } = await followed();
      const { seen, stop } = subscribed(stores.follower);
      const ways = Array.from({ length: EACH }, () => Object.values(losses)).flat();
      const pause = Math.floor(EVENTS / ways.length);
      const took: number[] = [];
      for (const lose of ways) {
        const size = await sizeOf(stores.writer);
        // The other may be anywhere in it when it happens.
        while ((await sizeOf(stores.writer)) < size + pause) await write(stores.writer, 50 + draw(200));
        took.push(await lost(away, stores, lose));
      }
      // Bursts beyond what the server lets wait.
      for (let n = 0; n < 3; n++) await write(stores.writer, 1000);
      const size = await sizeOf(stores.writer);
      await until(async () => seen.length >= size, RESUMED_MS, 'the subscriber has not everything');
      await stop();
      expect(await differences([stores.writer, stores.follower])).toEqual([]);
      expect(seen).toEqual(seen.map((_, n) => String(n).padStart(16, '0')));
      expect(home.records.all.length).toBeGreaterThan(EVENTS);
      counted(`K-01: ${ways.length} losses during ${size} events; followed on after ${Math.round(Math.max(...took))} ms at most`);
    },
    120_000 + EACH * 60_000,
  );
});

/** Goes on from the end of what it had when it began, as if nothing came meanwhile. */
class GoesOnFromNow extends Feed {
  #isFirst = true;
  protected override from(): AllPosition | undefined {
    if (!this.#isFirst) return { commit: 9007199254740991n, prepare: 9007199254740991n };
    this.#isFirst = false;
    return super.from();
  }
}

/** Keeps the position of the last checkpoint, and goes on from there. */
class KeepsCheckpoints extends Feed {
  #kept: AllPosition | undefined;
  protected override heard(checkpoint?: AllPosition): void {
    super.heard(checkpoint);
    this.#kept = checkpoint ?? this.#kept;
  }
  protected override from(): AllPosition | undefined {
    return this.#kept ?? super.from();
  }
}

const TRIALS = trials({ few: 1, first: 20 });
const misleading: Misleading[] = ['prepare 0', 'end of log', 'going live'];

/** Follows with checkpoints that lie, and loses the subscription just after them. Gives what is wrong in the end. */
async function misled(how: Misleading, more: Partial<KurrentSettings> = {}, ms = 30_000): Promise<string[]> {
  const { away, ...stores } = await followed(more);
  away.subscriptions.misleading = how;
  for (let n = 0; n < 4; n++) {
    for (let m = 0; m < 3; m++) await write(stores.writer, 40 + draw(60));
    away.link.cutAfter('rst', 2_000 + draw(20_000));
    await write(stores.writer, 40 + draw(60));
  }
  const size = await sizeOf(stores.writer);
  const all = until(async () => (await sizeOf(stores.follower)) >= size, ms, 'the follower has not everything');
  const missing = await all.then(
    () => [],
    (error: unknown) => [String(error)],
  );
  return [...missing, ...(await differences([stores.writer, stores.follower]))];
}

describe('K-07: checkpoints that say more than has come', () => {
  test.each(misleading)(
    `(%s) ${TRIALS} times: no event is passed over, as only those in the mirror count`,
    async (how) => {
      for (let n = 0; n < TRIALS; n++) expect(await misled(how)).toEqual([]);
    },
    60_000 + TRIALS * 30_000,
  );

  test('and finds it when a follower goes on from the last of them', async () => {
    expect(await misled('end of log', { parts: { Feed: KeepsCheckpoints } }, 8_000)).not.toEqual([]);
  }, 60_000);
});

describe('K-01: the test', () => {
  test('finds it when a follower goes on from now', async () => {
    expect(await misled('end of log', { parts: { Feed: GoesOnFromNow } }, 8_000)).not.toEqual([]);
  }, 60_000);

  test('finds it when a follower notices no silence: a frozen link is never left', async () => {
    const { away, ...stores } = await followed({ silenceMs: 3_600_000, readMs: 3_600_000 });
    away.link.freeze();
    await write(stores.writer, 3);
    const size = await sizeOf(stores.writer);
    await expect(until(async () => (await sizeOf(stores.follower)) >= size, 6_000, 'it waits')).rejects.toThrow('it waits');
  }, 30_000);
});
