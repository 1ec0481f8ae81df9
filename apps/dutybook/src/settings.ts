import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { signingBeside, type Signing } from '#evidence';

/** What one process does of the whole: REST, pages, and what must happen after something was recorded. */
export const parts = ['api', 'web', 'worker'] as const;
export type Part = (typeof parts)[number];

/** What a person may choose when starting, by flag or environment. */
export interface Settings {
  /** Folder of what this process keeps: the views; on the embedded log that log and the vault too, on a cluster the mirror of its log. */
  readonly data: string;
  /** The log: `sqlite:FOLDER`, or a KurrentDB cluster, `esdb://…`. */
  readonly log: string;
  /** Where people's names and words are: `sqlite:FOLDER`, or `postgresql://…`, which several processes share. */
  readonly vault: string;
  readonly run: readonly Part[];
  readonly host: string;
  readonly port: number;
  /** Lay the sample supply chains down in an empty log. */
  readonly sample: boolean;
  /** The program that started us holds the clock, over the channel between us. */
  readonly clockFromParent: boolean;
  /** Only show what is in the data folder, which may be a backup on a read-only disk: nothing is recorded, and nothing written there. */
  readonly readOnly: boolean;
  /** Folder that is kept level with the log and the vault, on another disk. */
  readonly backups?: string;
  /** Where copies of the log's signed checkpoints go, outside the data, and the key they are signed with. */
  readonly signing: Signing;
  /** File of a rulebook that is not law, on top of the law in force: to try a case. */
  readonly rulebook?: string;
}

export class WrongSetting extends Error {}

const loopback = (host: string) => host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new WrongSetting(`The port is a number from 0 to 65535, not "${text}".`);
}

function hostOf(host: string): string {
  if (loopback(host)) return host;
  throw new WrongSetting(
    `Dutybook has no accounts yet, so it listens on this machine only (127.0.0.1, ::1 or localhost) and will not listen on "${host}".`,
  );
}

function logOf(url: string, data: string): string {
  if (url === 'sqlite:') return `sqlite:${data}`;
  if (isCluster(url)) return url;
  if (!url.startsWith('sqlite:')) throw new WrongSetting('The log is sqlite:FOLDER or esdb://HOST:PORT?…, a KurrentDB cluster.');
  if (resolve(url.slice('sqlite:'.length)) !== data)
    throw new WrongSetting('An embedded log stands in the data folder: choose that with --data FOLDER.');
  return `sqlite:${data}`;
}
const isCluster = (url: string) => /^esdb(\+discover)?:\/\//.test(url);

type Beside = Pick<Settings, 'data' | 'readOnly' | 'backups'>;

function vaultOf(url: string, { data, readOnly, backups }: Required<Beside>): string {
  if (isServer(url) && (readOnly || backups !== ''))
    throw new WrongSetting('A vault on PostgreSQL has copies and backups of its own: leave out --read-only and --backups.');
  if (isServer(url)) return url;
  if (url !== '' && (!url.startsWith('sqlite:') || resolve(url.slice('sqlite:'.length)) !== data))
    throw new WrongSetting('The vault is in the data folder, or at postgresql://ROLE:PASSWORD@HOST/DATABASE.');
  return `sqlite:${data}`;
}
const isServer = (url: string) => /^postgres(ql)?:\/\//.test(url);

/** The address has a password in it, so it may be in a file: what is on a command line every user of the machine can read. */
function named(url: string, file: string | undefined): string {
  if (file === undefined) return url;
  if (url !== '') throw new WrongSetting('The vault is named twice: by its URL and by a file with its URL.');
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new WrongSetting(`DUTYBOOK_VAULT_FILE cannot be read: ${error instanceof Error ? error.message : file}.`);
  }
}

function runOf(text: string, log: string): readonly Part[] {
  const chosen = parts.filter((part) => text.split(',').includes(part));
  if (chosen.length === 0 || chosen.length !== text.split(',').length)
    throw new WrongSetting(`A process runs ${parts.join(', ')} or some of them with commas between, not "${text}".`);
  if (chosen.length < parts.length && !isCluster(log))
    throw new WrongSetting(
      'The embedded log belongs to one process, which runs everything. Several need a cluster: --log esdb://…',
    );
  return chosen;
}

