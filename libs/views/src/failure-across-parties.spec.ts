import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { someoneOf, uuidOf } from '#access';
import { FailureAcrossParties, FailureAcrossPartiesHandler } from './failure-across-parties.ts';
import { Bench, level, type Room, scenario } from './given.ts';

const chain = scenario('01-straight-chain');
const opss = someoneOf('authority');

let bench: Bench;
let room: Room;
const record = (stream: string, [on, type, data]: readonly [string, string, object], at = `${on}T09:00:00Z`) =>
  room.recorder.record({
    stream,
    id: uuidOf(`${stream} ${type} ${on}`),
    event: { type, on, data: { ...data } },
    by: stream.split('/')[0] ?? '',
    recordedAt: at,
  });
const reported = {
  product: 'puffincam-2',
  from: { kind: 'press' },
  claims: 'may be',
  toPublishedAddress: true,
  text: 'a rumour',
};
beforeAll(async () => {
  bench = new Bench();
  room = await bench.room();
  await room.recorder.scenario(chain);
  // The same id, minted by a firm that nobody told; and a record of Hollybush's own that it says is the same.
  await record('bystander/failure/shared-password', ['2026-02-20', 'ComplianceFailureReported', reported]);
  await record('hollybush/failure/own-file', ['2026-03-25', 'ComplianceFailureReported', reported]);
  await record('hollybush/failure/own-file', ['2026-03-26', 'SameFailureAs', { failure: 'shared-password' }]);
  await level(room.views, room.store);
});
afterAll(() => bench.clear());

const across = async (party: string, day: string, failure = 'shared-password') => {
  const page = await room.ask(new FailureAcrossParties(opss, party, failure, { asOf: day, knownAt: day }));
  if (page === undefined) throw new Error('there is none');
  return page;
};

describe('one failure across its parties', () => {
  test('is put together by what was delivered, from whichever party it is asked', async () => {
    for (const party of ['kestrel', 'tarn-beck', 'quayside']) {
      const page = await across(party, '2026-03-21');
      expect(page.parties.map((part) => part.party)).toEqual(['kestrel', 'tarn-beck', 'hollybush', 'quayside']);
      expect(page.joined.map((join) => [join.party, join.with.party, join.by]).sort()).toEqual([
        ['hollybush', 'tarn-beck', 'delivery'],
        ['quayside', 'tarn-beck', 'delivery'],
        ['tarn-beck', 'kestrel', 'delivery'],
      ]);
    }
  });

  test('never by an equal id: a firm that was told by nobody stands alone', async () => {
    expect((await across('bystander', '2026-03-21')).parties.map(({ party }) => party)).toEqual(['bystander']);
  });

  test('a party’s own record that it says is the same belongs to it, from the day on which it said so', async () => {
    expect((await across('hollybush', '2026-03-25', 'own-file')).parties.map(({ party }) => party)).toContain('hollybush');
    expect((await across('kestrel', '2026-03-25')).knowledge.filter(({ on }) => on === '2026-03-25')).toEqual([]);
    const page = await across('kestrel', '2026-03-26');
    expect(page.joined).toContainEqual(expect.objectContaining({ party: 'hollybush', by: 'SameFailureAs' }));
    expect(page.knowledge.filter(({ party, on }) => party === 'hollybush' && on === '2026-03-25')).toHaveLength(1);
  });

  test('tells when each was informed, aware, first notified and mended, and the gaps', async () => {
    const [kestrel, tarnBeck] = (await across('kestrel', '2026-03-21')).parties;
    expect(kestrel?.dates).toMatchObject({
      informed: { on: '2026-02-03' },
      aware: { on: '2026-02-10' },
      firstNotification: { on: '2026-02-11', at: '2026-02-11T09:30:00.000Z' },
      remedy: { on: '2026-03-20' },
    });
    expect(kestrel?.gaps).toEqual([
      { from: 'informed', to: 'aware', days: 7 },
      { from: 'aware', to: 'firstNotification', days: 1 },
      { from: 'firstNotification', to: 'remedy', days: 37 },
    ]);
    expect(tarnBeck?.gaps[0]).toEqual({ from: 'informed', to: 'aware', days: 0, hours: 0 });
    expect(tarnBeck?.roles).toEqual([{ of: 'tarn-beck', role: 'importer', fromOn: '2025-08-11' }]);
  });

  test('as of an earlier day shows what each knew then, and nothing of what came later', async () => {
    const page = await across('kestrel', '2026-02-11');
    expect(page.parties.map(({ party }) => party)).toEqual(['kestrel', 'tarn-beck']);
    expect(page.knowledge.map(({ party, what, from }) => [party, what, from])).toEqual([
      ['kestrel', 'informed', 'researcher'],
      ['kestrel', 'determined', undefined],
      ['tarn-beck', 'notified', 'kestrel'],
    ]);
    expect(page.parties[0]?.dates.remedy).toBeUndefined();
    expect(page.parties[0]?.hidden.notYetRecorded).toBeGreaterThan(0);
    expect(page.notifications.map(({ to, given: { on } }) => [to, on])).toEqual([
      ['authority', '2026-02-11'],
      ['tarn-beck', '2026-02-11'],
    ]);
  });

  test('as of a day before a party came to it shows those that had: it is joined with them now', async () => {
    const page = await across('quayside', '2026-02-11');
    expect(page).toEqual(await across('kestrel', '2026-02-11'));
    const before = { asOf: '2026-02-02', knownAt: '2026-02-02' };
    expect(await room.ask(new FailureAcrossParties(opss, 'quayside', 'shared-password', before))).toBeUndefined();
    expect(await room.ask(new FailureAcrossParties(opss, 'quayside', 'no-such', before))).toBeUndefined();
  });

  test('the matrix has each party’s rows under their duty', async () => {
    const { matrix, parties } = await across('kestrel', '2026-02-12');
    const cell = matrix.cells.find(({ party, duty }) => party === 'tarn-beck' && duty === 'PSTI-S19-5-NOTIFY-DIST');
    expect(cell?.rows.map(({ to, status }) => [to, status])).toEqual([
      ['hollybush', 'DONE'],
      ['quayside', 'DONE'],
    ]);
    expect(matrix.cells.flatMap(({ rows }) => rows)).toHaveLength(parties.flatMap(({ duties }) => duties).length);
  });
});

