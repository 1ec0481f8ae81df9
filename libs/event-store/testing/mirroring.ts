/** Follows a cluster into a mirror until it is killed, and prints how far that has come. A test's child: `mirroring.ts URL DIRECTORY`. */
import { KurrentStore } from '../src/kurrent/kurrent-store.ts';

const [url = '', mirror = ''] = process.argv.slice(2);
const store = await KurrentStore.open({ url, mirror, openMs: 10_000 });
for await (const _ of endless()) process.stdout.write(`${(await store.root()).size}\n`);

async function* endless(): AsyncGenerator<void> {
  for (;;) {
    yield;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
