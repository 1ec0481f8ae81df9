import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { someoneOf, uuidOf } from '#access';
import { Bench, level, type Room, scenario } from './given.ts';
import { NotACursor } from './list.ts';
import { OutstandingDuties, sectionOf, type DutyFilter, type OutstandingDuty } from './outstanding-duties.ts';

const retailerFindsIt = scenario('05-retailer-finds-it');
const chain = scenario('01-straight-chain');
const opss = someoneOf('authority');

let bench: Bench;
let room: Room;
const target = (party: string, duty: string, days: number, on: string) => ({
  stream: `${party}/profile`,
  id: uuidOf(`${party} ${duty}`),
  event: { type: 'TargetSet', on, data: { duty, days } },
  by: party,
  recordedAt: `${on}T09:00:00Z`,
});
beforeAll(async () => {
  bench = new Bench();
  room = await bench.room();
  // Up to the manufacturer's determination: nobody has been told yet.
  const until = chain.given.findIndex(({ event }) => event.type === 'RecordMade');
  await room.recorder.scenario({ admitted: chain.admitted, given: chain.given.slice(0, until) });
  await room.recorder.record(target('kestrel', 'PSTI-S11-3-NOTIFY-OPSS', 2, '2026-02-10'));
  await room.recorder.record(target('kestrel', 'PSTI-S11-2B-REMEDY', 30, '2026-02-10'));
  const known = new Set(chain.admitted.map(({ event }) => event.data['party']));
  const strangers = retailerFindsIt.admitted.filter(({ event }) => !known.has(event.data['party']));
  await room.recorder.scenario({ admitted: strangers, given: retailerFindsIt.given });
  await level(room.views, room.store);
});
afterAll(() => bench.clear());

const list = (filter: DutyFilter = {}, paging = {}) => room.ask(new OutstandingDuties(opss, filter, { limit: 500, ...paging }));

