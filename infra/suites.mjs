/** All tests run to their end whatever fails, with progress, and what came of them as data: for `npm run test:long` and `npm run test:breaks`. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { machinesMounts, notRun, onOwnMounts, whyNotHere } from './faults.mjs';

/** Which suites there are: what runs anywhere, and what needs mounts of its own and nobody beside it. */
const suites = [
  {
    config: 'jest.config.mjs',
    flags: ['--testPathIgnorePatterns', '/test/faults/'],
    before: () => [],
    env: () => ({}),
    whyNot: () => undefined,
  },
  {
    config: 'jest.faults.config.mjs',
    flags: ['--runInBand', '--testPathIgnorePatterns', '^(?!.*/test/faults/)'],
    before: onOwnMounts,
    env: machinesMounts,
    whyNot: whyNotHere,
  },
];

/**
 * Every test that there is, as `{ file, titles, status, ms, says }`, of which the status is `pending` where `args` left it out; a file that
 * could not be run at all is one failed test. Counts of trials as `trials` names them.
 */
export function ran({ node, root, trials, say, args = [] }) {
  const folder = mkdtempSync(join(tmpdir(), 'dutybook-tests-'));
  try {
    return suites.flatMap((suite) => testsOf(suite, { node, root, trials, say, args, report: join(folder, suite.config) }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function testsOf({ config, flags, before, env, whyNot }, { node, root, trials, say, args, report }) {
  const why = whyNot(say);
  if (why !== undefined) return [failedAsAWhole(config, notRun(why))];
  const program = ['--experimental-vm-modules', '--no-warnings', join(root, 'node_modules', 'jest', 'bin', 'jest.js')];
  const output = ['--json', `--outputFile=${report}`, `--reporters=${join(root, 'infra', 'progress.mjs')}`];
  const [command, ...rest] = [...before(), node, ...program, '-c', join(root, config), ...output, ...flags, ...args];
  spawnSync(command, rest, {
    cwd: root,
    stdio: ['inherit', 'ignore', 'inherit'],
    env: { ...process.env, ...env(), DUTYBOOK_TRIALS: trials },
  });
  try {
    return JSON.parse(readFileSync(report, 'utf8')).testResults.flatMap((result) => testsIn(result, root));
  } catch (error) {
    return [failedAsAWhole(config, error instanceof Error ? error.message : String(error))];
  }
}

function testsIn({ name, message, assertionResults, status }, root) {
  const file = relative(root, name);
  if (assertionResults.length === 0 && status === 'failed') return [failedAsAWhole(file, message)];
  return assertionResults.map(({ ancestorTitles, title, status: became, duration, failureMessages }) => ({
    file,
    titles: [...ancestorTitles, title],
    status: became,
    ms: duration ?? 0,
    says: failureMessages.join('\n'),
  }));
}

const failedAsAWhole = (file, says) => ({ file, titles: ['could not be run'], status: 'failed', ms: 0, says });

/** Lines that name every failed test, the first of what it says under it. */
export const failures = (tests) =>
  tests
    .filter(({ status }) => status === 'failed')
    .flatMap(({ file, titles, says }) => [
      `  ${titles.join(' › ')} (${file})`,
      ...says
        .split('\n')
        .slice(0, 12)
        .map((line) => `      ${line}`),
    ]);
