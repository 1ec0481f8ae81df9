import { spawnSync } from 'node:child_process';
import { mkdtempSync, readlinkSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Small disks in memory. They belong to this run alone: it has mounts of its own, which end with it, however it ends. */

export function needsOwnMounts(): void {
  // Whoever starts the run says which mounts are the machine's.
  const machines = process.env['DUTYBOOK_MACHINES_MOUNTS'];
  if (machines === undefined || readlinkSync('/proc/self/ns/mnt') === machines)
    throw new Error('Mounts are made here, and this run has none of its own; `npm run faults` gives it some (unshare -m)');
}

export class SmallDisk {
  readonly folder = mkdtempSync(join(tmpdir(), 'dutybook-disk-'));

  constructor(kilobytes: number) {
    must('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', this.folder]);
  }

  /** More room, or less, but not less than is taken. */
  resize(kilobytes: number): void {
    must('mount', ['-o', `remount,size=${kilobytes}k`, this.folder]);
  }

  /** Only while nobody has a file on it open for writing. */
  readOnly(): void {
    must('mount', ['-o', 'remount,ro', this.folder]);
  }

  writable(): void {
    must('mount', ['-o', 'remount,rw', this.folder]);
  }

  clear(): void {
    must('umount', ['-l', this.folder]);
    rmdirSync(this.folder);
  }
}

function must(command: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`);
}
