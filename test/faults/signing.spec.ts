import { afterAll, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { examineLog, SqliteStore } from '#event-store';
import { claimedCheckpoint, type Checkpoint } from '#evidence';
import { counted, numbers, trials } from '../../infra/trials.ts';

const KILLS = trials({ few: 12, first: 50, long: 500 });
const program = fileURLToPath(new URL('./programs/signs.mjs', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'dutybook-signing-'));
afterAll(() => rmSync(directory, { recursive: true }));

const steps = [
  'before it takes the size',
  'after it took the size',
  'before it signs',
  'after it signed',
  'after the copy',
  'at the end',
];

/** Two histories that part after a few events, under one identity; signers of both, killed and two at once, on one vault. */
async function signed(name: string, kills: number, careless: boolean): Promise<readonly Checkpoint[]> {
  const place = join(directory, name);
  const logs = [join(place, 'one'), join(place, 'other')];
  for (const log of logs) mkdirSync(log, { recursive: true });
  await (await SqliteStore.open(join(place, 'one'))).close();
  copyFileSync(join(place, 'one', 'log.db'), join(place, 'other', 'log.db'));
  const draw = numbers(20261126);
  let size = 0;
  for (let round = 0; round < kills / 2; round += 1) {
    size += 1 + Math.floor(draw.next().value * 5);
    const step = () => steps[Math.floor(draw.next().value * steps.length)] ?? '';
    await Promise.all(
      logs.map((log, n) => run([place, log, step(), String(size), `history ${n}`, ...(careless ? ['careless'] : [])])),
    );
  }
  const made = join(place, 'made');
  if (!existsSync(made)) writeFileSync(made, '');
  const notes: string[] = readFileSync(made, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return notes.map(claimedCheckpoint);
}

async function run(args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, ['--no-warnings', program, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let says = '';
  child.stderr.on('data', (chunk: Buffer) => (says += chunk.toString()));
  const [code, signal]: (number | string | null)[] = await once(child, 'close');
  if (signal !== 'SIGKILL' && code !== 0 && code !== 3) throw new Error(`The signer ended with ${code}: ${says}`);
}

/** How many of the checkpoints are of each history. */
async function ofHistories(name: string, checkpoints: readonly Checkpoint[]): Promise<readonly number[]> {
  const sizes = checkpoints.map(({ size }) => size);
  const examined = await Promise.all(['one', 'other'].map((log) => examineLog(join(directory, name, log, 'log.db'), sizes)));
  return examined.map(({ roots }) => checkpoints.filter(({ size, root }) => roots.get(size) === root).length);
}

describe('E-05: killed at every step of making a checkpoint, and two signers at once', () => {
  test(
    `${KILLS} times: all that was ever signed is of one history`,
    async () => {
      const made = await signed('careful', KILLS, false);
      const each = await ofHistories('careful', made);
      counted(`E-05: ${KILLS} signers, ${made.length} signatures, of the two histories ${each.join(' and ')}`);
      expect(made.length).toBeGreaterThan(0);
      expect(Math.max(...each)).toBe(made.length);
    },
    KILLS * 10_000,
  );

  test('and finds it when no size is taken before it is signed', async () => {
    const made = await signed('careless', 12, true);
    expect(Math.max(...(await ofHistories('careless', made)))).toBeLessThan(made.length);
  }, 200_000);
});
