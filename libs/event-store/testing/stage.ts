import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { KurrentStore, type KurrentSettings } from '../src/kurrent/kurrent-store.ts';
import { StoreUnavailable, UnknownOutcome, verifyLog, type EventStore, type NewEvent, type Recorded } from '../src/index.ts';
import { Double, type Place } from './double/double.ts';
import { isDouble, notTried } from './server.ts';

type Opens = (settings: KurrentSettings) => Promise<KurrentStore>;

/** Impatient, so that what takes minutes is over in moments. */
const impatient = { attemptMs: 300, appendMs: 1200, readMs: 1000, silenceMs: 2000, openMs: 5000, pauseMs: 20 };

let isSaid = isDouble;

/** Doubles, and stores on them that each have a mirror of their own, cleared away together. */
export class Stage {
  readonly #directory = mkdtempSync(join(tmpdir(), 'dutybook-stage-'));
  readonly #doubles: Double[] = [];
  readonly #stores: KurrentStore[] = [];
  #mirrors = 0;

  async double(place: Place = {}): Promise<Double> {
    // Only a double can be told what to do wrong.
    isSaid ||= notTried('What follows', 'it is tried on the double');
    const double = await Double.start(place);
    this.#doubles.push(double);
    return double;
  }

  mirror(): string {
    return join(this.#directory, String(++this.#mirrors));
  }

  async store(url: string, more: Partial<KurrentSettings> = {}, open: Opens = KurrentStore.open): Promise<KurrentStore> {
    const store = await open({ url, mirror: this.mirror(), ...impatient, ...more });
    this.#stores.push(store);
    return store;
  }

  async clear(): Promise<void> {
    for (const { link, script } of this.#doubles) {
      link.thaw();
      script.clear();
    }
    await inTime(Promise.all(this.#stores.map((store) => store.close())), 'the stores');
    await inTime(Promise.all(this.#doubles.map((double) => double.stop())), 'the doubles');
    rmSync(this.#directory, { recursive: true });
  }
}

/** What does not end is an error to be seen, not something to wait for. */
async function inTime(ended: Promise<unknown>, what: string): Promise<void> {
  const over = new AbortController();
  const late = wait(20_000, undefined, { signal: over.signal }).then(() => Promise.reject(new Error(`${what} do not end`)));
  late.catch(() => undefined);
  await Promise.race([ended, late]).finally(() => over.abort());
}

export const told = (text = 'told', id: string = randomUUID()): NewEvent => ({
  id,
  type: 'ContactMade',
  version: 1,
  on: '2026-02-11',
  data: { text },
});

export const record = (
  store: EventStore,
  stream: string,
  events: readonly NewEvent[],
  expected: 'any' | 'none' | number = 'any',
) => store.append(stream, events, { expected, key: events[0]?.id ?? '', by: 'kestrel' });

/** Longer than any outage that a test makes. */
const INSISTING_MS = 120_000;

/** The same again, as every caller does who is told that nobody knows, or that it cannot be used now. */
export async function insist(
  store: EventStore,
  stream: string,
  events: readonly NewEvent[],
  expected: 'any' | 'none' | number = 'any',
) {
  for (const began = performance.now(); ;)
    try {
      return await record(store, stream, events, expected);
    } catch (error) {
      const isPassing = error instanceof UnknownOutcome || error instanceof StoreUnavailable;
      if (!isPassing || performance.now() - began > INSISTING_MS) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
}

export async function all(pages: AsyncIterable<readonly Recorded[]>): Promise<Recorded[]> {
  const events: Recorded[] = [];
  for await (const page of pages) events.push(...page);
  return events;
}

/** Resolves when it holds, and says in what time; throws after so long. */
export async function until(holds: () => boolean | Promise<boolean>, ms: number, what: string): Promise<number> {
  const began = performance.now();
  while (!(await holds())) {
    if (performance.now() - began > ms) throw new Error(`not within ${ms} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return performance.now() - began;
}

/** What is wrong with stores that should all hold the same log: one sentence each. */
export async function differences(stores: readonly EventStore[]): Promise<string[]> {
  const found: string[] = [];
  const [first, ...others] = await Promise.all(stores.map((store) => store.root()));
  for (const [n, root] of others.entries())
    if (root.root !== first?.root)
      found.push(`mirror ${n + 2} has ${root.size} events, ${root.root}; the first ${first?.size}, ${first?.root}`);
  for (const [n, store] of stores.entries()) {
    const fault = await verifyLog(store);
    if (fault !== undefined) found.push(`mirror ${n + 1}: ${JSON.stringify(fault)}`);
  }
  return found;
}
