import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays, londonDay, londonInstant } from './calendar.ts';
import { asKnown } from './known.ts';
import type { Known } from './known.ts';

interface Event {
  readonly id: string;
  readonly type: string;
  readonly on: string;
  readonly at?: string;
  readonly says?: string;
  readonly supersedes?: string;
  readonly event?: { readonly type: string; readonly on: string; readonly at?: string; readonly data: { readonly says: string } };
}
const known = (leaf: number, event: Event, recordedAt: string): Known<Event> => ({
  ...event,
  stream: 's',
  revision: leaf,
  leaf,
  by: 'b',
  recordedAt,
});
const saying = (events: readonly Known<Event>[]): readonly string[] => events.map(({ says = '' }) => says);
const on = (id: string, day: string, more: Partial<Event> = {}): Event => ({ id, type: 'Said', on: day, says: id, ...more });
const day = (clock: string) => ({ asOf: clock, knownAt: clock });

describe('asKnown', () => {
  test('a day means its end in London, for what happened and for what was recorded', () => {
    const events = [
      known(0, on('a', '2026-06-30'), '2026-06-30T22:59:59Z'),
      known(1, on('b', '2026-06-30'), '2026-06-30T23:00:00Z'),
    ];
    expect(saying(asKnown(events, day('2026-06-30')))).toEqual(['a']);
    expect(saying(asKnown(events, { asOf: '2026-06-30', knownAt: '2026-07-01' }))).toEqual(['a', 'b']);
  });
  test('under an instant, an event of which only the day is known counts once that day is over', () => {
    const events = [
      known(0, on('day', '2026-02-11'), '2026-02-11T08:00:00Z'),
      known(1, on('timed', '2026-02-11', { at: '2026-02-11T09:30:00Z' }), '2026-02-11T09:30:00Z'),
    ];
    const at = (asOf: string) => saying(asKnown(events, { asOf, knownAt: '2026-12-31' }));
    expect([at('2026-02-11T09:29:00Z'), at('2026-02-11T09:30:00Z'), at('2026-02-12T00:00:00Z')]).toEqual([
      [],
      ['timed'],
      ['day', 'timed'],
    ]);
  });
  test('within a day by the time where both have one, else by log order', () => {
    const events = [
      known(0, on('late', '2026-02-11', { at: '2026-02-11T16:00:00Z' }), '2026-02-11T17:00:00Z'),
      known(1, on('untimed', '2026-02-11'), '2026-02-11T17:00:00Z'),
      known(2, on('early', '2026-02-11', { at: '2026-02-11T09:00:00Z' }), '2026-02-11T17:00:00Z'),
    ];
    expect(saying(asKnown(events, day('2026-02-11')))).toEqual(['early', 'untimed', 'late']);
  });
  test('a correction swaps from the day it is recorded, a later one governs, one withdrawn gives way to the one before', () => {
    const replaced = (id: string, supersedes: string, says: string): Event => ({
      id,
      type: 'Correction',
      on: '2026-03-01',
      supersedes,
      event: { type: 'Said', on: '2026-02-10', data: { says } },
    });
    const events = [
      known(0, on('wrong', '2026-02-11'), '2026-02-11T10:00:00Z'),
      known(1, replaced('c1', 'wrong', 'better'), '2026-03-01T10:00:00Z'),
      known(2, replaced('c2', 'wrong', 'best'), '2026-03-02T10:00:00Z'),
      known(3, { id: 'c3', type: 'Correction', on: '2026-03-03', supersedes: 'c2' }, '2026-03-03T10:00:00Z'),
      known(4, { id: 'c4', type: 'Correction', on: '2026-03-04', supersedes: 'wrong' }, '2026-03-04T10:00:00Z'),
    ];
    const at = (knownAt: string) => saying(asKnown(events, { asOf: '2026-02-20', knownAt }));
    expect([at('2026-02-28'), at('2026-03-01'), at('2026-03-02'), at('2026-03-03'), at('2026-03-04')]).toEqual([
      ['wrong'],
      ['better'],
      ['best'],
      ['better'],
      [],
    ]);
  });

  test('a correction that is itself corrected has become the event as it should have been', () => {
    const said = (says: string) => ({ type: 'Said', on: '2026-02-10', data: { says } });
    const events = [
      known(0, on('wrong', '2026-02-11'), '2026-02-11T10:00:00Z'),
      known(
        1,
        { id: 'c1', type: 'Correction', on: '2026-03-01', supersedes: 'wrong', event: said('better') },
        '2026-03-01T10:00:00Z',
      ),
      known(2, { id: 'c2', type: 'Correction', on: '2026-03-02', supersedes: 'c1', event: said('best') }, '2026-03-02T10:00:00Z'),
    ];
    const standing = asKnown(events, day('2026-03-02'));
    expect(standing.map(({ id, says }) => [id, says])).toEqual([['wrong', 'best']]);
  });
});

