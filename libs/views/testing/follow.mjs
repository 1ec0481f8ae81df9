/**
 * Follows a log into a views file until it is level with it, or until it is killed, by its parent or by itself at the places where it
 * hurts most: inside the transaction, after the rows and before the position; and right after it.
 */
import { SqliteStore } from '../../../dist/libs/event-store/src/index.js';
import { outstandingDuties } from '../../../dist/libs/views/src/outstanding-duties.js';
import { RowsOf } from '../../../dist/libs/views/src/rows.js';
import { Shelf } from '../../../dist/libs/views/src/shelf.js';
import { Views } from '../../../dist/libs/views/src/views.js';

const { log, file, seed, odds, variant } = JSON.parse(process.argv[2]);

let state = seed;
const dies = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  if (state / 2 ** 32 < odds) process.kill(process.pid, 'SIGKILL');
};

class Dying extends RowsOf {
  commit(changes, from, to) {
    super.commit([...changes, dies], from, to);
    dies();
  }
}
const { together } = Shelf.prototype;
Shelf.prototype.together = function (work) {
  // What must not be is not to be saved by the transaction around it.
  if (variant === 'Dying') together.call(this, work);
  else work();
  dies();
};
/** What must not be: the position first, and the rows in a transaction of their own. */
class PositionFirst extends RowsOf {
  commit(changes, from, to) {
    super.commit([], from, to);
    dies();
    this.write(changes);
  }
}
/** Nor this: the rows first. */
class RowsFirst extends RowsOf {
  commit(changes, from, to) {
    this.write(changes);
    dies();
    super.commit([], from, to);
  }
}

/** How many events each stream has, and the sum of their places in the log. */
const tally = {
  name: 'tally',
  version: 1,
  kinds: ['product', 'failure'],
  grain: 'stream',
  tables: [{ name: 'streams', columns: {}, indexes: [] }],
  rowsFor: ({ record, events }) => {
    const shows = { stream: record, count: events.length, sum: events.reduce((sum, { leaf }) => sum + leaf, 0) };
    return { tables: { streams: [{ key: record, shows, columns: {} }] } };
  },
};

const store = await SqliteStore.open(log);
const rowsOf = { Dying, PositionFirst, RowsFirst }[variant];
const views = new Views(store, { file, views: [tally, outstandingDuties], rowsOf, pace: { batch: 20 } });
await views.start();
process.stdout.write('following\n');
await views.waitFor(await store.head(), 60_000);
process.stdout.write('level\n');
await views.stop();
await store.close();
