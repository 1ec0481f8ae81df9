import { afterAll, expect, jest, test } from '@jest/globals';
import * as access from '#access';

/** The same room with its one guard taken away: what `readers.spec.ts` asserts must then be false. */
jest.unstable_mockModule('#access', () => ({ ...access, may: () => ({ allow: true }) }));
const { Bench, level, scenario } = await import('./given.ts');
const { OutstandingDuties, RecordOf } = await import('./index.ts');

const bench = new Bench();
afterAll(() => bench.clear());

test('without the question who may, a competitor sees the record and the list: the access specs would find it', async () => {
  const room = await bench.room();
  await room.recorder.scenario(scenario('01-straight-chain'));
  await level(room.views, room.store);
  const quayside = access.someoneOf('quayside');
  expect(await room.ask(new RecordOf(quayside, 'kestrel', 'shared-password'))).toBeDefined();
  expect((await room.ask(new OutstandingDuties(quayside, { holder: 'kestrel' }))).count.rows).toBeGreaterThan(0);
});
