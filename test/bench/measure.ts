/** How things are timed: in short rounds, taking turns, so that what the machine does meanwhile strikes all alike. */
import { setImmediate } from 'node:timers/promises';

export type Figures = Record<string, number>;

/** One way of doing the work: a round of it, and how much was done. Each work that is timed by itself adds to `times`, in ms. */
export interface Contender {
  readonly name: string;
  round(times: number[]): Promise<number> | number;
  /** Between the rounds, untimed. */
  rest?(): Promise<void> | void;
}

/** The quantile of times that need not be sorted. */
export function quantile(times: readonly number[], share: number): number {
  const sorted = Float64Array.from(times).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/**
 * `NAME.rate` is the best round's, in work done per second; `NAME.p50` and `NAME.p99` are the best of any round's, as whatever else
 * runs on the machine only ever makes them worse. The first round warms up and does not count.
 */
export async function inTurns(contenders: readonly Contender[], rounds: number): Promise<Figures> {
  const figures: Figures = {};
  for (let round = 0; round <= rounds; round++)
    for (const contender of contenders) {
      const { rate, p50, p99 } = await one(contender);
      if (round === 0) continue;
      const { name } = contender;
      figures[`${name}.rate`] = Math.max(figures[`${name}.rate`] ?? 0, rate);
      if (Number.isNaN(p50)) continue;
      figures[`${name}.p50`] = Math.min(figures[`${name}.p50`] ?? Infinity, p50);
      figures[`${name}.p99`] = Math.min(figures[`${name}.p99`] ?? Infinity, p99);
    }
  return figures;
}

async function one(contender: Contender): Promise<{ rate: number; p50: number; p99: number }> {
  await contender.rest?.();
  globalThis.gc?.();
  await setImmediate();
  const times: number[] = [];
  const began = performance.now();
  const done = await contender.round(times);
  const seconds = (performance.now() - began) / 1000;
  return { rate: done / seconds, p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}

/** So many callers, each asking again as soon as it is answered, until so much is done. */
export async function callers(
  count: number,
  work: number,
  ask: (n: number, caller: number) => Promise<unknown>,
  times?: number[],
) {
  let next = 0;
  const one = async (_: unknown, caller: number) => {
    while (next < work) {
      const began = performance.now();
      await ask(next++, caller);
      times?.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: count }, one));
  return work;
}

export async function timed(work: () => Promise<unknown> | unknown): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** The best of some tries, in ms. */
export async function best(tries: number, work: () => Promise<unknown> | unknown): Promise<number> {
  let least = Infinity;
  for (let n = 0; n < tries; n++) least = Math.min(least, await timed(work));
  return least;
}
