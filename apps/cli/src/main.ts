import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { backup, BACKUP_USAGE } from './backup.ts';
import { EXPORT_USAGE, exportLog } from './export.ts';
import { logCopy, LOG_COPY_USAGE } from './log-copy.ts';
import { restore, RESTORE_USAGE } from './restore.ts';
import { scenario } from './scenario.ts';
import { VAULT_KEY_USAGE, vaultKey } from './vault-key.ts';
import { printVaultSchema, VAULT_SCHEMA_USAGE } from './vault-schema.ts';
import { verify, VERIFY_USAGE } from './verify.ts';

const SCENARIO_USAGE = `  scenario [--pure] FILE...   put worked scenarios to a system of their own (--pure: to the library alone);
                              exits 1 if any row differs`;

/** Answers the exit code; undefined where it was not asked as its usage says. */
type Command = (args: readonly string[]) => Promise<number | undefined>;

const commands: Readonly<Record<string, { readonly usage: string; readonly run: Command }>> = {
  scenario: {
    usage: SCENARIO_USAGE,
    run: async (args) => {
      const { values, positionals } = parseArgs({
        args: [...args],
        allowPositionals: true,
        options: { pure: { type: 'boolean' } },
      });
      if (positionals.length === 0) return undefined;
      return (await scenario(positionals, { pure: values.pure ?? false })) ? 0 : 1;
    },
  },
  backup: { usage: BACKUP_USAGE, run: async (args) => ((await backup(args, process.env)) ? 0 : undefined) },
  verify: { usage: VERIFY_USAGE, run: (args) => verify(args, process.env) },
  export: { usage: EXPORT_USAGE, run: async (args) => ((await exportLog(args, process.env)) ? 0 : undefined) },
  restore: { usage: RESTORE_USAGE, run: async (args) => ((await restore(args)) ? 0 : undefined) },
  log: { usage: LOG_COPY_USAGE, run: async (args) => ((await logCopy(args, process.env)) ? 0 : undefined) },
  'vault-key': { usage: VAULT_KEY_USAGE, run: async (args) => ((await vaultKey(args)) ? 0 : undefined) },
  'vault-schema': { usage: VAULT_SCHEMA_USAGE, run: async (args) => printVaultSchema(args) },
};

/** Exit codes of sysexits: what was asked cannot be understood; it cannot be done here. */
const [WRONG_USE, CANNOT] = [64, 78];

async function main([name = '', ...args]: readonly string[]): Promise<number> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  const code = await command?.run(args).catch(wronglyAsked);
  if (code !== undefined) return code;
  const usages = command === undefined ? Object.values(commands).map(({ usage }) => usage) : [command.usage];
  console.error(['usage:', ...usages].join('\n'));
  return WRONG_USE;
}

function wronglyAsked(error: unknown): undefined {
  if (!codeOf(error).startsWith('ERR_PARSE_ARGS')) throw error;
  console.error(`dutybook: ${Object(error).message}`);
}

/** What a person can do something about is said in a sentence. */
const sentences = [
  'BackupRefused',
  'ExportRefused',
  'CannotOpenLog',
  'CannotOpenVault',
  'CopyRefused',
  'NotAsRecorded',
  'VaultUnavailable',
  'SQLITE_FULL',
  'ENOSPC',
  'EROFS',
  'EACCES',
];
const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: Error) => {
    const isKnown = sentences.includes(codeOf(error));
    console.error(isKnown ? `dutybook: ${error.message}` : error);
    process.exitCode = isKnown ? CANNOT : 1;
  },
);
