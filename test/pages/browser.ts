import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

/**
 * A real Chromium without anything installed by hand: the one that comes as a package, unpacked once; on the machine's own shared
 * libraries where it has them, else on those in the package; else the machine's own browser.
 */

const installed = createRequire(import.meta.url).resolve('@sparticuz/chromium');
const { version }: { version: string } = JSON.parse(readFileSync(join(installed, '../../../package.json'), 'utf8'));
const folder = join(tmpdir(), `dutybook-chromium-${version}-${process.getuid?.() ?? 'user'}`);
const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--font-render-hinting=none', '--hide-scrollbars'];
const own = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];

/** Unpacks beside its place and moves it there whole, so that two test runs never see half of it. Its own unpacking goes by these variables. */
function unpacked(): string {
  if (existsSync(folder)) return folder;
  const beside = mkdtempSync(`${folder}.`);
  mkdirSync(join(beside, 'tmp'));
  const unpack = `const it = require(${JSON.stringify(installed)}); (it.default ?? it).executablePath()`;
  const env = { ...process.env, TMPDIR: join(beside, 'tmp'), AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' };
  execFileSync(process.execPath, ['-e', unpack], { env });
  writeFileSync(join(beside, 'tmp', 'fonts', 'fonts.conf'), fontsIn(join(folder, 'fonts')));
  try {
    renameSync(join(beside, 'tmp'), folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
  rmSync(beside, { recursive: true, force: true });
  return folder;
}

const fontsIn = (path: string) =>
  `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${path}</dir><cachedir>${path}/cache</cachedir></fontconfig>`;

interface Way {
  readonly executablePath: string;
  readonly env?: Readonly<Record<string, string>>;
}

function ways(): readonly Way[] {
  const there = unpacked();
  const executablePath = join(there, 'chromium');
  const env = { ...environment(), FONTCONFIG_PATH: join(there, 'fonts') };
  const libraries = join(there, 'al2023', 'lib');
  return [
    { executablePath, env },
    { executablePath, env: { ...env, LD_LIBRARY_PATH: libraries } },
    ...own.filter(existsSync).map((path) => ({ executablePath: path })),
  ];
}

const environment = (): Record<string, string> =>
  Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

export async function openBrowser(): Promise<Browser> {
  const failures: unknown[] = [];
  for (const way of ways())
    try {
      return await chromium.launch({ ...way, args, headless: true, timeout: 30_000 });
    } catch (failure) {
      failures.push(failure);
    }
  throw new AggregateError(failures, 'No Chromium starts here, neither the packaged one nor one of the machine.');
}
