import { readFile } from 'node:fs/promises';
import { parse, YAMLParseError } from 'yaml';
import { lawWith, NotARulebook } from '#psti';
import type { Law } from '#psti';
import { WrongSetting } from './settings.ts';

/** The law by which to judge: with a rulebook that is not law on top of it where one is given, to try what it would change. */
export async function lawFrom(file: string | undefined): Promise<Law | undefined> {
  if (file === undefined) return undefined;
  try {
    return lawWith(parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (error instanceof NotARulebook || error instanceof YAMLParseError || isUnreadable(error))
      throw new WrongSetting(`The rulebook in ${file} cannot be used. ${error.message}`);
    throw error;
  }
}
const isUnreadable = (error: unknown): error is Error => error instanceof Error && 'syscall' in error;
