import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Files that may be added and never changed: what git knows of them. A clone without its whole history knows less, and what it knows is
 * held against the same rule; the digests beside the files hold them where there is no history at all.
 */

const git = (folder: string, ...asked: readonly string[]): string => {
  const { status, stdout, stderr } = spawnSync('git', ['-C', folder, ...asked], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout;
};
const changes = ['--diff-filter=DMRT', '--name-only', '--no-renames'];

/** Those that were changed, renamed or taken away after they were added: in a commit since, or not committed yet. */
export function changedSince(folder: string, ...paths: readonly string[]): readonly string[] {
  const committed = git(folder, 'log', '--format=', ...changes, '--', ...paths);
  const not = git(folder, 'diff', ...changes, 'HEAD', '--', ...paths);
  return [...new Set(`${committed}${not}`.split('\n').filter(Boolean))].sort();
}

export const hasHistory = (folder: string): boolean =>
  spawnSync('git', ['-C', folder, 'rev-parse', '--verify', 'HEAD'], { stdio: 'ignore' }).status === 0;
export const root = fileURLToPath(new URL('../..', import.meta.url));
export { git };
