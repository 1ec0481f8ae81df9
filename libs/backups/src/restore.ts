import { randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { OPERATOR, someoneOf } from '#access';
import { LogSource, SqliteStore, verifyLog, type Appended, type Clock } from '#event-store';
import { originOf } from '#evidence';
import { londonDay } from '#psti';
import { masterKeyOf, restartFollowers, signedIn, unknownIn, Vault, type SignedHead } from '#vault';
import { BackupSet } from './backup-set.ts';
import { commitmentsIn } from './commitments.ts';
import { putInPlace } from './durable.ts';
import { BackupRefused, unfinished } from './manifest.ts';
import { takeOver, type Taken, type Until } from './take-over.ts';

export interface Restoring {
  /** A folder of backups, of which the newest is taken, or the folder of one base. */
  readonly from: string;
  /** A folder that is not there yet, or empty. */
  readonly to: string;
  readonly until?: Until;
  /** File of the vault's master key, where it is not in the backup. */
  readonly keyFile?: string;
  readonly reason: string;
  readonly clock: Clock;
}

/** What was restored, and what was not, in numbers. */
export interface Restored extends Taken {
  /** Identity of the restored log, and of the log that was backed up. */
  readonly log: string;
  readonly formerLog: string;
  /** Events that the backup has and that were not wanted. */
  readonly leftOut: number;
  /** Everything acknowledged before this instant is in the backup; what was recorded since, if anything was, is lost. */
  readonly completeUntil: string;
  readonly secondsSince: number;
  /** What of the former log was signed last, as far as the backup knows. */
  readonly signed?: SignedHead;
  /** Texts whose words the backup has not got. */
  readonly wordless: number;
  /** Where the restoration itself is recorded. */
  readonly recorded: Appended;
}

/**
 * Makes a data folder from a backup: the same bytes under the same numbers, in a log of another identity, whose next event says so. Nobody
 * meets the folder before it is whole. Throws `BackupRefused`, and then nothing is left of it.
 */
export async function restore(restoring: Restoring): Promise<Restored> {
  const to = resolve(restoring.to);
  mustBeFree(to);
  const set = BackupSet.in(resolve(restoring.from));
  set.mustBeAsWritten();
  const part = unfinished(dirname(to), `${basename(to)}-${process.pid}`);
  mkdirSync(part, { recursive: true, mode: 0o700 });
  try {
    const restored = await restoredIn(part, set, restoring);
    if (existsSync(to)) rmSync(to, { recursive: true });
    putInPlace(part, to);
    return restored;
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    throw error;
  }
}

async function restoredIn(folder: string, set: BackupSet, restoring: Restoring): Promise<Restored> {
  const { until = {}, clock } = restoring;
  const [log, vault] = [join(folder, 'log.db'), join(folder, 'vault.db')];
  const taken = takeOver(set, folder, until);
  await mustVerify(log, taken);
  copyFileSync(set.vault, vault);
  putKey(folder, set, restoring.keyFile);
  const { at: completeUntil, size } = set.shipped;
  const said = {
    ...taken,
    log: '',
    formerLog: set.base.log.id,
    leftOut: size - taken.size,
    completeUntil,
    secondsSince: Math.max(0, Math.round((clock.now().getTime() - Date.parse(completeUntil)) / 1000)),
    signed: signedOf(log, vault, set.base.log.id),
    wordless: wordlessIn(log, vault),
  };
  return recorded(folder, said, restoring);
}

/** Read again from the disk. */
async function mustVerify(log: string, { size, root }: Taken): Promise<void> {
  const fault = await verifyLog(log);
  if (fault !== undefined)
    throw new BackupRefused(`What was restored does not verify: at position ${fault.position}, ${fault.says}.`);
  const source = new LogSource(log);
  try {
    const head = source.head();
    if (head.size !== size || head.root !== root)
      throw new BackupRefused('What was restored is not what was read from the backup.');
  } finally {
    source.close();
  }
}

/** What was signed of the former log, as the vault has it. Where the restored log is as long, it has that root there. */
function signedOf(log: string, vault: string, former: string): SignedHead | undefined {
  const signed = signedIn(vault, originOf(former));
  const source = new LogSource(log);
  try {
    if (signed !== undefined && signed.size <= source.head().size && source.rootAt(signed.size) !== signed.root)
      throw new BackupRefused(`Of ${signed.size} events another root was signed than what the backup has: it was changed.`);
    return signed;
  } finally {
    source.close();
  }
}

function wordlessIn(log: string, vault: string): number {
  const source = new LogSource(log);
  try {
    return unknownIn(vault, commitmentsIn(source.appends(0, source.head().size))).length;
  } finally {
    source.close();
  }
}

/** Where the key is kept elsewhere for good, it stays there. */
function putKey(folder: string, set: BackupSet, keyFile = set.keyFile): void {
  if (keyFile !== undefined) return copyFileSync(keyFile, join(folder, 'vault.key'));
  if (!process.env['DUTYBOOK_VAULT_KEY_FILE'])
    throw new BackupRefused(
      `The names and texts of this backup are sealed with master key ${masterKeyOf(set.vault)}, which is kept apart from it: give its file with --key FILE.`,
    );
}

/** The shortened history is visible: a log of another identity says what it was made of. Followers go on from where they had come by then. */
async function recorded(
  folder: string,
  said: Omit<Restored, 'recorded'>,
  { reason, keyFile, clock }: Restoring,
): Promise<Restored> {
  const store = await SqliteStore.open(folder, { clock });
  try {
    restartFollowers(join(folder, 'vault.db'), store.storeId, said.standings);
    const keyElsewhere = existsSync(join(folder, 'vault.key')) ? undefined : (keyFile ?? process.env['DUTYBOOK_VAULT_KEY_FILE']);
    const vault = await Vault.open({ url: `sqlite:${folder}`, keyFile: keyElsewhere });
    try {
      const id = randomUUID();
      const words = await vault.texts.commit({ stream: 'installation', id }, [{ field: 'reason', words: reason }]);
      const data = {
        leaves: said.size,
        reason: words.get('reason') ?? '',
        log: store.storeId,
        formerLog: said.formerLog,
        root: said.root,
      };
      const on = londonDay(clock.now().toISOString());
      const options = { expected: 'any' as const, key: id, by: someoneOf(OPERATOR).subject };
      const event = { id, type: 'LogRestored', version: 1, on, data };
      return { ...said, log: store.storeId, recorded: await store.append('installation', [event], options) };
    } finally {
      await vault.close();
    }
  } finally {
    await store.close();
  }
}

function mustBeFree(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (existsSync(join(folder, 'log.db')))
    throw new BackupRefused(`${folder} holds a log already. Nothing is ever restored over one: name a new folder.`);
  if (!found.isDirectory() || readdirSync(folder).length > 0)
    throw new BackupRefused(`${folder} is not an empty folder: name a new one.`);
}
