import { copyFileSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LogSource, syncFolder, verifyLog, type Clock } from '#event-store';
import { copyVault, masterKeyOf, standingsIn, unknownIn } from '#vault';
import { commitmentsIn } from './commitments.ts';
import { kept, putInPlace, writeWhole } from './durable.ts';
import { BackupRefused, FORMAT, MANIFEST, SEGMENTS, unfinished, type Base } from './manifest.ts';

export interface Making {
  /** Folder of the log and the vault. */
  readonly data: string;
  /** Folder of the backups. */
  readonly to: string;
  readonly clock: Clock;
  /** Put the vault's master key into the backup, from this file. Whoever has such a backup can read every name and text in it. */
  readonly keyFile?: string;
}

/**
 * Copies the whole log and vault of one moment, beside whoever writes them, and verifies what it wrote. Answers its folder and manifest;
 * throws `BackupRefused`, or what the disk says, and then nothing of it is left.
 *
 * The log is copied first. The words of an event are in the vault before the event is on the log, so a vault that is copied later has them
 * all; the other way round the last events would lack theirs. What is too much in it (words whose event was not copied any more) is met by no event.
 */
export async function makeBase(making: Making): Promise<{ readonly folder: string; readonly base: Base }> {
  const { data, to, clock } = making;
  mustHold(data);
  const at = clock.now().toISOString();
  mkdirSync(to, { recursive: true, mode: 0o700 });
  const part = unfinished(to, `${process.pid}-${at.replaceAll(/[-:.]/g, '')}`);
  mkdirSync(join(part, SEGMENTS), { recursive: true, mode: 0o700 });
  try {
    const base = await made(making, part, at);
    const folder = join(to, `base-${at.replaceAll(/[-:.]/g, '')}-${base.log.size}`);
    putInPlace(part, folder);
    return { folder, base };
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    throw error;
  }
}

async function made({ data, clock, keyFile }: Making, part: string, at: string): Promise<Base> {
  const [log, vault] = [join(part, 'log.db'), join(part, 'vault.db')];
  const source = new LogSource(join(data, 'log.db'));
  // Before the log: whatever a follower had done by then is on the log or in the vault when these are copied.
  const standings = standingsIn(data, source.head().id);
  try {
    source.copyTo(log);
  } finally {
    source.close();
  }
  copyVault(data, vault);
  if (keyFile !== undefined) copyFileSync(keyFile, join(part, 'vault.key'));
  const { head, wordless } = await verified(log, vault);
  const names = ['log.db', 'vault.db', ...(keyFile === undefined ? [] : ['vault.key'])];
  const base = {
    format: FORMAT,
    at,
    madeAt: clock.now().toISOString(),
    log: head,
    masterKey: masterKeyOf(vault),
    wordless,
    holdsKey: keyFile !== undefined,
    standings,
    files: names.map((name) => kept(join(part, name))),
  };
  syncFolder(join(part, SEGMENTS));
  writeWhole(join(part, MANIFEST), `${JSON.stringify(base, undefined, 2)}\n`);
  return base;
}

/** What was written, read again from the disk. */
async function verified(log: string, vault: string) {
  const fault = await verifyLog(log);
  if (fault !== undefined)
    throw new BackupRefused(
      `The copy of the log does not verify: at position ${fault.position}, ${fault.says}. Verify the log itself.`,
    );
  const copy = new LogSource(log);
  try {
    const head = copy.head();
    return { head, wordless: unknownIn(vault, commitmentsIn(copy.appends(0, head.size))).length };
  } finally {
    copy.close();
  }
}

function mustHold(data: string): void {
  if (!existsSync(join(data, 'log.db'))) throw new BackupRefused(`There is no log in ${data}.`);
  if (statSync(join(data, 'vault.db'), { throwIfNoEntry: false }) === undefined)
    throw new BackupRefused(`There is no vault in ${data}: one on another server is backed up there.`);
}
