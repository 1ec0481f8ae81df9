/** Builds every list in a thread of its own until it is level with the log, or until its parent kills it. */
import { HeldClock, SqliteStore } from '../../../dist/libs/event-store/src/index.js';
import { Views } from '../../../dist/libs/views/src/views.js';
import { allViews } from '../../../dist/libs/views/src/views.module.js';

const { log, file, at } = JSON.parse(process.argv[2]);
const builder = new URL('../../../dist/libs/views/src/building-thread.js', import.meta.url);
const store = await SqliteStore.open(log, { clock: new HeldClock(at) });
const views = new Views(store, { file, views: allViews, builder, pace: { alone: 0 } });
await views.start();
process.stdout.write('building\n');
await views.waitFor(await store.head(), 60_000);
process.stdout.write('level\n');
await views.stop();
await store.close();
