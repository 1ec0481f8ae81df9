/** Appends as fast as it can and prints what was acknowledged, until it is killed (in no round: opens, closes and ends). A test's child: `appender.ts DIRECTORY ROUND [THREAD]`. */
import { writeSync } from 'node:fs';
import { SqliteStore } from '../src/sqlite/sqlite-store.ts';

const [directory = '', round = '0', thread] = process.argv.slice(2);
const CALLERS = 4;

/** Says a line at once, not when the loop comes to it: waiting while the reader is slow is part of being answered. */
function say(line: string): void {
  for (;;)
    try {
      writeSync(1, line);
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
    }
}

say('warm\n');
await new Promise((resolve) => process.stdin.once('data', resolve));
const store = await SqliteStore.open(directory, thread === undefined ? {} : { thread: new URL(thread) });
say('open\n');
if (round === 'none') {
  await store.close();
  process.exit();
}

let made = 0;
const idOf = (n: number) => `${round.padStart(8, '0')}-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** 1 to 5 events of 200 to 4,000 bytes; what is drawn follows from the number. */
function drawn(n: number) {
  const count = 1 + (n % 5);
  const append = idOf(n * 10);
  return Array.from({ length: count }, (_, k) => ({
    id: idOf(n * 10 + k),
    type: 'ContactMade',
    version: 1,
    on: '2026-02-11',
    data: { append, of: count, text: 'x'.repeat(200 + ((n * 997 + k * 131) % 3800)) },
  }));
}

async function appendForEver(caller: number): Promise<never> {
  for (;;) {
    const events = drawn(made++);
    const key = events[0]?.id ?? '';
    const receipt = await store.append(`kestrel/failure/${(caller + made) % 7}`, events, { expected: 'any', key, by: 'kestrel' });
    say(`${key} ${receipt.leaf} ${events.length}\n`);
  }
}

await Promise.all(Array.from({ length: CALLERS }, (_, caller) => appendForEver(caller)));