describe('the queue of duties', () => {
  test('past an own target comes first, then by the day on which the duty became performable', async () => {
    room.recorder.clock.at = '2026-02-13T09:00:00Z';
    const page = await list();
    expect(page.today).toBe('2026-02-13');
    expect(page.rows[0]).toMatchObject({
      duty: 'PSTI-S11-3-NOTIFY-OPSS',
      past: 'target',
      target: { days: 2, dueOn: '2026-02-12' },
    });
    expect(page.rows.filter(({ past }) => past !== undefined)).toHaveLength(1);
    const days = page.rows.slice(1).map(({ since, on }) => since ?? on ?? '9999-12-31');
    expect(days).toEqual([...days].sort());
  });

  test('on the target’s own day nothing is past, without any event in between', async () => {
    room.recorder.clock.at = '2026-02-12T23:59:00Z';
    expect((await list()).rows.filter(({ past }) => past !== undefined)).toEqual([]);
    room.recorder.clock.at = '2026-02-13T00:00:00Z';
    expect((await list()).rows.filter(({ past }) => past !== undefined)).toHaveLength(1);
  });

  test.each<[string, DutyFilter]>([
    ['status', { status: ['OPEN'] }],
    ['section', { section: 's.11' }],
    ['duty', { duty: 'PSTI-S11-2B-REMEDY' }],
  ])(
    'a firm’s own, by %s, is looked up in its book: that column’s index would pass over the rows of all',
    async (column, filter) => {
      const { sql } = await room.views.serving('outstanding_duties');
      const prepared = jest.spyOn(sql, 'prepare');
      const ask = async (party: string) => {
        prepared.mockClear();
        await room.ask(new OutstandingDuties(someoneOf(party), filter, {}));
        return prepared.mock.calls.map(([asked]) => asked).filter((asked) => asked.includes(`${column} `));
      };
      const [own, everybodys] = [await ask('kestrel'), await ask('authority')];
      prepared.mockRestore();
      expect(own.length).toBeGreaterThan(1);
      expect(own.filter((asked) => !asked.includes(`(book = ?) AND (+${column} `))).toEqual([]);
      expect(everybodys.some((asked) => asked.includes(`(${column} `))).toBe(true);
    },
  );

  test.each<[string, DutyFilter, (row: OutstandingDuty) => boolean]>([
    ['holder', { holder: 'kestrel' }, ({ holder }) => holder === 'kestrel'],
    ['recipient', { to: 'authority' }, ({ to }) => to === 'authority'],
    ['status', { status: ['OPEN'] }, ({ status }) => status === 'OPEN'],
    ['statuses', { status: ['SEQUENCED', 'UNDETERMINED'] }, ({ status }) => ['SEQUENCED', 'UNDETERMINED'].includes(status)],
    ['section', { section: 's.11' }, ({ duty }) => duty.startsWith('PSTI-S11-')],
    ['duty', { duty: 'PSTI-S11-2B-REMEDY' }, ({ duty }) => duty === 'PSTI-S11-2B-REMEDY'],
    ['product', { product: 'puffincam-2' }, ({ product }) => product === 'puffincam-2'],
    ['failure', { failure: 'shared-password' }, ({ failure }) => failure === 'shared-password'],
    ['own target', { targetBy: '2026-02-28' }, ({ target: own }) => own !== undefined && own.dueOn <= '2026-02-28'],
    ['two at once', { section: 's.11', to: 'tarn-beck' }, ({ duty, to }) => duty.startsWith('PSTI-S11-') && to === 'tarn-beck'],
  ])('by %s', async (_, filter, isAsked) => {
    const expected = (await list()).rows.filter(isAsked);
    const found = await list(filter);
    expect(expected.length).toBeGreaterThan(0);
    expect(found.rows).toEqual(expected);
    expect(found.count).toEqual({ rows: expected.length, orMore: false });
  });

  test('no date of the law, so nothing is due by a day', async () => {
    expect((await list({ dueBy: '2099-12-31' })).rows.every(({ dueOn }) => dueOn !== undefined)).toBe(true);
  });

  test('page by page it is the same list, also over midnight', async () => {
    room.recorder.clock.at = '2026-02-12T22:00:00Z';
    const whole = (await list()).rows.map(({ key }) => key);
    const paged: string[] = [];
    for (let after: string | undefined; ;) {
      const page = await list({}, { limit: 7, ...(after === undefined ? {} : { after }) });
      paged.push(...page.rows.map(({ key }) => key));
      expect(page.today).toBe('2026-02-12');
      room.recorder.clock.at = '2026-02-13T09:00:00Z';
      after = page.next;
      if (after === undefined) break;
    }
    expect(paged).toEqual(whole);
  });

  test.each([
    '',
    'x',
    Buffer.from('[1,2]').toString('base64url'),
    Buffer.from('["2026-02-30",0,"","",""]').toString('base64url'),
  ])('an `after` that no list gave is refused: %j', async (after) => {
    await expect(list({}, { after })).rejects.toThrow(NotACursor);
  });

  test('says why in short, and leaves the single steps to whoever asks', async () => {
    const [row] = (await list({ duty: 'PSTI-S11-3-NOTIFY-SUPPLIED' })).rows;
    expect(row).toMatchObject({
      book: 'kestrel',
      to: 'tarn-beck',
      timing: 'ASAP',
      since: '2026-02-10',
      discharge: expect.any(String),
    });
    expect(Object.keys(row?.why ?? {}).sort()).toEqual(['says', 'settings', 'settledBy', 'triggers']);
  });

  test('a settled duty leaves it', async () => {
    const until = chain.given.findIndex(({ event }) => event.type === 'RecordMade');
    const rest = chain.given.slice(until);
    await room.recorder.scenario({ admitted: [], given: rest });
    await level(room.views, room.store);
    expect((await list({ failure: 'shared-password', holder: 'kestrel' })).rows).toEqual([]);
  });
});

test('the section of a provision', () => {
  expect(['s.19(5), (6)(b)', 's.51', 'reg.8', 'Sch.1 para 3', 's.28(4)'].map(sectionOf)).toEqual([
    's.19',
    's.51',
    'reg.8',
    'Sch.1',
    's.28',
  ]);
});
