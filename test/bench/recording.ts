/** Recording over HTTP: one client, a hundred a second, sixteen clients. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { by } from './appends.ts';
import type { Bench } from './bench.ts';
import { event } from './events.ts';
import { openStore } from './log.ts';
import { callers, inTurns, quantile, type Contender, type Figures } from './measure.ts';
import { appender, openRaw } from './raw.ts';
import { Server } from './server.ts';
import { committed } from './supply-chain.ts';

const ROUNDS = 5;
const FIRMS = 32;
const A_SECOND = 100;
const SECONDS = 4;

export async function measure({ folder, progress }: Bench): Promise<Figures> {
  const sql = openRaw(join(folder, 'raw', 'raw.db'));
  const raw = appender(sql);
  const store = await openStore(join(folder, 'ours'));
  const server = await Server.start(join(folder, 'served'), '--no-sample');
  for (let n = 0; n < FIRMS; n++)
    await server.put(`/v1/installation/events/${randomUUID()}`, 'operator', {
      type: 'PartyAdmitted',
      on: '2025-08-01',
      data: { party: `firm-${n}`, name: `Firm ${n} Ltd` },
    });
  progress('recording over HTTP');
  const commits = Array.from({ length: 400 }, (_, n) => [event(n)]);
  const figures = await inTurns(
    [
      { name: 'raw-commit', round: (times) => raw(commits, times) },
      clients(server, 'http-one', { by: 1, count: 300 }, supply),
      clients(server, 'http-text', { by: 1, count: 300 }, report),
      by(16, 'store-16', { appends: 6_000, size: 1 }, store),
      clients(server, 'http-16', { by: 16, count: 2_000 }, supply),
    ],
    ROUNDS,
  );
  progress(`${A_SECOND} a second`);
  figures['http-steady.p99'] = await steady(server);
  await server.kill();
  await store.close();
  sql.close();
  return figures;
}

/** A path and what is recorded there: the first in the book of a product, the other a word about a failure, which the vault keeps. */
type Recorded = readonly [path: string, firm: string, event: object];
const supply = (n: number): Recorded => {
  const firm = `firm-${n % FIRMS}`;
  const data = { from: firm, to: 'consumers', as: 'supply', place: 'GB', condition: 'new', reliesOn: 'statement' };
  return [`/v1/parties/${firm}/products/camera-${streamOf(n)}`, firm, { type: 'MadeAvailable', on: '2026-02-11', data }];
};
const report = (n: number): Recorded => {
  const firm = `firm-${n % FIRMS}`;
  const data = {
    product: 'camera',
    from: { kind: 'researcher' },
    claims: 'is',
    text: `It opens to anyone, time ${n}: ${committed}`,
  };
  return [
    `/v1/parties/${firm}/failures/failure-${streamOf(n)}`,
    firm,
    { type: 'ComplianceFailureReported', on: '2026-02-11', data },
  ];
};
/** A stream grows to twenty events. */
const streamOf = (n: number): number => Math.floor(n / FIRMS / 20);

let made = 0;
function clients(server: Server, name: string, work: { by: number; count: number }, what: (n: number) => Recorded): Contender {
  return { name, round: (times) => callers(work.by, work.count, () => record(server, what(made++)), times) };
}
const record = (server: Server, [path, firm, recorded]: Recorded) => server.put(`${path}/events/${randomUUID()}`, firm, recorded);

/** So many a second whether the last was answered or not, half of each kind: the 99th percentile of the calmest second. */
async function steady(server: Server): Promise<number> {
  const found: number[] = [];
  for (let second = 0; second < SECONDS; second++) {
    const times: number[] = [];
    const asked = [];
    for (const began = performance.now(); asked.length < A_SECOND;) {
      asked.push(timedInto(times, () => record(server, asked.length % 2 === 0 ? supply(made++) : report(made++))));
      await wait(Math.max(0, began + (asked.length * 1000) / A_SECOND - performance.now()));
    }
    await Promise.all(asked);
    found.push(quantile(times, 0.99));
  }
  return quantile(found, 0);
}

async function timedInto(times: number[], work: () => Promise<unknown>): Promise<void> {
  const began = performance.now();
  await work();
  times.push(performance.now() - began);
}
