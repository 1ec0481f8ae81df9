import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { rotateMasterKey } from '#vault';

export const VAULT_KEY_USAGE = `  vault-key --vault URL --key FILE --new-key FILE
                              a new master key for a vault that no process is using (sqlite:./data, or postgresql://… as the owner of
                              its tables); the new file is made where there is none. Backups made before still need the old key`;

const options = { vault: { type: 'string' }, key: { type: 'string' }, 'new-key': { type: 'string' } } as const;

/** Wraps everything in the vault with the new key; false where it is not asked as its usage says. Throws `CannotOpenVault`. */
export async function vaultKey(args: readonly string[]): Promise<boolean> {
  const { vault: url, key, 'new-key': next } = parseArgs({ args: [...args], options }).values;
  if (url === undefined || key === undefined || next === undefined) return false;
  const newKeyFile = resolve(next);
  const count = await rotateMasterKey({ url, keyFile: resolve(key), newKeyFile });
  console.log(`${count} keys and reasons are wrapped with the key in ${newKeyFile}. Start every process with it from here on.`);
  return true;
}
