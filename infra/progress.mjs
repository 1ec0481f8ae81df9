/** Says of a run of tests which file begins, which has ended and how long it took, what remains, and what was not as it should be. */
import { relative } from 'node:path';

const clock = (ms) => {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
};
const say = (line) => process.stderr.write(`${line}\n`);

export default class Progress {
  #begun = 0;
  #remaining = new Map();

  constructor({ rootDir }) {
    this.rootDir = rootDir;
  }

  onRunStart({ numTotalTestSuites }, { estimatedTime }) {
    this.#begun = Date.now();
    const about = estimatedTime > 0 ? `, about ${clock(estimatedTime * 1000)} by the last run` : '';
    say(`dutybook: ${numTotalTestSuites} files of tests${about}`);
  }

  onTestFileStart({ path }) {
    this.#remaining.set(path, Date.now());
  }

  onTestFileResult(
    { path },
    { numFailingTests, numPassingTests, failureMessage },
    { numTotalTestSuites, numPassedTestSuites, numFailedTestSuites, numPendingTestSuites },
  ) {
    const took = Date.now() - (this.#remaining.get(path) ?? Date.now());
    this.#remaining.delete(path);
    const done = numPassedTestSuites + numFailedTestSuites + numPendingTestSuites;
    const isWrong = numFailingTests > 0 || failureMessage;
    if (numPassingTests === 0 && !isWrong) return;
    const left = `${numTotalTestSuites - done} files remain, ${clock(Date.now() - this.#begun)} so far`;
    const running = [...this.#remaining.keys()].map((each) => relative(this.rootDir, each));
    say(
      `${isWrong ? '✗' : '✓'} ${relative(this.rootDir, path)}: ${numPassingTests} tests, ${clock(took)} (${[left, ...running].join('; ')})`,
    );
    if (isWrong && failureMessage) say(failureMessage);
  }
}
