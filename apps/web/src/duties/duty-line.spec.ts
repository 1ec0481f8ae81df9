import { describe, expect, test } from '@jest/globals';
import { section, type Obligation } from '#psti';
import { dutyLine } from './duty-line.ts';
import { howToSettle } from './how.ts';

const names = (id: string) => ({ 'tarn-beck': 'Tarn & Beck Imports Ltd' })[id] ?? id;
const notify: Obligation = {
  key: 'PSTI-S11-3-NOTIFY-SUPPLIED/kestrel/puffincam-2/shared-password/tarn-beck',
  duty: 'PSTI-S11-3-NOTIFY-SUPPLIED',
  holder: 'kestrel',
  role: 'manufacturer',
  product: 'puffincam-2',
  failure: 'shared-password',
  to: 'tarn-beck',
  cite: section(11, '(3), (4)(c)'),
  what: 'Notify each importer and distributor it supplied',
  status: 'OPEN',
  since: '2026-02-10',
  timing: 'ASAP',
  rulebook: 'RB-3',
  why: { triggers: [], settledBy: [], trace: [], settings: [], says: 'It became aware.' },
};

describe('what a line says of time', () => {
  test('as soon as possible is the Act’s word: however long it stands, it is not overdue', () => {
    const line = dutyLine(notify, names, '2026-12-31');
    expect(line).toMatchObject({ soon: 'as soon as possible', since: '2026-02-10', elapsed: '324 days', overdue: false });
  });

  test('past the firm’s own target it is past that target, and still not overdue', () => {
    const line = dutyLine({ ...notify, target: { days: 2, dueOn: '2026-02-12' } }, names, '2026-02-13');
    expect(line).toMatchObject({ overdue: false, target: { past: true } });
  });

  test('past a date that a notice fixes it is overdue, on that day it is not', () => {
    const dated = { ...notify, dueOn: '2026-03-01' };
    expect(dutyLine(dated, names, '2026-03-01').overdue).toBe(false);
    expect(dutyLine(dated, names, '2026-03-02').overdue).toBe(true);
    expect(dutyLine({ ...dated, status: 'DONE', on: '2026-02-28' }, names, '2026-03-02').overdue).toBe(false);
  });

  test('what is done says how long it took', () => {
    expect(dutyLine({ ...notify, status: 'DONE', on: '2026-02-11' }, names, '2026-03-01').elapsed).toBe('done after 1 day');
    expect(dutyLine({ ...notify, status: 'DONE', on: '2026-02-10' }, names, '2026-03-01').elapsed).toBe('done the same day');
  });
});

test('a recipient is called by name, and the authority OPSS', () => {
  expect(dutyLine(notify, names, '2026-02-11').to).toBe('Tarn & Beck Imports Ltd');
  expect(dutyLine({ ...notify, to: 'authority' }, names, '2026-02-11').to).toBe('OPSS');
});

test('an open duty leads to the form that would settle it, a settled one to none', () => {
  expect(howToSettle(notify, '/x', () => true)).toEqual([
    { text: 'We gave the notification', href: '/x/record/NotificationGiven?data.to=tarn-beck' },
  ]);
  expect(howToSettle({ ...notify, status: 'DONE' }, '/x', () => true)).toEqual([]);
  expect(howToSettle(notify, '/x', () => false)).toEqual([]);
});
