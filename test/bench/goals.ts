/** A goal: what is compared with what, and how well that holds. 1 is just met, 2 twice as good, 0.85 the least that is let pass. */
import type { Figures } from './measure.ts';

export interface Goal {
  readonly says: string;
  /** The figures that it needs. */
  readonly needs: readonly string[];
  /** What is to be held against the goal: a ratio, or a figure with its unit. */
  shown(figures: Figures): string;
  holds(figures: Figures): number;
  /** Figures whose sense is a time on a machine like the reference one: a slower one is given as much more as it is slower. */
  readonly absolute?: boolean;
}

export const LEAST = 0.85;
export type Verdict = 'met' | 'nearly' | 'missed';
export const verdictOf = (holds: number): Verdict => (holds >= 1 ? 'met' : holds >= LEAST ? 'nearly' : 'missed');

const at = (figures: Figures, name: string): number => figures[name] ?? NaN;
const round = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toLocaleString('en', { maximumSignificantDigits: 3 });
export const shownAs = (value: number, unit: string): string =>
  `${round(value)}${unit === '' || unit.startsWith('/') ? unit : ` ${unit}`}`;

/** At least so many times the limit of this run. */
export const atLeast = (times: number, ours: string, limit: string, name: string): Goal => ({
  says: `≥ ${times} × ${name}`,
  needs: [ours, limit],
  shown: (figures) => `${round(at(figures, ours) / at(figures, limit))} ×`,
  holds: (figures) => at(figures, ours) / at(figures, limit) / times,
});

/** At most so many times what this run's limit takes. */
export const atMost = (times: number, ours: string, limit: string, name: string): Goal => ({
  says: `≤ ${times} × ${name}`,
  needs: [ours, limit],
  shown: (figures) => `${round(at(figures, ours) / at(figures, limit))} ×`,
  holds: (figures) => (times * at(figures, limit)) / at(figures, ours),
});

/** A figure that has a most, whatever the machine. */
export const no = (most: number, unit: string, ours: string, of: string): Goal => ({
  says: `${of} ≤ ${shownAs(most, unit)}`,
  needs: [ours],
  shown: (figures) => shownAs(at(figures, ours), unit),
  holds: (figures) => most / at(figures, ours),
});
export const within = (most: number, unit: string, ours: string, of: string): Goal => ({
  ...no(most, unit, ours, of),
  absolute: true,
});

/** A figure that has a least. */
export const some = (least: number, unit: string, ours: string, of: string): Goal => ({
  says: `${of} ≥ ${shownAs(least, unit)}`,
  needs: [ours],
  shown: (figures) => shownAs(at(figures, ours), unit),
  holds: (figures) => at(figures, ours) / least,
});
export const asFast = (least: number, unit: string, ours: string, of: string): Goal => ({
  ...some(least, unit, ours, of),
  absolute: true,
});

/** So many raw commits, and so many ms. */
export const commitsAnd = (times: number, ms: number, ours: string, commit: string): Goal => ({
  says: `p50 ≤ ${times} × raw commit + ${ms} ms`,
  needs: [ours, commit],
  shown: (figures) => `${round(at(figures, ours))} of ${round(times * at(figures, commit) + ms)} ms`,
  holds: (figures) => (times * at(figures, commit) + ms) / at(figures, ours),
  absolute: true,
});
