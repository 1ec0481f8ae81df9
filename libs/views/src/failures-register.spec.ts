import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { someoneOf, uuidOf } from '#access';
import type { Json } from '#event-store';
import { FailuresRegister } from './failures-register.ts';
import { Bench, level, type Room, scenario } from './given.ts';
import { RecordOf } from './record-of.ts';

const kestrel = someoneOf('kestrel');
let bench: Bench;
let room: Room;
beforeAll(async () => {
  bench = new Bench();
  room = await bench.room();
  await room.recorder.scenario(scenario('01-straight-chain'));
});
afterAll(() => bench.clear());

/** Recorded in one record of Kestrel's, each on its day at noon. */
async function told(
  failure: string,
  ...events: readonly (readonly [type: string, on: string, data: Readonly<Record<string, Json>>])[]
): Promise<void> {
  for (const [n, [type, on, data]] of events.entries())
    await room.recorder.record({
      stream: `kestrel/failure/${failure}`,
      id: idOf(failure, n),
      event: { type, on, data },
      by: 'kestrel',
      recordedAt: `${on}T12:00:00Z`,
    });
  await level(room.views, room.store);
}
const idOf = (failure: string, n: number) => uuidOf(`${failure} ${n}`);
const product = 'puffincam-2';
const report = [
  'ComplianceFailureReported',
  '2026-04-01',
  { product, from: { kind: 'press' }, claims: 'is', text: 'x' },
] as const;
const found = (on: string, requirement: string, batches: 'all' | readonly string[] = 'all') =>
  ['FailureDetermined', on, { product, requirement, batches, reasons: 'tested' }] as const;
const negatived = (on: string, requirement: string) =>
  ['FailureNegatived', on, { product, requirement, batches: 'all', reasons: 'tested' }] as const;
const remedied = (on: string, batches: 'all' | readonly string[]) =>
  ['CorrectiveActionTaken', on, { steps: 'an update', successful: true, batches }] as const;

const lineOf = async (failure: string) =>
  (await room.ask(new FailuresRegister(kestrel, {}, { limit: 200 }))).rows.find((row) => row.failure === failure);

describe('the state of a failure record', () => {
  test('a failure in all batches that was remedied in one of them is a failure still', async () => {
    await told('one-batch', report, found('2026-04-02', 'SR1'), remedied('2026-04-03', ['A']));
    const line = await lineOf('one-batch');
    expect([line?.state, line?.remediedOn]).toEqual(['failure', undefined]);
  });

  test('remedied on 3 April, and another requirement found not to be met on 5 April: a failure again', async () => {
    await told('came-back', report, found('2026-04-02', 'SR1'), remedied('2026-04-03', 'all'), found('2026-04-05', 'SR3'));
    const line = await lineOf('came-back');
    expect([line?.state, line?.remediedOn]).toEqual(['failure', undefined]);
  });

  test('found on 2 April, and found on 4 April not to be there after all: no failure', async () => {
    await told('no-failure', report, found('2026-04-02', 'SR1'), negatived('2026-04-04', 'SR1'));
    expect(await lineOf('no-failure')).toMatchObject({ state: 'no failure' });
  });

  test('two requirements, one of which was found to be met after all: a failure still', async () => {
    await told('one-of-two', report, found('2026-04-02', 'SR1'), found('2026-04-02', 'SR3'), negatived('2026-04-04', 'SR1'));
    expect(await lineOf('one-of-two')).toMatchObject({ state: 'failure' });
  });

  test('taken off the queue: it is, unless something is still held to fail', async () => {
    const off = (on: string) => ['RecordClosed', on, { reasons: 'dealt with' }] as const;
    await told('off', report, found('2026-04-02', 'SR1'), remedied('2026-04-03', 'all'), off('2026-04-04'));
    await told('open', report, found('2026-04-02', 'SR1'), off('2026-04-04'));
    expect([(await lineOf('off'))?.state, (await lineOf('open'))?.state]).toEqual(['closed', 'failure']);
    expect(await lineOf('open')).toMatchObject({ closedOn: '2026-04-04' });
  });

  test('remedied in every batch that it was in: remedied, on the day of the last', async () => {
    await told(
      'by-turns',
      report,
      found('2026-04-02', 'SR1', ['A', 'B']),
      remedied('2026-04-03', ['A']),
      remedied('2026-04-06', ['B']),
    );
    expect(await lineOf('by-turns')).toMatchObject({ state: 'remedied', remediedOn: '2026-04-06' });
  });

  test('a record whose only entry was withdrawn stays, with the entry struck', async () => {
    await told('slip', report, ['Correction', '2026-04-02', { supersedes: idOf('slip', 0), reasons: 'of another product' }]);
    expect(await lineOf('slip')).toMatchObject({ state: 'withdrawn', openedOn: '2026-04-01', product });
    const page = await room.ask(new RecordOf(kestrel, 'kestrel', 'slip'));
    expect(page?.timeline.map(({ type, standing }) => [type, standing])).toEqual([['ComplianceFailureReported', 'struck']]);
    expect(page?.duties).toEqual([]);
    // On the day before it was withdrawn it stood.
    const before = await room.ask(new RecordOf(kestrel, 'kestrel', 'slip', { asOf: '2026-04-01', knownAt: '2026-04-01' }));
    expect(before?.identity.state).toBe('reported');
    const earlier = { asOf: '2026-03-31', knownAt: '2026-12-31' };
    expect(await room.ask(new RecordOf(kestrel, 'kestrel', 'slip', earlier))).toBeUndefined();
  });
});
