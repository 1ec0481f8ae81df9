import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeBase } from '#backups';
import { Clock } from '#event-store';

export const BACKUP_USAGE = `  backup --to FOLDER [--data FOLDER] [--with-key]
                              copy the log and the vault, also beside a running Dutybook, and verify the copy; the vault's
                              master key stays out of it unless asked for`;

/** Makes one backup and says what is in it. Prints sentences; throws `BackupRefused` where none could be made. */
export async function backup(args: readonly string[], env: NodeJS.ProcessEnv): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: { to: { type: 'string' }, data: { type: 'string' }, 'with-key': { type: 'boolean' } },
  });
  if (values.to === undefined) return false;
  const data = resolve(values.data ?? env['DUTYBOOK_DATA'] ?? 'data');
  const keyFile = env['DUTYBOOK_VAULT_KEY_FILE'] || join(data, 'vault.key');
  const made = await makeBase({ data, to: resolve(values.to), clock: new Clock(), ...(values['with-key'] ? { keyFile } : {}) });
  const { folder, base } = made;
  console.log(`${folder} holds the log ${base.log.id}: ${base.log.size} events, root ${base.log.root}. It verifies.`);
  console.log(
    base.holdsKey
      ? `The vault's master key ${base.masterKey} is in it: whoever has this folder can read every name and text.`
      : `The vault's master key ${base.masterKey} is not in it: keep ${keyFile} somewhere else; without it no name and no text can be read.`,
  );
  if (base.wordless > 0) console.log(`Of ${base.wordless} texts the vault has no words.`);
  return true;
}
