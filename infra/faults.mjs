/** What the tests of faults need of the machine: tools, installed where that can be done, and mounts of their own. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = { strace: 'strace', unshare: 'util-linux', mount: 'mount' };

const isThere = (tool) => !spawnSync(tool, ['--version'], { stdio: 'ignore' }).error;
const apt = (...args) =>
  spawnSync('apt-get', ['-qq', '-y', ...args], { stdio: ['ignore', 'ignore', 'inherit'], timeout: 300_000 });

/** Why the tests of faults cannot be run on this machine, as the beginning of a sentence; undefined where they can. Installs what is missing where it may. */
export function whyNotHere(say) {
  const missing = () => Object.keys(packages).filter((tool) => !isThere(tool));
  if (missing().length > 0 && process.getuid?.() === 0) {
    say(`installing ${missing().join(', ')}`);
    apt('update');
    apt('install', ...new Set(missing().map((tool) => packages[tool])));
  }
  if (missing().length > 0) return `${missing().join(' and ')} cannot be installed here`;
  const [unshare, ...flags] = onOwnMounts();
  return (
    refused('having mounts of one’s own', unshare, ...flags, 'true') ??
    refused('mounting', unshare, ...flags, 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt') ??
    refused('watching the calls of a process', 'strace', '-o', '/dev/null', 'true')
  );
}

/** A container may have the tool, and not the right to use it. */
function refused(deed, command, ...args) {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? undefined : `${deed} is refused here (${stderr.trim().split('\n')[0]})`;
}

export const notRun = (why) => `${why}, so that these are not run: ${rowsNotInTests().join(', ')}`;

/** The command before the command: what it mounts is seen by it alone, and gone when it ends, however it ends. */
export const onOwnMounts = () => ['unshare', process.getuid?.() === 0 ? '-m' : '-Urm'];
export const machinesMounts = () => ({ DUTYBOOK_MACHINES_MOUNTS: readlinkSync('/proc/self/ns/mnt') });

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'test', 'faults');

/** The specs that make more trials in the stage of faults than in `npm test`, by what they or their contract import. */
export const specsThatCount = () =>
  ['libs', 'test']
    .flatMap((top) => readdirSync(join(root, top), { recursive: true }).map((name) => join(root, top, name)))
    .filter((file) => file.endsWith('.spec.ts') && /infra\/trials\.ts'|testing\/contract\.ts'/.test(readFileSync(file, 'utf8')));

/** Numbers of the tests that need a system tool or a mount, from the specs themselves. */
export function rowsNotInTests() {
  const specs = readdirSync(folder).filter((name) => name.endsWith('.fault.ts'));
  const rows = specs.flatMap((name) => readFileSync(join(folder, name), 'utf8').match(/(?<=describe\('[^']*)[A-Z]-\d\d/g) ?? []);
  return [...new Set(rows)].sort();
}
