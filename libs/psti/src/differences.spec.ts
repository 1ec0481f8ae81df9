import { describe, expect, test } from '@jest/globals';
import type { Book } from './book.ts';
import { differences } from './differences.ts';
import type { Change } from './differences.ts';
import * as it from './duties/a-book.ts';
import { bookOf, idOf } from './duties/a-book.ts';

const at = (asOf: string, knownAt = asOf) => ({ asOf, knownAt });
const told = it.named('told', it.notified('2026-02-11', 'kestrel', 'manufacturer'));
const given = it.named('given', it.notify('2026-02-12', 'shop', { authorityNotified: 'no', manufacturerAware: 'yes' }));
const late = it.named('late', { ...it.contact('2026-02-10', 'kestrel'), recorded: '2026-02-20' });
const book: Book = bookOf(
  'tarn',
  it.role('tarn', 'importer'),
  it.inScope,
  it.madeAvailable('2025-08-25', 'tarn', 'shop', { toRole: 'distributor' }),
  told,
  given,
  late,
);
const line = ({ before, after, because }: Change): string =>
  `${(after ?? before)?.duty} ${before?.status ?? 'none'} → ${after?.status ?? 'none'} by ${because.map(nameOf).join(', ') || 'days alone'}`;
const NAMES = new Map(['told', 'given', 'late', 'mending', 'record'].map((name) => [idOf(name), name]));
const nameOf = (id: string): string => NAMES.get(id) ?? id;
const between = (one: ReturnType<typeof at>, other: ReturnType<typeof at>, of = book) => differences(of, one, other).map(line);

describe('what differs between two pairs of clocks', () => {
  test('between two days: each row that arose, with the event that raised it', () =>
    expect(between(at('2026-02-10'), at('2026-02-11'))).toEqual(
      expect.arrayContaining([
        'PSTI-S16-1-NO-SUPPLY none → ACTIVE by told',
        'PSTI-S17-2-INVESTIGATE none → OPEN by told',
        'PSTI-S19-5-NOTIFY-DIST none → OPEN by told',
      ]),
    ));
  test('and each that went on, with the event that moved it; what did not change is left out', () =>
    expect(between(at('2026-02-11'), at('2026-02-12'))).toEqual([
      'PSTI-S19-5-NOTIFY-DIST OPEN → DONE by given',
      'PSTI-S19-9-STATE-STATUS OPEN → DONE by given',
    ]));
  test('nothing differs from itself', () => expect(between(at('2026-02-12'), at('2026-02-12'))).toEqual([]));
  test('between two days of knowing: what was recorded late is behind it', () => {
    const changes = differences(book, at('2026-02-12'), at('2026-02-12', '2026-02-20'));
    expect(changes.map(({ because }) => because.map(nameOf))).toEqual(changes.map(() => ['late']));
  });
  test('a correction is named with what it corrects', () => {
    const [notice] = book.failure.filter(({ id }) => id === idOf('told'));
    if (notice === undefined) throw new Error('it was told');
    const correction = {
      ...notice,
      id: idOf('mending'),
      type: 'Correction',
      on: '2026-02-25',
      supersedes: notice.id,
      event: undefined,
      recordedAt: '2026-02-25T10:00:00.000Z',
      leaf: 99,
    } as never;
    const mended = { ...book, failure: [...book.failure, correction] };
    expect(between(at('2026-02-12'), at('2026-02-12', '2026-02-25'), mended)).toEqual(
      expect.arrayContaining(['PSTI-S17-2-INVESTIGATE OPEN → none by told, mending']),
    );
  });
  test('what changes by the mere passing of days has no event behind it', () => {
    const kept = bookOf(
      'kestrel',
      it.role('kestrel', 'manufacturer'),
      it.inScope,
      it.madeAvailable('2025-08-20', 'kestrel', 'consumers'),
      it.reported('2026-02-03'),
      it.named('record', it.recordMade('2026-02-10', 'investigation', ['outcome'])),
    );
    expect(between(at('2036-02-09'), at('2036-02-10'), kept)).toEqual(['PSTI-S12-4-RETAIN RETAIN → DONE by days alone']);
  });
  test('…and the first of these finds it when the event is not asked for', () => {
    const blind = differences(book, at('2026-02-10'), at('2026-02-11')).map((change) => line({ ...change, because: [] }));
    expect(blind).not.toContain('PSTI-S17-2-INVESTIGATE none → OPEN by told');
  });
});