describe('what is kept of each party’s part', () => {
  const on = '2026-03-27';
  const clocks = { asOf: '2026-04-30', knownAt: '2026-04-30' };
  const asked = new FailureAcrossParties(opss, 'kestrel', 'shared-password', clocks);
  /** By one who has kept nothing. */
  const afresh = () => new FailureAcrossPartiesHandler(room.views).execute(asked);

  /** What each changes is in the part of one party, or in everybody's. */
  const events: readonly (readonly [stream: string, event: readonly [string, string, object]])[] = [
    [
      'hollybush/failure/shared-password',
      [on, 'AwarenessAsserted', { product: 'puffincam-2', requirement: 'SR1', reasons: 'r' }],
    ],
    ['tarn-beck/product/puffincam-2', [on, 'RoleAsserted', { of: 'tarn-beck', role: 'distributor', fromOn: '2026-03-01' }]],
    ['hollybush/profile', [on, 'PartyDescribed', { dissolvedOn: '2026-02-01' }]],
    ['installation', [on, 'SettingPutInForce', { setting: 'A57', value: 'stands' }]],
  ];

  test.each(events)('is worked out again after an event in %s, and shows it at once', async (stream, event) => {
    const before = await room.ask(asked);
    await record(stream, event);
    const after = await room.ask(asked);
    expect({ ...after, position: '' }).not.toEqual({ ...before, position: '' });
    expect(after).toEqual(await afresh());
  });

  test('so is what a party says in another record of its own', async () => {
    await record('quayside/failure/of-its-own', [on, 'ComplianceFailureReported', reported]);
    await level(room.views, room.store);
    expect((await room.ask(asked))?.knowledge).not.toContainEqual(expect.objectContaining({ party: 'quayside', on }));
    await record('quayside/failure/of-its-own', [on, 'SameFailureAs', { failure: 'shared-password' }]);
    await level(room.views, room.store);
    expect((await room.ask(asked))?.knowledge).toContainEqual(expect.objectContaining({ party: 'quayside', on }));
    expect(await room.ask(asked)).toEqual(await afresh());
  });

  test('so are the answers to what was sent', async () => {
    const sent = (await room.ask(asked))?.notifications.find(({ to }) => to === 'quayside');
    const [message, failure] = [sent?.message ?? '', 'shared-password'];
    for (const [type, data] of [
      ['QuestionAsked', { text: 'which units?' }],
      ['NotificationAcknowledged', { textHash: 'ab'.repeat(32) }],
    ] as const) {
      await record(`tarn-beck/delivery/${message}`, [
        on,
        type,
        { failure, notification: message, recipient: 'quayside', ...data },
      ]);
      await level(room.views, room.store);
      const after = await room.ask(asked);
      expect(after).toEqual(await afresh());
      expect(after?.notifications.find((each) => each.message === message)?.answer).toBe(
        type === 'QuestionAsked' ? 'question' : 'acknowledged',
      );
    }
  });
});
