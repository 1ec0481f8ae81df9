import { describe, expect, test } from '@jest/globals';
import { ran } from '../../../../infra/children.ts';
import { counted, trials } from '../../../../infra/trials.ts';

const ROUNDS = trials({ few: 2, first: 5, long: 20 });

const crossTalk = (...how: string[]) => ran('libs/event-store/testing/cross-talk.ts', ...how);

describe('K-05: one of two servers dies, with 50 appends under way on the other', () => {
  test('none of them is rejected, and the process lives', async () => {
    const { code, printed } = await crossTalk(String(ROUNDS));
    expect({ code, ...JSON.parse(printed) }).toEqual({ code: 0, rejected: 0, kept: 50 * ROUNDS });
    counted(`K-05: ${50 * ROUNDS} appends under way in ${ROUNDS} deaths of the other server, none rejected`);
  }, 120_000);

  test("and finds it when appends take the client's batch path: they are rejected or the process ends", async () => {
    const { code, printed } = await crossTalk('1', 'batch');
    expect(printed).not.toBe(`${JSON.stringify({ rejected: 0, kept: 50 })}\n`);
    expect(code === 0 ? JSON.parse(printed).rejected : code).toBeGreaterThan(0);
  }, 60_000);
});
