/** What an append and a proof cost as the log grows ten, a hundred and a thousand times. */
import { join } from 'node:path';
import type { SqliteStore } from '#event-store';
import { by } from './appends.ts';
import type { Bench } from './bench.ts';
import { fill, openStore } from './log.ts';
import { inTurns, type Contender, type Figures } from './measure.ts';

const ROUNDS = 9;
const PROOFS = 300;
const work = { appends: 1_000, size: 10 };

export async function measure({ folder, events, progress }: Bench): Promise<Figures> {
  const sizes = [events / 1000, events / 100, events / 10, events].map(Math.ceil);
  const stores: SqliteStore[] = [];
  for (const size of sizes) {
    progress(`a log of ${size.toLocaleString('en')} events`);
    const store = await openStore(join(folder, String(size)));
    await fill(store, size);
    stores.push(store);
  }
  progress('appends and proofs in turns');
  const appending = stores.map((store, n) => by(16, `growth-append.${n}`, work, store));
  const proving = stores.map((store, n) => prover(`growth-proof.${n}`, store, sizes[n] ?? 1));
  const figures = await inTurns([...proving, ...appending], ROUNDS);
  await Promise.all(stores.map((store) => store.close()));
  return { ...figures, ...summary(figures, sizes) };
}

/** Inclusion of events from all over the log, in the tree of all that it was filled with. */
function prover(name: string, store: SqliteStore, size: number): Contender {
  let seed = 1;
  const anywhere = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed % size;
  };
  return {
    name,
    round: async (times) => {
      for (let n = 0; n < PROOFS; n++) {
        const began = performance.now();
        await store.proveInclusion(anywhere(), size);
        times.push(performance.now() - began);
      }
      return PROOFS;
    },
  };
}

/** The slowest append against the one on the smallest log; what a proof costs more for each ten times the events. */
function summary(figures: Figures, sizes: readonly number[]): Figures {
  const rates = sizes.map((_, n) => figures[`growth-append.${n}.rate`] ?? NaN);
  const [first, last] = [figures['growth-proof.0.p50'] ?? NaN, figures[`growth-proof.${sizes.length - 1}.p50`] ?? NaN];
  return {
    'growth-append.flat': Math.min(...rates) / (rates[0] ?? NaN),
    'growth-proof.per-tenfold': (last / first) ** (1 / (sizes.length - 1)),
  };
}
