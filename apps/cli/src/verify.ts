import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { NotANote, ownKeys, savedNotes, signingBeside, verifyAgainst, VerifierKey, type Verification } from '#evidence';

export const VERIFY_USAGE = `  verify [--data FOLDER | --file LOG] [--checkpoints FOLDER_OR_NOTE]... [--key VERIFIERKEY]... [--json]
                              whether a log is as it was recorded and is the one that was signed; exits 0 if it is, 1 if it was
                              changed (what, and from which event on), 2 if nothing from outside vouches for it, 3 if that cannot
                              be checked, 4 if it was not asked like this`;

const codes = { verified: 0, tampered: 1, incomplete: 2, 'cannot check': 3 } as const;
const WRONG_USE = 4;

/** Verifies a log's file, beside the process that writes it or without it, and says in words or as JSON what it found. */
export async function verify(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const asked = askedIn(args, env);
  if (asked === undefined) {
    console.error(`usage:\n${VERIFY_USAGE}`);
    return WRONG_USE;
  }
  const found = await verified(asked);
  console.log(asked.json ? JSON.stringify(found) : told(found));
  return codes[found.verdict];
}

interface Asked {
  readonly file: string;
  readonly keyFile: string;
  readonly checkpoints: readonly string[];
  readonly keys: readonly string[];
  readonly json: boolean;
}

const options = {
  data: { type: 'string' },
  file: { type: 'string' },
  checkpoints: { type: 'string', multiple: true },
  key: { type: 'string', multiple: true },
  json: { type: 'boolean' },
} as const;

function askedIn(args: readonly string[], env: NodeJS.ProcessEnv): Asked | undefined {
  try {
    const { values } = parseArgs({ args: [...args], options });
    return values.data !== undefined && values.file !== undefined ? undefined : placesIn(values, env);
  } catch (error) {
    const { code, message }: { code?: string; message?: string } = Object(error);
    if (!code?.startsWith('ERR_PARSE_ARGS')) throw error;
    console.error(`dutybook: ${message}`);
    return undefined;
  }
}

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];

/** A file by itself has no checkpoints beside it but those that are named. */
function placesIn({ data = '', file, checkpoints, key: keys = [], json = false }: Values, env: NodeJS.ProcessEnv): Asked {
  const folder = resolve(data || env['DUTYBOOK_DATA'] || 'data');
  const { copies, keyFile } = signingBeside(folder, env);
  const usual = file === undefined && existsSync(copies) ? [copies] : [];
  return { file: resolve(file ?? join(folder, 'log.db')), keyFile, checkpoints: checkpoints ?? usual, keys, json };
}

type Unchecked = Pick<Verification, 'verdict' | 'says'>;

async function verified({ file, keyFile, checkpoints, keys }: Asked): Promise<Verification | Unchecked> {
  const cannot = (says: string): Unchecked => ({ verdict: 'cannot check', says });
  if (!existsSync(file)) return cannot(`There is no log at ${file}.`);
  const missing = checkpoints.find((path) => !existsSync(path));
  if (missing !== undefined) return cannot(`There are no checkpoints at ${missing}.`);
  try {
    const given = keys.map((key) => VerifierKey.parse(key));
    return await verifyAgainst(file, checkpoints.flatMap(savedNotes), given.length > 0 ? given : ownKeys(file, keyFile));
  } catch (error) {
    if (error instanceof NotANote || (error instanceof Error && 'code' in error)) return cannot(error.message);
    throw error;
  }
}

function told(found: Verification | Unchecked): string {
  if (!('log' in found)) return `${found.verdict}: ${found.says}`;
  const { log, size, wrong, checkpoints } = found;
  const { agreeing, newest, ofOthers } = checkpoints;
  return [
    `${found.verdict}: ${found.says}`,
    ...(wrong === undefined ? [] : [`  first wrong at event ${wrong.index} (${wrong.kind})`]),
    `  log ${log}, ${size} events read`,
    ...(newest === undefined
      ? []
      : [
          `  ${agreeing} signed ${agreeing === 1 ? 'checkpoint agrees' : 'checkpoints agree'} with it, the newest of ${newest} events`,
        ]),
    ...(ofOthers === 0 ? [] : [`  ${ofOthers} checkpoints of other logs were passed over`]),
  ].join('\n');
}
