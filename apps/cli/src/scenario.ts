import { readFile } from 'node:fs/promises';
import { parse, YAMLParseError } from 'yaml';
import { uuidOf } from '#access';
import { NotAScenario, readScenario, runPure } from '#psti';
import type { Difference } from '#psti';
import { runOverRest } from './over-rest.ts';

/**
 * Puts a scenario file to the library alone, or to a system of its own over its REST API, and prints each row that differs with what
 * was expected and why the engine says otherwise.
 */
export async function scenario(files: readonly string[], { pure }: { readonly pure: boolean }): Promise<boolean> {
  let exact = true;
  for (const file of files) {
    const differences = await differencesIn(file, pure);
    console.log(`${differences.length === 0 ? 'exact ' : 'DIFFERS'} ${file}`);
    for (const difference of differences) console.log(told(difference));
    exact &&= differences.length === 0;
  }
  return exact;
}

const told = ({ entry, line, expected, got, why }: Difference): string =>
  [
    `  ${entry === 0 ? 'file' : `then ${entry}`}: ${line}`,
    `    expected ${expected}`,
    `    got      ${got}`,
    `    because  ${why}`,
  ].join('\n');

async function differencesIn(file: string, pure: boolean): Promise<readonly Difference[]> {
  try {
    const parsed: unknown = parse(await readFile(file, 'utf8'));
    return pure ? runPure(parsed, file, uuidOf) : await runOverRest(readScenario(parsed, file, uuidOf));
  } catch (error) {
    if (error instanceof NotAScenario || error instanceof YAMLParseError || isUnread(error, file))
      return [{ entry: 0, line: 'the file', expected: 'a scenario', got: 'something else', why: error.message }];
    throw error;
  }
}

/** The file is not there, or may not be read. */
const isUnread = (error: unknown, file: string): error is Error =>
  error instanceof Error && 'path' in error && error.path === file;
