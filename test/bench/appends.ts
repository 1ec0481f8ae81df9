/** Appends: one caller, sixteen, 256; ten and a hundred at a time; one hot stream. Beside raw commits, in turns. */
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { decide, type Decider, type EventStore, type NewEvent } from '#event-store';
import type { Bench } from './bench.ts';
import { event } from './events.ts';
import { BY, Callers, inside, openStore } from './log.ts';
import { callers, inTurns, quantile, type Contender, type Figures } from './measure.ts';
import { appender, openRaw } from './raw.ts';

const ROUNDS = 7;

/** So many appends of so many events in a round, which then takes a good quarter of a second. */
const alone = { appends: 800, size: 1 };
const sixteen = { appends: 6_000, size: 1 };
const crowd = { appends: 16_000, size: 1 };
const tens = { appends: 400, size: 10 };
const hundreds = { appends: 100, size: 100 };

export async function measure({ folder, progress }: Bench): Promise<Figures> {
  const sql = openRaw(join(folder, 'raw', 'raw.db'));
  const store = await openStore(join(folder, 'ours'));
  const raw = appender(sql);
  const sameThread = await sameThreadAppender(join(folder, 'same-thread'));
  progress('one event at a time');
  const figures = await inTurns(
    [
      contender('raw-one', alone, raw),
      by(1, 'append-one', alone, store),
      contender('append-one-same-thread', alone, sameThread),
      by(16, 'append-16', sixteen, store),
      contender('hot-stream', sixteen, (batches) => hotStream(store, batches)),
      by(256, 'append-256', crowd, store),
    ],
    ROUNDS,
  );
  progress('ten and a hundred at a time');
  const larger = await inTurns(
    [
      contender('raw-ten', tens, raw),
      by(1, 'append-10', tens, store),
      contender('raw-hundred', hundreds, raw),
      by(1, 'append-100', hundreds, store),
    ],
    ROUNDS,
  );
  progress('the event loop under 256 callers');
  const loop = await loopDelay(by(256, 'loop', crowd, store));
  await store.close();
  sql.close();
  return { ...figures, ...larger, 'append-256.loop': loop };
}

type Batches = readonly (readonly NewEvent[])[];
type Appending = (batches: Batches, times: number[]) => Promise<number> | number;

/** The events of a round are made before it begins. */
function contender(name: string, { appends, size }: typeof alone, append: Appending): Contender {
  let batches: Batches = [];
  return {
    name,
    rest: () => {
      batches = Array.from({ length: appends }, (_, n) => Array.from({ length: size }, (_, k) => event(n * size + k)));
    },
    round: (times) => append(batches, times),
  };
}

/** So many callers, each on streams of its own. */
export function by(count: number, name: string, work: typeof alone, store: EventStore): Contender {
  const streams = new Callers(store, name);
  return contender(name, work, async (batches, times) => {
    await callers(count, batches.length, (n, caller) => streams.append(caller, batches[n] ?? []), times);
    return work.appends * work.size;
  });
}

/** The writer without its thread, as a program would use it that has nothing else to do. */
async function sameThreadAppender(folder: string): Promise<Appending> {
  const { LogWriter } = await inside('event-store/src/sqlite/log-writer');
  const { connect } = await inside('event-store/src/sqlite/connection');
  const { handover } = await inside('event-store/src/envelope');
  await (await openStore(folder)).close();
  const db = connect(join(folder, 'log.db'), 'writing');
  const writer = new LogWriter(db, String(db.prepare('SELECT holder FROM lease').pluck().get()));
  let revision = -1;
  return (batches, times) => {
    for (const events of batches) {
      const began = performance.now();
      const options = { expected: revision < 0 ? 'none' : revision, key: events[0]?.id, by: BY };
      writer.write([handover('alone/failure/f', events, options, new Date())]);
      revision += events.length;
      times.push(performance.now() - began);
    }
    return batches.length;
  };
}

/** A stream's own rules in the smallest: it counts, and admits what is offered. */
const counting: Decider<number, NewEvent> = { initial: 0, evolve: (count) => count + 1, decide: (offer) => [offer] };

let hot = 0;
async function hotStream(store: EventStore, batches: Batches): Promise<number> {
  const stream = `hot/failure/${hot++}`;
  const offers = batches.flat();
  return callers(16, offers.length, async (n) => {
    const offer = offers[n];
    if (offer !== undefined) await decide(store, counting, stream, { offer, key: offer.id, by: BY });
  });
}

/** The 99th percentile of how late the event loop came to a timer of 1 ms, in the best of the rounds. */
async function loopDelay(many: Contender): Promise<number> {
  const found: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await many.rest?.();
    const histogram = monitorEventLoopDelay({ resolution: 1 });
    histogram.enable();
    await many.round([]);
    histogram.disable();
    found.push(Math.max(0, histogram.percentile(99) / 1e6 - 1));
  }
  return quantile(found, 0);
}
