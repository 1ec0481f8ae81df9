import { setTimeout as wait } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { Clock } from '#event-store';
import type { FromKeeping, KeepingData } from './keeper.ts';
import { Shipping } from './shipping.ts';

/** Looks again and again until it is told to stop, and then once more. */
async function keep({ data, to, everyMs }: KeepingData): Promise<void> {
  const shipping = new Shipping({ data, to, clock: new Clock() });
  const stopping = new AbortController();
  parentPort?.once('message', () => stopping.abort());
  const say = (message: FromKeeping) => parentPort?.postMessage(message);
  const look = () =>
    shipping.look().then(
      ({ at, size }) => say({ at, size }),
      (error: unknown) => say({ says: error instanceof Error ? error.message : String(error) }),
    );
  while (!stopping.signal.aborted) {
    await look();
    await wait(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined);
  }
  await look();
  parentPort?.close();
}

void keep(workerData as KeepingData);
