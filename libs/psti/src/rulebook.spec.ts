import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { Day, DutyId } from './act.ts';
import { addDays } from './calendar.ts';
import * as it from './duties/a-book.ts';
import { bookOf, rowOf, rowsOf } from './duties/a-book.ts';
import { allDuties } from './owed.ts';
import { forceOf, lawInForce, rulebookOn, withRulebook } from './rulebook.ts';
import type { Rulebook } from './rulebook.ts';
import { runPure } from './scenario/run.ts';

/** Which law applies on which day, and that what it leaves dormant is switched on by data. */

/** The rulebooks in force on a day: begun, and not replaced by one that began later. */
const inForceOn = (law: readonly Rulebook[], day: Day): readonly Rulebook[] => {
  const begun = law.filter(({ from }) => from <= day);
  const last = begun.reduce((latest, { from }) => (from > latest ? from : latest), '');
  return begun.filter(({ from }) => from === last);
};
const daysWithoutExactlyOne = (law: readonly Rulebook[]): readonly Day[] => {
  const days: Day[] = [];
  for (let day = '2022-12-06'; day <= '2040-12-31'; day = addDays(day, 1)) if (inForceOn(law, day).length !== 1) days.push(day);
  return days;
};

describe('from Royal Assent to the end of 2040', () => {
  test('every day has exactly one rulebook', () => expect(daysWithoutExactlyOne(lawInForce)).toEqual([]));
  test('and that is the one that answers', () => {
    for (let day = '2022-12-06'; day <= '2040-12-31'; day = addDays(day, 1))
      expect([day, rulebookOn(lawInForce, day).id]).toEqual([day, inForceOn(lawInForce, day)[0]?.id]);
  });
  test('…and this finds a gap, and two that begin on one day', () => {
    expect(daysWithoutExactlyOne(lawInForce.slice(1))[0]).toBe('2022-12-06');
    const twice = lawInForce.map((rulebook) => (rulebook.id === 'RB-3' ? { ...rulebook, from: '2025-02-25' } : rulebook));
    expect(daysWithoutExactlyOne(twice)[0]).toBe('2025-02-25');
  });
  test('each begins at the start of its day: the day before, the day, the day after', () => {
    for (const { id, from } of lawInForce.slice(1)) {
      const around = [addDays(from, -1), from, addDays(from, 1)].map((day) => rulebookOn(lawInForce, day).id);
      expect(around.map((name) => name === id)).toEqual([false, true, true]);
    }
  });
});

const IN_SCOPE = [
  it.found('2024-05-01', 's.5(1)', 'yes'),
  it.found('2024-05-01', 's.6', 'no'),
  it.found('2024-05-01', 's.54', 'yes'),
];
const MAKER = [
  it.role('kestrel', 'manufacturer', '2024-05-01'),
  ...IN_SCOPE,
  it.madeAvailable('2024-05-02', 'kestrel', 'tarn', { toRole: 'importer' }),
];
const tarn = it.role('tarn', 'importer', '2024-05-01');

describe('a duty keeps the law of the day on which it arose', () => {
  const book = bookOf('kestrel', MAKER, it.determined('2025-12-03'));
  test('the answer names it, on that day and ever after', () => {
    for (const day of ['2025-12-03', '2025-12-04', '2026-06-30'])
      expect(rowOf(book, 'PSTI-S11-3-NOTIFY-OPSS', day)?.rulebook).toBe('RB-2');
    expect(rowOf(bookOf('kestrel', MAKER, it.determined('2025-12-04')), 'PSTI-S11-3-NOTIFY-OPSS', '2026-06-30')?.rulebook).toBe(
      'RB-3',
    );
  });
  test('toward whom it arose later, the law of that later day', () => {
    const later = bookOf(
      'kestrel',
      MAKER,
      it.determined('2025-12-03'),
      it.madeAvailable('2025-12-10', 'kestrel', 'fen', { toRole: 'importer' }),
    );
    expect(rowsOf(later, 'PSTI-S11-3-NOTIFY-SUPPLIED', '2026-01-31').map(({ to, rulebook }) => [to, rulebook])).toEqual([
      ['tarn', 'RB-2'],
      ['fen', 'RB-3'],
    ]);
  });
  test('a term and a prohibition the law of the day from which they run', () => {
    const kept = bookOf('kestrel', MAKER, it.reported('2025-02-20'), it.recordMade('2025-02-24', 'investigation', ['outcome']));
    expect(rowOf(kept, 'PSTI-S12-4-RETAIN', '2026-06-30')?.rulebook).toBe('RB-1');
    const banned = bookOf('tarn', tarn, IN_SCOPE, it.notified('2025-02-25', 'kestrel', 'manufacturer'));
    expect(rowOf(banned, 'PSTI-S16-1-NO-SUPPLY', '2026-06-30')?.rulebook).toBe('RB-2');
  });
  test('a product that becomes excepted takes its duties along, whatever law they arose under (A33)', () => {
    const car = bookOf(
      'kestrel',
      MAKER,
      it.found('2024-05-01', 'Sch.3 para 6', 'yes', { place: 'GB' }),
      it.determined('2025-02-10'),
    );
    const notify = (day: Day) => rowOf(car, 'PSTI-S11-3-NOTIFY-OPSS', day);
    expect([notify('2025-02-24')?.status, notify('2025-02-24')?.rulebook]).toEqual(['OPEN', 'RB-1']);
    expect([notify('2025-02-25')?.status, notify('2025-02-25')?.on, notify('2025-02-25')?.flags]).toEqual([
      'CEASED',
      '2025-02-25',
      ['PRESERVED_FOR_REVIEW'],
    ]);
    expect(notify('2025-02-25')?.rulebook).toBe('RB-1');
  });
});

const URL_NAMESPACE = Buffer.from('6ba7b8119dad11d180b400c04fd430c8', 'hex');
const uuidOf = (name: string): string =>
  createHash('sha1')
    .update(URL_NAMESPACE)
    .update(name)
    .digest('hex')
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-5$3-8$4-$5');
const file = 'rb-x-dormant-duties-wake.yaml';
const woken = parse(readFileSync(new URL(`../test-rulebooks/${file}`, import.meta.url), 'utf8'));
const dormant = (law: readonly Rulebook[], day: Day): readonly DutyId[] =>
  allDuties.map(({ id }) => id).filter((id) => forceOf(rulebookOn(law, day), id) === 'dormant');

describe('RB-X, a rulebook of the tests alone', () => {
  test('every duty that is dormant in the law as it is', () => {
    expect(dormant(lawInForce, '2026-11-26')).toHaveLength(11);
    expect([...woken.rulebookData.live].sort()).toEqual([...dormant(lawInForce, '2026-11-26')].sort());
    expect(dormant(withRulebook(lawInForce, woken.rulebookData), '2027-01-01')).toEqual([]);
    expect(dormant(withRulebook(lawInForce, woken.rulebookData), '2026-12-31')).toHaveLength(11);
  });
  test('wakes from its day on: each row as expected', () => expect(runPure(woken, file, uuidOf)).toEqual([]));
  test('…and is found asleep without the data', () => {
    const { rulebookData, ...asleep } = woken;
    const differing = runPure({ ...asleep, rulebook: 'RB-3' }, file, uuidOf).map(({ line }) => line.split(' ')[1]);
    expect(rulebookData.live.filter((id: DutyId) => !id.includes('COMPLY') && !differing.includes(id))).toEqual([]);
  });
});
