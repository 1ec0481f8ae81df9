/**
 * A process that a spec starts: it records and delivers, and is killed in the middle of it.
 * FOLDER, where (`before append`, `after append`, `after delivery`), at which append, first key, number of keys.
 */
import { openStore } from '#event-store';
import type { AppendOptions, NewEvent } from '#event-store';
import { DELIVERY } from './index.ts';
import { eventId, notified, SmallChain, StandingClock } from './small-chain.ts';

const [folder = '', where = '', nth = '', first = '', keys = ''] = process.argv.slice(2);
const clock = new StandingClock();
const url = `sqlite:${folder}`;
const store = await openStore({ url, clock });

let appends = 0;
const counts = ({ by }: AppendOptions) => (by === DELIVERY) === (where === 'after delivery');
const append = store.append.bind(store);
store.append = async (stream: string, events: readonly NewEvent[], options: AppendOptions) => {
  const last = counts(options) && (appends += 1) === Number(nth);
  if (last && where === 'before append') process.kill(process.pid, 'SIGKILL');
  const receipt = await append(stream, events, options);
  if (last) process.kill(process.pid, 'SIGKILL');
  return receipt;
};

const chain = await SmallChain.at(url, { clock, store });
if (where === 'after delivery') await chain.delivery.start();
const numbers = Array.from({ length: Number(keys) }, (_, key) => Number(first) + key);
await Promise.all(
  numbers.map((key) =>
    chain.record(`kestrel/failure/f${key % 3}`, { ...notified('quayside', `words of ${key}`), id: eventId(`life ${key}`) }),
  ),
);
await chain.delivery.waitFor(await store.head(), 20_000);
