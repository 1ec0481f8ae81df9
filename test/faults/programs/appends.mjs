/** Appends so many times, one to five events each, and writes down each acknowledgement; then it closes the log. What it appends follows from the number. */
import { writeSync } from 'node:fs';
import { SqliteStore } from '../../../dist/libs/event-store/src/index.js';
import { appendOf } from '../appends.ts';

const { directory, count, callers, thread } = JSON.parse(process.argv[2]);

const store = await SqliteStore.open(directory, thread === undefined ? {} : { thread: new URL(thread) });
let made = 0;
async function work() {
  while (made < count) {
    const n = made++;
    const events = appendOf(n);
    const options = { expected: 'any', key: events[0].id, by: 'kestrel' };
    await store.append(`kestrel/failure/${n % 7}`, events, options).then(
      ({ leaf }) => writeSync(1, `${n} ${leaf}\n`),
      () => undefined,
    );
  }
}
await Promise.all(Array.from({ length: callers }, work));
await store.close();
