import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What a person may choose when starting, by flag or environment. */
export interface Settings {
  /** Folder of the log, the vault and the views. */
  readonly data: string;
  readonly host: string;
  readonly port: number;
  /** Lay the sample supply chains down in an empty log. */
  readonly sample: boolean;
  /** The program that started us holds the clock, over the channel between us. */
  readonly clockFromParent: boolean;
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

function flagsIn(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { data: { type: 'string' }, host: { type: 'string' }, port: { type: 'string' }, 'no-sample': { type: 'boolean' } },
    }).values;
  } catch (error) {
    const why = error instanceof Error ? error.message : 'That cannot be read.';
    throw new WrongSetting(`${why.replace(/\.?$/, '.')} It takes --port NUMBER, --data FOLDER, --host ADDRESS and --no-sample.`);
  }
}

export function settingsFrom(args: readonly string[], env: NodeJS.ProcessEnv): Settings {
  const values = flagsIn(args);
  const clockFromParent = env.DUTYBOOK_CLOCK === 'parent';
  const rulebook = env.DUTYBOOK_RULEBOOK;
  if (env.NODE_ENV === 'production') notInProduction({ clockFromParent, rulebook });
  return {
    data: resolve(values.data ?? env.DUTYBOOK_DATA ?? 'data'),
    host: hostOf(values.host ?? env.DUTYBOOK_HOST ?? '127.0.0.1'),
    port: portOf(values.port ?? env.DUTYBOOK_PORT ?? '8080'),
    sample: !(values['no-sample'] ?? env.DUTYBOOK_SAMPLE === 'no'),
    clockFromParent,
    ...(rulebook === undefined ? {} : { rulebook: resolve(rulebook) }),
  };
}

function notInProduction({ clockFromParent, rulebook }: Pick<Settings, 'clockFromParent' | 'rulebook'>): void {
  if (clockFromParent) throw new WrongSetting('The clock cannot be held in production.');
  if (rulebook !== undefined)
    throw new WrongSetting('In production the law is the law: a rulebook that is not in force cannot be given.');
}
