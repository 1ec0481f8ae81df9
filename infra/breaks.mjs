/**
 * The breaks: for each numbered test one that does what must not be, and holds that the test finds it. They stand in the suites beside what they
 * are of, under the same number (`D-04: …`), and say `finds it when …` in their title. This makes a table of those that ran.
 */
import { failures } from './suites.mjs';

export const BREAK = 'finds it when';
/** Durability, appending, projections, evidence, the cluster: none of these may be without one. */
const mustHave = /^[DSPEK]-/;

const numberOf = ({ titles }) => titles.map((title) => /^([A-Z]-\d\d):/.exec(title)?.[1]).find((number) => number !== undefined);
const isBreak = ({ titles }) => titles.join(' ').includes(BREAK);
const nameOf = ({ titles }) =>
  titles
    .slice(1)
    .join(' › ')
    .replace(/^(and|…and) finds it,? ?/, '') || titles.join(' › ');

/** The table's lines, and what is wrong: a number without a break, a break that its test did not find. */
export function breaksIn(tests) {
  const numbers = [...new Set(tests.map(numberOf))].filter((number) => number !== undefined).sort();
  const rows = numbers.map((number) => {
    const all = tests.filter((test) => numberOf(test) === number);
    return { number, tests: all.filter((test) => !isBreak(test)), breaks: all.filter(isBreak) };
  });
  const bare = rows.filter(({ number, breaks }) => mustHave.test(number) && breaks.length === 0);
  const missed = tests.filter((test) => isBreak(test) && test.status !== 'passed');
  const others = tests.filter((test) => isBreak(test) && numberOf(test) === undefined);
  return {
    lines: [
      ...rows.flatMap(linesOf),
      `and ${others.length} breaks of tests without a number, ${others.filter(({ status }) => status === 'passed').length} of them found`,
    ],
    wrong: [
      ...bare.map(({ number, tests: [first] }) => `${number} has no break: ${first?.titles[0]} (${first?.file})`),
      ...missed.map((test) => `not found, or not run: ${test.titles.join(' › ')} (${test.file})`),
      ...failures(tests.filter((test) => isBreak(test) || test.titles[0] === 'could not be run')),
    ],
  };
}

function linesOf({ number, tests, breaks }) {
  const count = `${tests.length} ${tests.length === 1 ? 'test' : 'tests'}`;
  if (breaks.length === 0) return [`${number}  ${count.padEnd(9)}  –`];
  return breaks.map((each, n) =>
    [n === 0 ? number : '    ', (n === 0 ? count : '').padEnd(9), verdict(each), seconds(each), nameOf(each)].join('  '),
  );
}

const verdict = ({ status }) => (status === 'passed' ? 'found ' : status === 'failed' ? 'MISSED' : 'NOT RUN');
const seconds = ({ ms }) => `${(ms / 1000).toFixed(1)} s`.padStart(8);