const DAYS = Array.from({ length: 6 }, (_, at) => addDays('2026-03-27', at));
const anyDay = fc.constantFrom(...DAYS);
const anyEvents = fc
  .array(fc.record({ on: anyDay, lag: fc.nat(4), minute: fc.option(fc.nat(23), { nil: undefined }) }), { maxLength: 12 })
  .map((drawn) => {
    let clock = '';
    return drawn.map(({ on: happened, lag, minute }, leaf) => {
      const recorded = londonInstant(addDays(happened, lag), '12:00');
      clock = recorded > clock ? recorded : clock;
      const at = minute === undefined ? undefined : londonInstant(happened, `${String(minute).padStart(2, '0')}:15`);
      return known(leaf, on(`e${leaf}`, happened, { at }), clock);
    });
  });

describe('for any events', () => {
  test('what is recorded later never changes an answer at an earlier knownAt', () =>
    fc.assert(
      fc.property(anyEvents, anyDay, anyDay, fc.nat(12), (events, asOf, knownAt, cut) => {
        const earlier = events.slice(0, cut);
        fc.pre(events.slice(cut).every(({ recordedAt }) => londonDay(recordedAt) > knownAt));
        expect(asKnown(events, { asOf, knownAt })).toEqual(asKnown(earlier, { asOf, knownAt }));
      }),
    ));
  test('a correction equals having recorded it right, at every knownAt from then on', () =>
    fc.assert(
      fc.property(anyEvents, fc.nat(11), anyDay, anyDay, (events, which, moved, asOf) => {
        const wrong = events[which % Math.max(events.length, 1)];
        fc.pre(wrong !== undefined);
        const right = { ...wrong, on: moved, at: undefined, says: 'right', version: 1 };
        const correction = known(
          events.length,
          {
            id: 'c',
            type: 'Correction',
            on: moved,
            supersedes: wrong.id,
            event: { type: 'Said', on: moved, data: { says: 'right' } },
          },
          '2026-05-01T00:00:00Z',
        );
        const clocks = { asOf, knownAt: '2026-05-01' };
        expect(saying(asKnown([...events, correction], clocks))).toEqual(
          saying(
            asKnown(
              events.map((event) => (event === wrong ? right : event)),
              clocks,
            ),
          ),
        );
      }),
    ));
  test('…and the first of these finds it when a filter forgets that knownAt means a London day', () => {
    const naive = (events: readonly Known<Event>[], knownAt: string) =>
      events.filter(({ recordedAt }) => recordedAt.slice(0, 10) <= knownAt);
    const late = known(0, on('late', '2026-06-30'), '2026-06-30T23:30:00Z');
    expect(londonDay(late.recordedAt) > '2026-06-30').toBe(true);
    expect(naive([late], '2026-06-30')).not.toEqual(asKnown([late], { asOf: '2026-07-31', knownAt: '2026-06-30' }));
  });
  test('of two timed events of a day the earlier comes first, whatever stands between them', () =>
    fc.assert(
      fc.property(anyEvents, (events) => {
        const timed = asKnown(events, day('2026-12-31')).flatMap((event) => (event.at === undefined ? [] : [event]));
        for (let at = 1; at < timed.length; at += 1) expect(timed[at - 1]?.at ?? '' <= (timed[at]?.at ?? '')).toBeTruthy();
      }),
    ));
});