function backupsOf(text: string, { data, log, readOnly }: Pick<Settings, 'data' | 'log' | 'readOnly'>): string | undefined {
  if (text === '') return undefined;
  const folder = resolve(text);
  if (isCluster(log))
    throw new WrongSetting('Only an embedded log is backed up from here: the cluster and its databases have their own backups.');
  if (readOnly) throw new WrongSetting('A copy that is only read is not backed up: choose --backups or --read-only.');
  if (`${folder}/`.startsWith(`${data}/`))
    throw new WrongSetting('Backups in the data folder are lost with it: choose a folder on another disk.');
  return folder;
}

/** Every choice that has a flag: its variable in the environment, and what is chosen where neither says anything. */
const choices = {
  data: { says: 'FOLDER', variable: 'DUTYBOOK_DATA', usual: 'data' },
  log: { says: 'URL', variable: 'DUTYBOOK_LOG_URL', usual: 'sqlite:' },
  vault: { says: 'URL', variable: 'DUTYBOOK_VAULT', usual: '' },
  run: { says: parts.join(','), variable: 'DUTYBOOK_RUN', usual: parts.join(',') },
  host: { says: 'ADDRESS', variable: 'DUTYBOOK_HOST', usual: '127.0.0.1' },
  port: { says: 'NUMBER', variable: 'DUTYBOOK_PORT', usual: '8080' },
  backups: { says: 'FOLDER', variable: 'DUTYBOOK_BACKUPS', usual: '' },
  checkpoints: { says: 'FOLDER', variable: 'DUTYBOOK_CHECKPOINTS', usual: '' },
} as const;
type Choice = keyof typeof choices;
const isChoice = (name: string): name is Choice => Object.hasOwn(choices, name);

function chosenIn(args: readonly string[], env: NodeJS.ProcessEnv) {
  const names = Object.keys(choices).filter(isChoice);
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  try {
    const flags = { 'no-sample': { type: 'boolean' }, 'read-only': { type: 'boolean' } } as const;
    const { values } = parseArgs({ args: [...args], options: { ...options, ...flags } });
    const given = new Map(Object.entries(values));
    const of = (name: Choice) => String(given.get(name) ?? env[choices[name].variable] ?? choices[name].usual);
    const readOnly = given.get('read-only') === true || env.DUTYBOOK_READ_ONLY === 'yes';
    return { of, readOnly, sample: !(given.get('no-sample') ?? env.DUTYBOOK_SAMPLE === 'no') };
  } catch (error) {
    const why = error instanceof Error ? error.message : 'That cannot be read.';
    const taken = names.map((name) => `--${name} ${choices[name].says}`);
    throw new WrongSetting(`${why.replace(/\.?$/, '.')} It takes ${taken.join(', ')} --no-sample and --read-only.`);
  }
}

export function settingsFrom(args: readonly string[], env: NodeJS.ProcessEnv): Settings {
  const { of, sample, readOnly } = chosenIn(args, env);
  const clockFromParent = env.DUTYBOOK_CLOCK === 'parent';
  const rulebook = env.DUTYBOOK_RULEBOOK;
  if (env.NODE_ENV === 'production') notInProduction({ clockFromParent, rulebook });
  const data = resolve(of('data'));
  const log = logOf(of('log'), data);
  if (readOnly && isCluster(log))
    throw new WrongSetting('Only a folder can be read alone: leave out the cluster, or --read-only.');
  const vault = vaultOf(named(of('vault'), env.DUTYBOOK_VAULT_FILE), { data, readOnly, backups: of('backups') });
  const run = runOf(of('run'), log);
  if (run.length < parts.length && !isServer(vault))
    throw new WrongSetting(
      'Several processes need a vault that they share: --vault postgresql://…, or DUTYBOOK_VAULT_FILE. One on SQLite belongs to one process, which runs everything.',
    );
  const backups = backupsOf(of('backups'), { data, log, readOnly });
  return {
    data,
    log,
    vault,
    // What must happen after something was recorded happens where it was.
    run: run.filter((part) => !(readOnly && part === 'worker')),
    readOnly,
    ...(backups === undefined ? {} : { backups }),
    signing: signingBeside(data, { ...env, DUTYBOOK_CHECKPOINTS: of('checkpoints') }),
    host: hostOf(of('host')),
    port: portOf(of('port')),
    sample: sample && !isCluster(log) && !readOnly,
    clockFromParent,
    ...(rulebook === undefined ? {} : { rulebook: resolve(rulebook) }),
  };
}

function notInProduction({ clockFromParent, rulebook }: Pick<Settings, 'clockFromParent' | 'rulebook'>): void {
  if (clockFromParent) throw new WrongSetting('The clock cannot be held in production.');
  if (rulebook !== undefined)
    throw new WrongSetting('In production the law is the law: a rulebook that is not in force cannot be given.');
}
