/**
 * The one door for every npm script: sets up what is missing, then does the work on the right Node.
 * Plain JavaScript that runs on Node 18 and later, because the machine's own Node may be older than ours.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BREAK, breaksIn } from './breaks.mjs';
import { machinesMounts, notRun, onOwnMounts, rowsNotInTests, whyNotHere } from './faults.mjs';
import { failures, ran } from './suites.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [task = 'start', ...rest] = process.argv.slice(2);

const say = (line) => process.stderr.write(`dutybook: ${line}\n`);

function run(command, args, options = {}) {
  const { status, signal, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? (signal ? 1 : 0));
}

/** Stays as the front of a long-running process: what ends us ends it, in its own time, and its exit code is ours. */
function runUntilStopped(command, args) {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    throw error;
  });
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

/** Installs from the lockfile when it has changed since the last time. A running system needs no test tools. */
function install(everything) {
  const mark = join(root, 'node_modules', '.dutybook');
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const done = existsSync(mark) ? readFileSync(mark, 'utf8').split(' ') : [];
  if (done[0] === lock && (done[1] === 'all' || !everything)) return;
  say(`installing packages${everything ? ', those for tests too' : ''} (once; about half a minute)`);
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  run(npm, ['ci', '--loglevel=error', '--progress=true', ...(everything ? [] : ['--omit=dev'])], {
    shell: process.platform === 'win32',
  });
  mkdirSync(dirname(mark), { recursive: true });
  writeFileSync(mark, `${lock} ${everything ? 'all' : 'run'}`);
}

/** Node 22.15 or later, which runs the sources as they stand: the one running this, or the one that came with the packages. */
function runtime() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 15)) return process.execPath;
  const names = [`node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`];
  for (const name of names) {
    const binary = join(root, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    if (existsSync(binary)) return binary;
  }
  say(
    `Node 22.15 or later is needed; this is ${process.version}, and no packaged one exists for ${process.platform} ${process.arch}.`,
  );
  process.exit(78);
}

const withoutTests = new Set(['start', 'build', 'cli', 'scenario', 'bench']);
install(!withoutTests.has(task));
const node = runtime();
const at = (...path) => join(root, ...path);
/** What V8 has compiled is kept for the next start, which then takes a fifth less. Where it cannot be written there is none. */
if (withoutTests.has(task)) process.env.NODE_COMPILE_CACHE ??= at('node_modules', '.cache', 'dutybook');
const build = () => run(node, [at('infra', 'build.mjs')]);
const jest = (...args) =>
  run(node, ['--experimental-vm-modules', '--no-warnings', at('node_modules', 'jest', 'bin', 'jest.js'), ...args]);

/** The tests of faults, one after the other, so many trials of each: `few`, `first` or `long`. */
const faults = (trials, ...args) => {
  const [command, ...flags] = onOwnMounts();
  const program = ['--experimental-vm-modules', '--no-warnings', at('node_modules', 'jest', 'bin', 'jest.js')];
  run(command, [...flags, node, ...program, '-c', at('jest.faults.config.mjs'), '--runInBand', ...args], {
    env: { ...process.env, ...machinesMounts(), DUTYBOOK_TRIALS: trials },
  });
};

/** EX_UNAVAILABLE of sysexits: this machine lacks what the tests need. */
const refuse = (why) => {
  say(why);
  process.exit(69);
};

/** Nothing wrong is a good end. */
const endWith = (wrong) => {
  say(wrong.length === 0 ? 'nothing failed' : ['these failed:', ...wrong].join('\n'));
  process.exit(wrong.length === 0 ? 0 : 1);
};

/** The register of duties is written from the compiled Act. */
const duties = (...args) => {
  build();
  run(node, [at('infra', 'duties.mjs'), ...args]);
};

const tasks = {
  start: () => {
    build();
    runUntilStopped(node, ['--enable-source-maps', at('dist', 'apps', 'dutybook', 'src', 'main.js'), ...rest]);
  },
  build,
  cli: () => {
    build();
    run(node, ['--enable-source-maps', at('dist', 'apps', 'cli', 'src', 'main.js'), ...rest]);
  },
  scenario: () => {
    build();
    run(node, ['--enable-source-maps', at('dist', 'apps', 'cli', 'src', 'main.js'), 'scenario', ...rest]);
  },
  dev: () => {
    build();
    runUntilStopped(node, [
      '--enable-source-maps',
      '--watch-path=dist',
      at('dist', 'apps', 'dutybook', 'src', 'main.js'),
      ...rest,
    ]);
  },
  test: () => {
    build();
    say(`not run here, because they need a system tool or a mount: ${rowsNotInTests().join(', ')} (npm run faults)`);
    jest(...rest);
  },
  faults: () => {
    const why = whyNotHere(say);
    if (why !== undefined) refuse(notRun(why));
    build();
    faults('first', ...rest);
  },
  'test:long': () => {
    build();
    endWith(failures(ran({ node, root, trials: 'long', say, args: rest })));
  },
  'test:breaks': () => {
    build();
    const { lines, wrong } = breaksIn(ran({ node, root, trials: 'long', say, args: ['-t', BREAK, ...rest] }));
    process.stdout.write(`${lines.join('\n')}\n`);
    endWith(wrong);
  },
  bench: () => {
    build();
    run(node, [at('test', 'bench', 'peers', 'install.mjs')]);
    run(node, ['--experimental-strip-types', '--no-warnings', '--expose-gc', at('test', 'bench', 'main.ts'), ...rest]);
  },
  check: () => {
    run(node, [at('node_modules', 'typescript', 'bin', 'tsc'), '-p', '.']);
    run(node, [at('node_modules', 'eslint', 'bin', 'eslint.js'), '.', '--max-warnings=0']);
    run(node, [
      at('node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
      '--config',
      '.dependency-cruiser.mjs',
      'apps',
      'libs',
      'test',
    ]);
    run(node, [at('node_modules', 'prettier', 'bin', 'prettier.cjs'), '--check', '--log-level=warn', '.']);
    duties('--check');
  },
  duties: () => duties(),
  format: () => run(node, [at('node_modules', 'prettier', 'bin', 'prettier.cjs'), '--write', '--log-level=warn', '.']),
};

if (!tasks[task]) {
  say(`no task ${task}; there are ${Object.keys(tasks).join(', ')}`);
  process.exit(64);
}
tasks[task]();
