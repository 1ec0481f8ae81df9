import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { scenario } from './scenario.ts';

const USAGE = `usage:
  scenario [--pure] FILE...   put worked scenarios to a system of their own (--pure: to the library alone);
                              exits 1 if any row differs`;

/** Exit codes of sysexits: what was asked cannot be understood. */
const WRONG_USE = 64;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { pure: { type: 'boolean' } } });
  const [command, ...files] = positionals;
  if (command === 'scenario' && files.length > 0) return (await scenario(files, { pure: values.pure ?? false })) ? 0 : 1;
  console.error(USAGE);
  return WRONG_USE;
}

main().then(
  (code) => (process.exitCode = code),
  (error: Error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
