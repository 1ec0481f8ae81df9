/** Reading a stream, catching up, projecting and rebuilding, beside raw reads of the same events with one parse each. */
import { join } from 'node:path';
import { EventStore, Follower, type ReadAll, type Recorded } from '#event-store';
import type { Bench } from './bench.ts';
import { CLOSES, OPENS, STREAM, streamName } from './events.ts';
import { fill, openStore } from './log.ts';
import { inTurns, type Contender, type Figures } from './measure.ts';
import { count, fillRaw, openRaw, project, projectInSql, readAll, readStream, writeCounts, type Sql } from './raw.ts';

const ROUNDS = 5;
const STREAMS = 40;
const types = [OPENS, CLOSES];

export async function measure({ folder, events, progress }: Bench): Promise<Figures> {
  progress(`two logs of ${events.toLocaleString('en')} events`);
  const sql = openRaw(join(folder, 'raw', 'raw.db'));
  fillRaw(sql, events);
  const store = await filled(join(folder, 'ours'), events);
  const rows = openRaw(join(folder, 'rows', 'rows.db'), 'NORMAL');
  progress('reads in turns');
  const figures = await inTurns([...rawContenders(sql, events), ...contenders(store, rows, events)], ROUNDS);
  await store.close();
  sql.close();
  rows.close();
  return figures;
}

/** Opened again, so that all of it is in the file, as it is in the raw one. */
async function filled(folder: string, events: number): Promise<EventStore> {
  const filling = await openStore(folder);
  await fill(filling, events);
  await filling.close();
  return openStore(folder);
}

/** What a reader looks at, so that nothing is parsed in vain. */
const seen = { parties: 0 };
const look = ({ partyId }: { readonly partyId?: unknown }) => {
  if (partyId === 'party-1') seen.parties += 1;
};

function streamsIn(events: number): readonly string[] {
  const all = Math.max(1, Math.floor(events / STREAM));
  return Array.from({ length: Math.min(STREAMS, all) }, (_, n) => streamName((n * 37) % all));
}

const rawContenders = (sql: Sql, events: number): readonly Contender[] => [
  { name: 'raw-stream', round: () => streamsIn(events).reduce((sum, stream) => sum + readStream(sql, stream, look), 0) },
  { name: 'raw-all', round: () => readAll(sql, (_, data) => look(data)) },
  { name: 'raw-projection', rest: () => clear(sql), round: () => project(sql) },
  { name: 'raw-statement', round: () => (projectInSql(sql), events) },
];

const contenders = (store: EventStore, rows: Sql, events: number): readonly Contender[] => [
  {
    name: 'read-stream',
    round: async () => {
      let read = 0;
      for (const stream of streamsIn(events)) read += await each(store.readStream(stream), look);
      return read;
    },
  },
  { name: 'catch-up', round: () => each(store.readAll(), look) },
  { name: 'catch-up-types', round: async () => (await each(store.readAll({ types }), look), events) },
  { name: 'live-projection', rest: () => clear(rows), round: async () => (await live(store, rows), events) },
  { name: 'rebuild-open', rest: () => clear(rows), round: async () => (await rebuild(store, rows, { types }), events) },
];

async function each(pages: AsyncIterable<readonly Recorded[]>, use: (data: Recorded['data']) => void): Promise<number> {
  let read = 0;
  for await (const page of pages) {
    for (const { data } of page) use(data);
    read += page.length;
  }
  return read;
}

/** Open items per party by following the log: each page's rows and the checkpoint in one transaction. */
async function live(store: EventStore, rows: Sql): Promise<void> {
  const follower = new Follower(store, {
    name: 'open items',
    types,
    page: 500,
    load: () => undefined,
    onPage: (page, { position }) => writeCounts(rows, folded(page), Number(position)),
  });
  await follower.start();
  await follower.waitFor(await store.head(), 600_000);
  await follower.stop();
}

const folded = (page: readonly Recorded[], open = new Map<string, number>()): Map<string, number> => {
  for (const { type, data } of page) count(open, type, String(data['partyId']));
  return open;
};

/** The same as one pass, with its rows written at the end. */
async function rebuild(store: EventStore, rows: Sql, asked: ReadAll): Promise<void> {
  const open = new Map<string, number>();
  for await (const page of store.readAll(asked)) folded(page, open);
  writeCounts(rows, open, 1);
}

function clear(sql: Sql): void {
  sql.exec('DELETE FROM open_items; DELETE FROM checkpoint');
}
