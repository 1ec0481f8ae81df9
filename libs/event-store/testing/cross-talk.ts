/**
 * Two logs on two servers in one process; the one server dies while appends to the other are under way. Prints what became of those as one
 * line of JSON: a process of its own, because in the broken case it is the process that ends. A test's child: `cross-talk.ts [batch]`.
 */
import { EventStoreDBClient } from '@eventstore/db-client';
import { setTimeout as wait } from 'node:timers/promises';
import { KurrentStore } from '../src/kurrent/kurrent-store.ts';
import { Double } from './double/double.ts';
import { offer } from './double/calls.ts';
import { record, Stage, told } from './stage.ts';

const ROUNDS = Number(process.argv[2] ?? 1);
const IN_FLIGHT = 50;

interface Sound {
  readonly dying: (n: number) => Promise<unknown>;
  readonly living: (n: number) => Promise<unknown>;
}

async function stores(stage: Stage, one: Double, other: Double): Promise<Sound> {
  const [a, b] = [
    await stage.store(one.url),
    await stage.store(other.url, { attemptMs: 5000, appendMs: 10_000 }, KurrentStore.open),
  ];
  return {
    dying: (n) => record(a, `kestrel/failure/${n}`, [told()]),
    living: (n) => record(b, `kestrel/failure/${n}`, [told()]),
  };
}

/** As the client appends when it is given no credentials. */
function batched(one: Double, other: Double): Sound {
  const [a, b] = [one, other].map(({ url }) => EventStoreDBClient.connectionString(url));
  const append = (client: EventStoreDBClient | undefined) => async (n: number) =>
    client?.appendToStream(`kestrel/failure/${n}`, [offer()], { expectedRevision: 'no_stream' });
  return { dying: append(a), living: append(b) };
}

const stage = new Stage();
let [rejected, kept] = [0, 0];
for (let round = 0; round < ROUNDS; round++) {
  const [one, other] = [await stage.double(), await stage.double()];
  const { dying, living } = process.argv[3] === 'batch' ? batched(one, other) : await stores(stage, one, other);
  await Promise.all([dying(-1), living(-1)]);
  one.script.add({ on: 'append', does: 'never answer', times: 1000 });
  other.script.add({ on: 'append', does: 'answer late', ms: 300, times: 1000 });
  const lost = Array.from({ length: IN_FLIGHT }, (_, n) => dying(n).catch(() => undefined));
  const going = Array.from({ length: IN_FLIGHT }, (_, n) => living(n));
  await wait(100);
  one.link.cut('rst');
  const answers = await Promise.allSettled(going);
  rejected += answers.filter(({ status }) => status === 'rejected').length;
  kept += answers.filter(({ status }) => status === 'fulfilled').length;
  one.script.clear();
  await Promise.race([Promise.all(lost), wait(3_000)]);
}
process.stdout.write(`${JSON.stringify({ rejected, kept })}\n`);
process.exit();
