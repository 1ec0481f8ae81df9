import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { RawLog } from '#event-store';
import { Copies, exported, signingBeside } from '#evidence';

export const EXPORT_USAGE = `  export [--data FOLDER] [--from N] [--to N] [--stream STREAM] --out FILE
                              the events of the log as the exact bytes that are hashed, one on a line, with the newest signed
                              checkpoint; N counts from 0 over the whole log`;

const options = {
  data: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  stream: { type: 'string' },
  out: { type: 'string' },
} as const;

/** Writes the export as a whole or not at all, and says what is in it. */
export async function exportLog(args: readonly string[], env: NodeJS.ProcessEnv): Promise<boolean> {
  const { values } = parseArgs({ args: [...args], options });
  const [from, to] = [leafOf(values.from), leafOf(values.to)];
  if (values.out === undefined || Number.isNaN(from) || Number.isNaN(to)) return false;
  const data = resolve(values.data ?? env['DUTYBOOK_DATA'] ?? 'data');
  const [file, out] = [join(data, 'log.db'), resolve(values.out)];
  if (!existsSync(file)) throw new ExportRefused(`There is no log at ${file}.`);
  if (existsSync(out)) throw new ExportRefused(`${out} is there already: choose another name.`);
  const checkpoint = newestNote(file, signingBeside(data, env).copies);
  const lines = written(out, exported(file, { from, to, stream: values.stream }, checkpoint));
  console.log(`${out} holds ${lines - 2} events.`);
  return true;
}

class ExportRefused extends Error {
  readonly code = 'ExportRefused';
}

const leafOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : /^\d{1,15}$/.test(text) ? Number(text) : NaN;

function newestNote(file: string, place: string): string | undefined {
  const log = new RawLog(file);
  const copies = new Copies(place, log.id());
  log.close();
  const size = copies.sizes().at(-1);
  return size === undefined ? undefined : copies.read(size);
}

function written(out: string, lines: Iterable<string>): number {
  const beside = `${out}.${process.pid}`;
  const opened = openSync(beside, 'wx', 0o600);
  let count = 0;
  try {
    for (const line of lines) {
      writeSync(opened, line);
      count += 1;
    }
    fsyncSync(opened);
  } catch (error) {
    rmSync(beside);
    throw error;
  } finally {
    closeSync(opened);
  }
  renameSync(beside, out);
  return count;
}
