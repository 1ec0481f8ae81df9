/**
 * Turns from one member of a cluster to another while appends are about to go out, and prints what those that failed mean as one line of
 * JSON. A test's child: `leaving.ts [at once]`; `at once` closes the channel under them.
 */
import { randomUUID } from 'node:crypto';
import { Cluster } from '../src/kurrent/cluster.ts';
import { meaningOf } from '../src/kurrent/meaning.ts';
import { Nodes } from './nodes.ts';
import { Stage } from './stage.ts';

const TURNS = 60;
const AT_ONCE = 12;

class Leaving extends Cluster {
  override leave(): void {
    super.leave();
  }
}
const outgoing = () => ({ id: randomUUID(), type: 'Told', bytes: new TextEncoder().encode('{}') });

if (process.argv[2] === 'at once') {
  const { setImmediate: later } = globalThis;
  const atOnce = (work: (...given: unknown[]) => void, ...given: unknown[]) =>
    work.name === 'bound close' ? work() : later(work, ...given);
  Reflect.set(globalThis, 'setImmediate', atOnce);
}

const cluster = new Leaving(await new Nodes(new Stage()).start(), 1_000);
const meanings = new Set<string>();
for (let turn = 0; turn < TURNS; turn++) {
  await cluster.append(`kestrel/profile/${turn}`, [outgoing()], -1, 2_000).catch(() => undefined);
  cluster.leave();
  for (let ticks = 0; ticks < turn % 12; ticks++) await undefined;
  const appends = Array.from({ length: AT_ONCE }, (_, n) =>
    cluster.append(`kestrel/failure/${turn}-${n}`, [outgoing()], -1, 2_000),
  );
  for (const { status, ...how } of await Promise.allSettled(appends))
    if (status === 'rejected') meanings.add(meaningOf(Object(how).reason));
}
await cluster.close();
process.stdout.write(`${JSON.stringify([...meanings])}\n`);
process.exit();
