/**
 * How many trials the tests make: few within `npm test`, more in the stage of faults after it, the most before a release. One switch
 * for all of them, `DUTYBOOK_TRIALS`; a number in it is that many of each, for whoever looks into one.
 */

const runs = ['few', 'first', 'long'] as const;
type Run = (typeof runs)[number];

const named = process.env['DUTYBOOK_TRIALS'] ?? 'few';
const isRun = (name: string): name is Run => runs.some((run) => run === name);
const isNumber = /^[1-9]\d*$/.test(named);
if (!isRun(named) && !isNumber) throw new Error(`DUTYBOOK_TRIALS is ${runs.join(', ')} or a number; not ${named}`);

/** The stage's figure counts in `npm test` too where nothing smaller is given. */
export function trials({ few, first, long = first }: { few?: number; first: number; long?: number }): number {
  return isNumber ? Number(named) : { few: few ?? first, first, long }[named as Run];
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
