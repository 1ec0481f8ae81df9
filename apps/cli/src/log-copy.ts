import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { copyFromCluster, CopyRefused, copyToCluster, type LogCopied, type LogCopying } from '#event-store';
import { moveVault } from '#vault';

export const LOG_COPY_USAGE = `  log copy sqlite:FOLDER esdb://… [--vault URL | --vault-file FILE]
                              move the log of a data folder, of which Dutybook has been stopped, to a KurrentDB cluster, and its
                              vault to PostgreSQL; ended anywhere, it goes on when it is begun again
  log copy esdb://… sqlite:FOLDER
                              and back: the cluster's log as one of its own again. esdb: alone stands for DUTYBOOK_LOG_URL`;

const options = { vault: { type: 'string' }, 'vault-file': { type: 'string' } } as const;

const folderIn = (url: string) => (url.startsWith('sqlite:') ? resolve(url.slice('sqlite:'.length)) : undefined);
const isCluster = (url: string) => /^esdb(\+discover)?:\/\//.test(url);

/** Copies it and says in numbers what is there now. Throws `CopyRefused` where it cannot be. */
export async function logCopy(args: readonly string[], env: NodeJS.ProcessEnv): Promise<boolean> {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const [copy, from = '', to = '', ...more] = positionals.map((url) => (url === 'esdb:' ? clusterOf(env) : url));
  if (copy !== 'copy' || more.length > 0) return false;
  const vault = vaultIn(values);
  const [source, target] = [folderIn(from), folderIn(to)];
  if (source !== undefined && isCluster(to)) await toCluster(source, to, vault, env);
  else if (isCluster(from) && target !== undefined && vault === undefined) await fromCluster(from, target);
  else return false;
  return true;
}

function clusterOf({ DUTYBOOK_LOG_URL: url = '' }: NodeJS.ProcessEnv): string {
  if (isCluster(url)) return url;
  throw new CopyRefused(`esdb: stands for the cluster that DUTYBOOK_LOG_URL names, which is «${url}».`);
}

/** A URL with a password in it may be in a file: what is on a command line every user of the machine can read. */
function vaultIn({ vault, 'vault-file': file }: { readonly vault?: string; readonly 'vault-file'?: string }): string | undefined {
  if (vault !== undefined && file !== undefined)
    throw new CopyRefused('Name the vault by its URL or by a file with its URL, not both.');
  if (file === undefined) return vault;
  if (!existsSync(file)) throw new CopyRefused(`There is no file ${file}.`);
  return readFileSync(file, 'utf8').trim();
}

async function toCluster(folder: string, url: string, vault: string | undefined, env: NodeJS.ProcessEnv): Promise<void> {
  let rows = 0;
  const alongside = async () => {
    if (vault === undefined) return;
    const keyFile = env['DUTYBOOK_VAULT_KEY_FILE'] || join(folder, 'vault.key');
    rows = await moveVault({ folder, url: vault, keyFile });
  };
  say(await copyToCluster({ directory: folder, url, alongside, told: progress() }), 'The cluster');
  if (vault === undefined) console.log(`The vault is where it was, in ${folder}.`);
  else console.log(`The vault on PostgreSQL holds its ${rows} rows, read again one by one; the master key is the same.`);
  console.log(`${folder} is a copy of the cluster's log from here on: start Dutybook with --log, which goes on with it.`);
}

async function fromCluster(url: string, folder: string): Promise<void> {
  say(await copyFromCluster({ directory: folder, url, told: progress() }), folder);
  console.log('It is a log of its own from here on: what is still written to the cluster is not in it.');
}

function say({ storeId, size, root, before }: LogCopied, where: string): void {
  const had = before === 0 ? '' : `, of which it had ${before} before`;
  console.log(
    `${where} holds the log ${storeId}: ${size} events${had}. Read again byte by byte, their root is that of the log, ${root}.`,
  );
}

const EVERY_MS = 2000;

/** A line every two seconds. */
function progress(): NonNullable<LogCopying['told']> {
  let last = performance.now();
  return (doing, done, of) => {
    if (performance.now() - last < EVERY_MS) return;
    last = performance.now();
    console.error(`${doing}: ${done.toLocaleString('en')} events${of === 0 ? '' : ` of ${of.toLocaleString('en')}`}`);
  };
}
