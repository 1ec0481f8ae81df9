/** How many trials the tests of faults make: few within `npm test`, more in the stage after it, the most before a release. */

const runs = ['few', 'first', 'long'] as const;
type Run = (typeof runs)[number];

const named = process.env['DUTYBOOK_TRIALS'] ?? 'few';
const isRun = (name: string): name is Run => runs.some((run) => run === name);
if (!isRun(named)) throw new Error(`DUTYBOOK_TRIALS is ${runs.join(', ')}; not ${named}`);

/** The stage's figure counts in `npm test` too where nothing smaller is given. */
export function trials({ few, first, long = first }: { few?: number; first: number; long?: number }): number {
  return { few: few ?? first, first, long }[named as Run];
}

/** Numbers from 0 to 1, the same in every run. */
export function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

/** What was counted, for whoever runs it: beside the tests' own lines, and without where it was said. */
export const counted = (line: string): boolean => process.stderr.write(`    ${line}\n`);
