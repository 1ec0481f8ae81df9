/** Lays an installation down in a folder, as a Dutybook that has run for long would have left it. */
import { join } from 'node:path';
import type { EventStore } from '#event-store';
import { problemsIn, kindOf } from '#psti';
import { Vault } from '#vault';
import { openStore } from './log.ts';
import { admissions, chain, CHAIN, firmsFor, type Append } from './supply-chain.ts';

const AT_ONCE = 40;
const MOST = 500;

/** About so many events. Its reactors stand at the end, as everything in it has had its effect. */
export async function layDown(folder: string, events: number, progress: (says: string) => void): Promise<void> {
  const store = await openStore(folder);
  const firms = firmsFor(events);
  const chains = Math.max(1, Math.round((events - firms) / CHAIN));
  chain(0, firms).forEach(mustBeSound);
  await recordAll(store, admissions(firms));
  for (let n = 0; n < chains; n += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, chains - n) }, (_, k) => chain(n + k, firms));
    await Promise.all(some.flat().map((append) => record(store, append)));
    if (n % 2000 === 0)
      progress(`${((n / chains) * 100).toFixed(0)}% of an installation of ${events.toLocaleString('en')} events`);
  }
  await settle(folder, store);
  await store.close();
}

export async function recordAll(store: EventStore, appends: readonly Append[]): Promise<void> {
  for (const append of appends) await record(store, append);
}

async function record(store: EventStore, { stream, by, events }: Append): Promise<void> {
  for (let n = 0; n < events.length; n += MOST) {
    const some = events.slice(n, n + MOST);
    await store.append(stream, some, { expected: n === 0 ? 'none' : n - 1, key: some[0]?.id ?? '', by });
  }
}

/** What no door would admit would make the bench measure something else. */
export function mustBeSound({ stream, events }: Append): void {
  const kind = kindOf(stream);
  for (const event of events)
    for (const { field, says } of kind === undefined ? [] : problemsIn(kind, { ...event, data: withWords(event.data) }))
      throw new Error(`${stream}, ${event.type}, ${field}: ${says}`);
}
const withWords = (data: object): Record<string, unknown> => ({ ...data });

export async function settle(folder: string, store: EventStore): Promise<void> {
  const vault = await Vault.open({ url: `sqlite:${folder}` });
  const to = await store.head();
  for (const reactor of ['delivery', 'erasures']) {
    const fence = (await vault.leases.take(reactor, 'bench')) ?? 0;
    await vault.reactors.advance({ reactor, storeId: store.storeId, from: '', to }, fence);
  }
  await vault.close();
}

export const viewsFile = (folder: string): string => join(folder, 'views.db');
