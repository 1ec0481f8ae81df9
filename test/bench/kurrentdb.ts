/**
 * The adapter for KurrentDB beside its bare client on the same path, in turns: appends by sixteen callers, catching up, the mirror, and what
 * is built from the mirror. On the stand-in server in a process of its own, or on the server that ESDB_URL names.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { binaryEvent, EventStoreDBClient, NO_STREAM, START, streamNameFilter } from '@eventstore/db-client';
import { KurrentStore, type EventStore, type NewEvent } from '#event-store';
import type { Bench } from './bench.ts';
import { CLOSES, event, OPENS, STREAM } from './events.ts';
import { Callers, fill, openStore } from './log.ts';
import { callers, inTurns, type Contender, type Figures } from './measure.ts';
import { stood } from './stand-in.ts';

const ROUNDS = 5;
const APPENDS = 1_500;
/** More would only take longer: a server is read at one pace. */
const MOST = 100_000;
/** Whatever is not sent where the connection is insecure makes the client take the path that the adapter takes. */
const credentials = { username: 'insecure', password: 'insecure' };

export async function measure({ folder, events, progress, note }: Bench): Promise<Figures> {
  const server = await stood();
  note('kurrentdb', `on ${server.says}`);
  const size = Math.min(events, MOST);
  const client = EventStoreDBClient.connectionString(server.url);
  const store = await KurrentStore.open({ url: server.url, mirror: join(folder, 'mirror') });
  const embedded = await openStore(join(folder, 'embedded'));
  try {
    progress('appends by sixteen callers in turns');
    const appends = await inTurns([bareAppends(client), ours(store)], ROUNDS);
    progress(`a log of ${size.toLocaleString('en')} events`);
    await fill(store, size);
    await fill(embedded, (await store.root()).size);
    progress('catching up in turns');
    const total = (await store.root()).size;
    const bare = { name: 'bare-catch-up', round: () => subscribed(client, total) };
    const mirrors: Contender = { name: 'mirror', round: () => mirrored(server.url, join(folder, randomUUID()), total) };
    const reading = await inTurns([bare, mirrors], ROUNDS);
    progress('what is built from the mirror, in turns');
    const building = await inTurns([built('mirror-rebuild', store), built('embedded-rebuild', embedded)], ROUNDS);
    return { ...prefixed({ ...appends, ...reading, ...building }) };
  } finally {
    await store.close();
    await embedded.close();
    await client.dispose();
    await server.stop();
  }
}

const prefixed = (figures: Figures): Figures =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [`kurrentdb-${name}`, value]));

const eventsOf = (count: number): readonly NewEvent[] => Array.from({ length: count }, (_, n) => event(n));

/** Each caller on streams of its own, at exact revisions, the same content as text. A name that begins with $ keeps them out of the log. */
function bareAppends(client: EventStoreDBClient): Contender {
  let offered: readonly NewEvent[] = [];
  const revisions: number[] = [];
  const run = randomUUID();
  const stream = (caller: number, next: number) => `$bare-${run}-${caller}-${Math.floor(next / STREAM)}`;
  const append = async (n: number, caller: number) => {
    const next = revisions[caller] ?? 0;
    revisions[caller] = next + 1;
    const { id, type, data } = offered[n] ?? event(n);
    const bytes = new TextEncoder().encode(JSON.stringify(data));
    const expectedRevision = next % STREAM === 0 ? NO_STREAM : BigInt((next % STREAM) - 1);
    await client.appendToStream(stream(caller, next), binaryEvent({ id, type, data: bytes }), { expectedRevision, credentials });
  };
  return {
    name: 'bare-append-16',
    rest: () => void (offered = eventsOf(APPENDS)),
    round: (times) => callers(16, APPENDS, append, times),
  };
}

function ours(store: EventStore): Contender {
  let offered: readonly NewEvent[] = [];
  const streams = new Callers(store, `ours-${randomUUID()}`);
  return {
    name: 'append-16',
    rest: () => void (offered = eventsOf(APPENDS)),
    round: (times) => callers(16, APPENDS, (n, caller) => streams.append(caller, [offered[n] ?? event(n)]), times),
  };
}

/** Everything once, by the shortest program that does. */
async function subscribed(client: EventStoreDBClient, events: number): Promise<number> {
  const filter = streamNameFilter({ regex: '^[^$]' });
  const subscription = client.subscribeToAll({ fromPosition: START, filter, credentials });
  subscription.on('error', () => undefined);
  let came = 0;
  for await (const { event: each } of subscription) {
    if (each !== undefined) came += 1;
    if (came === events) break;
  }
  await subscription.unsubscribe().catch(() => undefined);
  return events;
}

/** A copy of the whole log, made from nothing. */
async function mirrored(url: string, mirror: string, events: number): Promise<number> {
  const store = await KurrentStore.open({ url, mirror, openMs: 600_000 });
  const { size } = await store.root();
  await store.close();
  if (size < events) throw new Error(`the mirror was taken for whole with ${size} of ${events} events`);
  return events;
}

/** Open items per party, from everything. */
const built = (name: string, store: EventStore): Contender => ({
  name,
  round: async () => {
    const open = new Map<string, number>();
    for await (const page of store.readAll({ types: [OPENS, CLOSES] }))
      for (const { type, data } of page)
        open.set(String(data['partyId']), (open.get(String(data['partyId'])) ?? 0) + (type === OPENS ? 1 : -1));
    return (await store.root()).size;
  },
});
