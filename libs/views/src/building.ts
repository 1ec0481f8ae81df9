import { once } from 'node:events';
import { type MessagePort, parentPort, Worker, workerData } from 'node:worker_threads';
import { openForReading, type Position } from '#event-store';
import type { Day, Law } from '#psti';
import { followedKinds } from './facts.ts';
import { fill } from './filling.ts';
import { Follower } from './follower.ts';
import { Matters } from './matters.ts';
import { Reading } from './reading.ts';
import { RowsOf } from './rows.ts';
import { Shelf } from './shelf.ts';
import type { View } from './view.ts';
import { type Checkpoint, connected, type Generation } from './views-file.ts';
import { sentence } from './work.ts';

/** What does not change from one order to the next. */
export interface BuildingPlace {
  /** The directory of the log, and the file of the lists. */
  readonly log: string;
  readonly file: string;
  readonly law?: Law;
  readonly patience: number;
}
/** Read the log up to here, and fill these tables from it. */
interface Order {
  readonly until: Position;
  readonly today: Day;
  readonly generations: readonly Generation[];
}
interface Filled {
  readonly at: Checkpoint;
  readonly failed: readonly { readonly view: string; readonly says: string }[];
}
type FromThread = { readonly kind: 'turn' | 'written' } | ({ readonly kind: 'filled' } & Filled);

/** Streams follow each other by product: few of those that were read are asked for again. */
const HELD = 2_000;
const PAGE = 500;
const LIMITS = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 512 };

/**
 * Goes through the whole log in a thread of its own, on connections of its own, so that nobody who asks something has to wait. It writes
 * to the file of the lists only when it is its turn, as one file takes one writer at a time.
 */
export class Building {
  readonly #program: URL;
  readonly #place: BuildingPlace;

  constructor(program: URL, place: BuildingPlace) {
    this.#program = program;
    this.#place = place;
  }

  /** Rejects where it did not come to its end; then nothing of it counts. `turn` runs what it is given when nobody else writes. */
  async fill(order: Order, turn: (write: () => Promise<unknown>) => Promise<void>, ending: AbortSignal): Promise<Filled> {
    ending.throwIfAborted();
    const thread = new Worker(this.#program, { workerData: { ...this.#place, ...order }, resourceLimits: LIMITS });
    const end = () => void thread.terminate();
    ending.addEventListener('abort', end);
    const over = once(thread, 'exit');
    let written = Promise.withResolvers<void>();
    try {
      return await new Promise<Filled>((resolve, reject) => {
        thread.on('message', (message: FromThread) => {
          if (message.kind === 'filled') return resolve(message);
          if (message.kind === 'written') return written.resolve();
          written = Promise.withResolvers();
          const { promise } = written;
          turn(() => (thread.postMessage('go'), Promise.race([promise, over]))).catch(reject);
        });
        thread.once('error', reject);
        over.then(() => reject(new Error('the thread that builds the lists ended before it was done')), reject);
      });
    } finally {
      ending.removeEventListener('abort', end);
      await thread.terminate();
    }
  }
}

/** The thread's side: carries out the order that it was started with. */
export async function serve(views: readonly View[]): Promise<void> {
  if (parentPort === null) return;
  const order: BuildingPlace & Order = workerData;
  parentPort.postMessage({ kind: 'filled', ...(await carriedOut(order, views, parentPort)) });
}

async function carriedOut(order: BuildingPlace & Order, views: readonly View[], port: MessagePort): Promise<Filled> {
  const turn = async (write: () => void): Promise<void> => {
    const go = once(port, 'message');
    port.postMessage({ kind: 'turn' });
    await go;
    write();
    port.postMessage({ kind: 'written' });
  };
  const store = openForReading(order.log);
  const sql = connected(order.file);
  const shelf = new Shelf(sql, store.storeId, await store.head());
  const reading = new Reading(store, HELD);
  for await (const page of store.readAll({ after: shelf.at.position, until: order.until, kinds: followedKinds, page: PAGE }))
    await turn(() => shelf.note(page, page.at(-1)?.position ?? ''));
  await turn(() => shelf.note([], order.until));
  reading.offer([], shelf.at.leaf);
  const followers = order.generations.map((generation) => {
    const view = views.find(({ name }) => name === generation.view);
    if (view === undefined) throw new RangeError(`The thread that builds the lists does not know ${generation.view}`);
    return new Follower(view, generation, new RowsOf(sql, view, generation));
  });
  const parts = { shelf, matters: new Matters(reading, shelf, order.law), patience: order.patience };
  const ending = new AbortController().signal;
  const failed = await fill(followers, { ...parts, ending }, { to: shelf.at, today: order.today, turn });
  sql.close();
  await store.close();
  return { at: shelf.at, failed: [...failed].map(([{ view }, error]) => ({ view: view.name, says: sentence(error) })) };
}
