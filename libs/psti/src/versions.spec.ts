import { describe, expect, test } from '@jest/globals';
import { fromLog, unknownIn } from './log.ts';
import { typesOf, streamKinds } from './streams.ts';
import { upcast, UpgradeNeeded, versionOf } from './versions.ts';
import type { Upcasters } from './versions.ts';

/** A type of its own: version 2 gave the weight its unit, and version 3 the same in grams. */
class WeightV1 {}
class WeightV2 {}
const upcasters: Upcasters = new Map([
  [
    'WeightRecorded',
    [
      { from: WeightV1, up: ({ weight, ...rest }) => ({ ...rest, kilograms: weight }) },
      { from: WeightV2, up: ({ kilograms, ...rest }) => ({ ...rest, grams: Number(kilograms) * 1000 }) },
    ],
  ],
]);
const weight = (version: number, data: object) =>
  Object.freeze({ type: 'WeightRecorded', version, data: Object.freeze({ ...data }) });
const newest = { type: 'WeightRecorded', version: 3, data: { of: 'puffincam-2', grams: 2000 } };

const recorded = {
  ...{ id: '6ba7b811-9dad-11d1-80b4-00c04fd430c8', stream: 'kestrel/failure/shared-password', revision: 3, leaf: 7 },
  ...{ recordedAt: '2026-02-11T10:00:00.000Z', by: 'person-1', on: '2026-02-11', version: 1 },
};
const corrected = (type: string, version: number) => ({
  ...recorded,
  type: 'Correction',
  data: {
    supersedes: recorded.id,
    reasons: 'x',
    event: { type, version, on: '2026-02-11', data: { reasons: 'x' } },
  },
});

describe('E-09: an event of an older version', () => {
  test.each([
    [1, { of: 'puffincam-2', weight: 2 }],
    [2, { of: 'puffincam-2', kilograms: 2 }],
  ])('of version %i is read as the newest, one version at a time, and nothing of it is changed', (version, data) => {
    const event = weight(version, data);
    expect(upcast(event, upcasters)).toEqual(newest);
    expect(event).toEqual({ type: 'WeightRecorded', version, data });
  });

  test('of the newest version is the very same', () => {
    const event = weight(3, newest.data);
    expect(upcast(event, upcasters)).toBe(event);
    expect(upcast(upcast(weight(1, { of: 'puffincam-2', weight: 2 }), upcasters), upcasters)).toEqual(newest);
  });

  test('the version recorded now is one more than there are steps; a type without any is of version 1', () => {
    expect(versionOf('WeightRecorded', upcasters)).toBe(3);
    expect(streamKinds.flatMap(typesOf).filter((type) => versionOf(type) < 1)).toEqual([]);
    expect(versionOf('constructor')).toBe(1);
  });
});

describe('E-11: an event that a newer Dutybook wrote', () => {
  const closed = { ...recorded, type: 'RecordClosed', data: { reasons: 'x' } };

  test.each([
    ['of another type', { ...closed, type: 'FailureForeseen' }, { type: 'FailureForeseen', version: 1 }],
    ['of a newer version', { ...closed, version: 2 }, { type: 'RecordClosed', version: 2 }],
    [
      'on a stream where that type does not belong',
      { ...closed, stream: 'kestrel/profile' },
      { type: 'RecordClosed', version: 1 },
    ],
    ['on a stream of another kind', { ...closed, stream: 'kestrel/papers/x' }, { type: 'RecordClosed', version: 1 }],
    ['put in place by a correction', corrected('RecordClosed', 2), { type: 'RecordClosed', version: 2 }],
    ['of another type, put in place by a correction', corrected('FailureForeseen', 1), { type: 'FailureForeseen', version: 1 }],
  ])('%s is not read', (_, event, unknown) => {
    expect(unknownIn(event)).toEqual(unknown);
    expect(() => fromLog(event)).toThrow(new UpgradeNeeded(unknown));
  });

  test('what this version knows is', () => {
    expect(unknownIn(closed)).toBeUndefined();
    expect(fromLog(closed)).toMatchObject({ type: 'RecordClosed', version: 1, reasons: 'x' });
    expect(fromLog(corrected('RecordClosed', 1))).toMatchObject({ event: { type: 'RecordClosed', version: 1, reasons: 'x' } });
  });
});
