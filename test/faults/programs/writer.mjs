/**
 * Tries to open a log for writing until it can; then appends for ever, to one hot stream and twenty cold ones, first what it is told to ask
 * for again. Every line it says begins with the machine's own time in nanoseconds, which all processes share.
 */
import { rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { SqliteStore } from '../../../dist/libs/event-store/src/index.js';

const { directory, run, again, removesLock } = JSON.parse(process.argv[2]);
const CALLERS = 4;

/** At once, not when the loop comes to it. */
function say(words) {
  const line = `${process.hrtime.bigint()} ${words}\n`;
  for (;;)
    try {
      return writeSync(1, line);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
}

async function opened() {
  for (;;)
    try {
      if (removesLock) rmSync(join(directory, 'log.db.lock'), { force: true });
      return await SqliteStore.open(directory);
    } catch (error) {
      say(`refused ${error.code} ${error.message}`);
      await wait(50);
    }
}

let made = 0;
function next() {
  const waiting = again.shift();
  if (waiting !== undefined) return waiting;
  const n = made++;
  const id = `${String(run).padStart(8, '0')}-0000-7000-8000-${String(n).padStart(12, '0')}`;
  return { id, stream: n % 2 === 0 ? 'kestrel/failure/hot' : `kestrel/failure/cold-${((n - 1) / 2) % 20}` };
}

const store = await opened();
say('open');

async function work() {
  for (;;) {
    const { id, stream } = next();
    const event = { id, type: 'ContactMade', version: 1, on: '2026-02-11', data: { text: 'x'.repeat(500) } };
    say(`asks ${id} ${stream}`);
    try {
      const { last, leaf } = await store.append(stream, [event], { expected: 'any', key: id, by: 'kestrel' });
      say(`told ${id} ${last} ${leaf}`);
      await wait(2);
    } catch (error) {
      say(`failed ${error.name} ${error.message}`);
      await wait(50);
    }
  }
}
await Promise.all(Array.from({ length: CALLERS }, work));
