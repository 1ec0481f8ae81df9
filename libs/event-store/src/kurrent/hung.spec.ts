import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { counted, trials } from '../../../../infra/trials.ts';
import type { Double } from '../../testing/double/double.ts';
import { insist, record, Stage, told, until } from '../../testing/stage.ts';
import { UnknownOutcome } from '../index.ts';
import { Cluster, type Outgoing } from './cluster.ts';
import type { KurrentStore } from './kurrent-store.ts';

let stage: Stage;
beforeEach(() => void (stage = new Stage()));
afterEach(() => stage.clear());

const CALLS = 100;
const DEADLINE_MS = 1200;
const LONGER_MS = DEADLINE_MS + 500;
const WATCHED_MS = trials({ few: 5_000, first: 30_000, long: 600_000 });

/** So long, by many short waits one after the other: on a busy machine each is late, as are those of what is timed. */
async function longer(): Promise<string> {
  for (let ms = 0; ms < LONGER_MS; ms += 50) await wait(50);
  return 'late';
}

/** What callers were told who were not told in time that nobody knows. */
async function freed(store: KurrentStore, double: Double, round: string): Promise<string[]> {
  double.script.add({ on: 'append', stream: 'kestrel/hung', does: 'never answer', times: 1_000_000 });
  const late = longer();
  const calls = Array.from({ length: CALLS }, (_, n) => {
    const answered = record(store, `kestrel/hung/${round}-${n}`, [told()]).then(
      () => 'recorded',
      (error: unknown) => (error instanceof UnknownOutcome ? 'unknown' : String(error)),
    );
    return Promise.race([answered, late]);
  });
  const said = await Promise.all(calls);
  double.script.clear();
  return said.filter((each) => each !== 'unknown');
}

/** Waits for ever for what the server never says. */
class WaitsForEver extends Cluster {
  override async append(stream: string, events: readonly Outgoing[], expected: number): Promise<void> {
    await super.append(stream, events, expected, 3_600_000);
  }
}

/** Goes without credentials, so that the client takes its one long stream for all appends. */
class TakesTheBatchPath extends Cluster {
  override async append(stream: string, events: readonly Outgoing[], expected: number, ms: number): Promise<void> {
    const batched = events.map(
      ({ id, type, bytes }) => ({ id, type, contentType: 'application/octet-stream', data: Uint8Array.from(bytes) }) as never,
    );
    const sent = this.client.appendToStream(stream, batched, { expectedRevision: expected < 0 ? 'no_stream' : BigInt(expected) });
    sent.catch(() => undefined);
    await Promise.race([sent, wait(ms).then(() => Promise.reject(Object.assign(new Error('late'), { code: 4 })))]);
  }
}

describe('K-04: a server that takes an append and never answers', () => {
  test(
    `frees each of ${CALLS} callers ${LONGER_MS - DEADLINE_MS} ms after their deadline at the latest, and leaves no call waiting`,
    async () => {
      const double = await stage.double();
      const store = await stage.store(double.url, { appendMs: DEADLINE_MS });
      let rounds = 0;
      for (const end = performance.now() + WATCHED_MS; rounds === 0 || performance.now() < end; rounds++) {
        // Whoever cannot reach the cluster is refused at once, and waits for nothing.
        await until(() => store.health().writable, 20_000, 'it cannot be used');
        expect(await freed(store, double, String(rounds))).toEqual([]);
        await until(() => double.held === 0, 5_000, 'calls are left waiting');
      }
      // And it goes on as if nothing had been.
      expect(await insist(store, 'kestrel/failure/1', [told()])).toMatchObject({ first: 0 });
      counted(`K-04: ${rounds * CALLS} callers freed in time, in ${rounds} rounds; no call was left waiting`);
    },
    WATCHED_MS + 60_000,
  );

  test('and finds it when a store has no deadline of its own', async () => {
    const double = await stage.double();
    const store = await stage.store(double.url, { appendMs: DEADLINE_MS, parts: { Cluster: WaitsForEver } });
    expect(await freed(store, double, 'broken')).toEqual(Array.from({ length: CALLS }, () => 'late'));
    double.link.cut('rst');
  });

  test('and finds it when a store appends on the batch path: the callers go, the calls stay', async () => {
    const double = await stage.double();
    const store = await stage.store(double.url, { appendMs: DEADLINE_MS, parts: { Cluster: TakesTheBatchPath } });
    await freed(store, double, 'broken');
    await expect(until(() => double.held === 0, 3_000, 'calls are left waiting')).rejects.toThrow('calls are left waiting');
  });
});
