/** Follows a cluster into a mirror until it is killed, and prints how far that has come. A test's child: `mirroring.ts URL DIRECTORY`. */
import { setTimeout as wait } from 'node:timers/promises';
import { KurrentStore } from '../src/kurrent/kurrent-store.ts';

const [url = '', mirror = ''] = process.argv.slice(2);
const store = await KurrentStore.open({ url, mirror, openMs: 10_000 });
for (;;) {
  process.stdout.write(`${(await store.root()).size}\n`);
  await wait(20);
}
