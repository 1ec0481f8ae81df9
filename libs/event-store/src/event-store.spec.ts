import { afterAll } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { holdsTheContract } from '../testing/contract.ts';
import { MemoryStore, SqliteStore } from './index.ts';

const directory = mkdtempSync(join(tmpdir(), 'dutybook-contract-'));
afterAll(() => rmSync(directory, { recursive: true }));

holdsTheContract({ name: 'in memory', open: async (clock) => new MemoryStore(clock) });

let made = 0;
const directories = new Map<unknown, string>();

async function openIn(place: string, clock: MemoryStore['clock']) {
  const store = await SqliteStore.open(place, { clock });
  directories.set(store, place);
  return store;
}

holdsTheContract({
  name: 'in SQLite',
  open: (clock) => openIn(join(directory, String(++made)), clock),
  reopen: async (store, clock) => {
    await store.close();
    return openIn(directories.get(store) ?? '', clock);
  },
});
