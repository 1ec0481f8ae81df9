import { parseArgs } from 'node:util';
import { vaultSchema } from '#vault';

export const VAULT_SCHEMA_USAGE = `  vault-schema ROLE           the SQL by which the owner of a PostgreSQL database makes the vault's tables in it for ROLE,
                              with which Dutybook then signs in; may be run again: \`... vault-schema dutybook | psql DATABASE\``;

/** Prints it; undefined where no role is named. */
export function printVaultSchema(args: readonly string[]): number | undefined {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true });
  const [role, ...more] = positionals;
  if (role === undefined || more.length > 0) return undefined;
  process.stdout.write(vaultSchema(role));
  return 0;
}
