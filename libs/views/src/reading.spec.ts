import { beforeEach, describe, expect, test } from '@jest/globals';
import { uuidOf } from '#access';
import { MemoryStore, type NewEvent } from '#event-store';
import { Reading } from './reading.ts';

/** Counts how often each stream is read from the log. */
class Counting extends MemoryStore {
  readonly reads = new Map<string, number>();

  override readStream(...[stream, options]: Parameters<MemoryStore['readStream']>) {
    this.reads.set(stream, (this.reads.get(stream) ?? 0) + 1);
    return super.readStream(stream, options);
  }
}

const MOST = 10;
const admitted = (n: number): NewEvent => ({
  id: uuidOf(`admitted ${n}`),
  type: 'PartyAdmitted',
  version: 1,
  on: '2026-02-03',
  data: { party: `firm-${n}`, name: `Firm ${n} Ltd` },
});
const made = (stream: string): NewEvent => ({
  id: uuidOf(stream),
  type: 'MadeAvailable',
  version: 1,
  on: '2026-02-03',
  data: { from: 'firm-1', to: 'consumers', as: 'supply', place: 'GB', condition: 'new', reliesOn: 'statement' },
});
const recordOf = (n: number) => `firm-1/product/camera-${n}`;

describe('streams that are kept while there is room', () => {
  let store: Counting;
  let reading: Reading;
  let leaf: number;
  beforeEach(async () => {
    store = new Counting();
    const append = (stream: string, events: readonly NewEvent[]) =>
      store.append(stream, events, { expected: 'none', key: events[0]?.id ?? '', by: 'operator' });
    ({ leaf } = await append(
      'installation',
      Array.from({ length: 3 * MOST }, (_, n) => admitted(n)),
    ));
    for (let n = 0; n < 2 * MOST; n++) ({ leaf } = await append(recordOf(n), [made(recordOf(n))]));
    reading = new Reading(store, MOST);
    reading.offer([], leaf);
  });

  test('what is asked for with every record is read once, however long it is and however many records there are', async () => {
    for (let n = 0; n < 2 * MOST; n++) {
      expect(await reading.upTo(recordOf(n), leaf)).toHaveLength(1);
      expect(await reading.upTo('installation', leaf)).toHaveLength(3 * MOST);
    }
    expect(store.reads.get('installation')).toBe(1);
  });

  test('what was asked for last is kept longest', async () => {
    for (let n = 0; n < 2 * MOST; n++) {
      await reading.upTo(recordOf(n), leaf);
      await reading.upTo(recordOf(0), leaf);
    }
    expect(store.reads.get(recordOf(0))).toBe(1);
    await reading.upTo(recordOf(1), leaf);
    expect(store.reads.get(recordOf(1))).toBe(2);
  });
});
