import { afterAll } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { holdsTheContract } from '../../testing/contract.ts';
import { Double } from '../../testing/double/double.ts';
import { KurrentStore } from './kurrent-store.ts';

const directory = mkdtempSync(join(tmpdir(), 'dutybook-kurrent-'));
const doubles: Double[] = [];
afterAll(async () => {
  await Promise.all(doubles.map((double) => double.stop()));
  rmSync(directory, { recursive: true });
});

const places = new Map<unknown, { readonly url: string; readonly mirror: string }>();

async function openAt(place: { readonly url: string; readonly mirror: string }, clock: KurrentStore['clock']) {
  const store = await KurrentStore.open({ ...place, clock });
  places.set(store, place);
  return store;
}

/** A real server that has nothing yet, where one is named; else a double. */
const { ESDB_URL } = process.env;

async function anyServer(): Promise<string> {
  if (ESDB_URL !== undefined) return ESDB_URL;
  const double = await Double.start();
  doubles.push(double);
  return double.url;
}

let made = 0;

holdsTheContract({
  name: `on KurrentDB (${ESDB_URL ?? 'a double'})`,
  open: async (clock) => openAt({ url: await anyServer(), mirror: join(directory, String(++made)) }, clock),
  reopen: async (store, clock) => {
    await store.close();
    return openAt(places.get(store) ?? { url: '', mirror: '' }, clock);
  },
});
