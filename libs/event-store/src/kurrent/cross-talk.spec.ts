import { describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { counted, trials } from '../../../../infra/trials.ts';

const sources = fileURLToPath(new URL('../../../../infra/sources.mjs', import.meta.url));
const program = fileURLToPath(new URL('../../testing/cross-talk.ts', import.meta.url));
const ROUNDS = trials({ few: 2, first: 5, long: 20 });

async function ran(...how: string[]): Promise<{ readonly code: number | null; readonly printed: string }> {
  const child = spawn(process.execPath, ['--no-warnings', '--import', sources, program, ...how], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return { code, printed };
}

describe('K-05: one of two servers dies, with 50 appends under way on the other', () => {
  test('none of them is rejected, and the process lives', async () => {
    const { code, printed } = await ran(String(ROUNDS));
    expect({ code, ...JSON.parse(printed) }).toEqual({ code: 0, rejected: 0, kept: 50 * ROUNDS });
    counted(`K-05: ${50 * ROUNDS} appends under way in ${ROUNDS} deaths of the other server, none rejected`);
  }, 120_000);

  test("and finds it when appends take the client's batch path: they are rejected or the process ends", async () => {
    const { code, printed } = await ran('1', 'batch');
    expect(printed).not.toBe(`${JSON.stringify({ rejected: 0, kept: 50 })}\n`);
    expect(code === 0 ? JSON.parse(printed).rejected : code).toBeGreaterThan(0);
  }, 60_000);
});
