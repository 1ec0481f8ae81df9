import { afterEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyReused, MemoryStore } from '#event-store';
import type { AppendOptions, NewEvent } from '#event-store';
import { trials } from '../../../infra/trials.ts';
import { NotFound } from './index.ts';
import type { Receipt } from './index.ts';
import { eventId, reported, SmallChain, StandingClock } from './small-chain.ts';

const KEYS = trials({ few: 40, first: 200 });
const CALLERS = 50;

const opened: SmallChain[] = [];
const folder = mkdtempSync(join(tmpdir(), 'same-key-'));
const open = async (at: Promise<SmallChain>) => {
  const chain = await at;
  opened.push(chain);
  await chain.admitAll();
  return chain;
};
afterEach(async () => {
  for (const chain of opened.splice(0)) await chain.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Each key belongs to a record of its own or shares one with others, as records do. */
const streamOf = (key: number) => `kestrel/failure/f${key % 20}`;
const offerOf = (key: number) => ({ ...reported(`words of ${key}`), id: eventId(`same key ${key}`) });

interface Found {
  /** Keys under which more or fewer than one event stands. */
  readonly notOnce: readonly string[];
  /** Keys whose callers were told different things. */
  readonly differ: readonly string[];
}

async function atOnce(chain: SmallChain, keys: number): Promise<Found> {
  const calls = Array.from({ length: keys * CALLERS }, (_, call) => call % keys);
  const receipts = await Promise.all(calls.map((key) => chain.record(streamOf(key), offerOf(key))));
  const byKey = Map.groupBy(receipts, ({ id }) => id);
  const events = (await Promise.all([...new Set(calls.map(streamOf))].map((stream) => chain.events(stream)))).flat();
  const texts = await chain.vault.texts.of(events);
  const counted = Map.groupBy(events, ({ data }) => texts.get(String(data['text'])));
  return {
    notOnce: [...byKey.keys()].filter((_, key) => counted.get(`words of ${key}`)?.length !== 1),
    differ: [...byKey]
      .filter(([, answers]) => new Set(answers.map(withoutDuplicate)).size !== 1 || !oneIsNew(answers))
      .map(([id]) => id),
  };
}
const withoutDuplicate = ({ duplicate: _, ...receipt }: Receipt) => JSON.stringify(receipt);
const oneIsNew = (answers: readonly Receipt[]) => answers.filter(({ duplicate }) => !duplicate).length === 1;

describe('S-02: the same key at once', () => {
  test(`${KEYS} keys, ${CALLERS} callers each: one event a key, and all its callers are told the same`, async () => {
    const chain = await open(SmallChain.at(`sqlite:${folder}`));
    expect(await atOnce(chain, KEYS)).toEqual({ notOnce: [], differ: [] });
  });

  test('and finds it when the log does not know a key again', async () => {
    const clock = new StandingClock();
    const chain = await open(SmallChain.at('memory:', { clock, store: new KeyLess(clock) }));
    const { notOnce } = await atOnce(chain, 4);
    expect(notOnce).toHaveLength(4);
  });
});

describe('S-03: the same key with another body', () => {
  test('100 keys: another body is refused and nothing is recorded; elsewhere the key is another; another party finds nothing', async () => {
    const chain = await open(SmallChain.at('memory:'));
    const told = async (offer: Promise<unknown>) =>
      offer.then(
        () => 'recorded',
        (error: unknown) => error,
      );
    for (let key = 0; key < 100; key += 1) {
      const [stream, offer] = [streamOf(key), offerOf(key)];
      const { id, revision } = await chain.record(stream, offer);
      const head = await chain.store.head();
      const changed = { ...offer, data: { ...offer.data, claims: 'may be' } };
      expect(await told(chain.record(stream, changed))).toMatchObject({ code: 'KeyReused', key: id, first: revision });
      expect(await told(chain.record(stream, { ...offer, ...reported('other words') }))).toBeInstanceOf(KeyReused);
      expect(await told(chain.record(stream, { ...offer, on: '2026-02-19' }))).toBeInstanceOf(KeyReused);
      expect(await told(chain.record(stream, { ...offer, by: 'quayside' }))).toBeInstanceOf(NotFound);
      expect(await chain.store.head()).toBe(head);
      expect(await told(chain.record(`quayside/failure/f${key % 20}`, offer))).toBe('recorded');
    }
  });
});

/** A log whose unique key has been dropped: whatever is offered to it is new. */
class KeyLess extends MemoryStore {
  #made = 0;
  override append(stream: string, events: readonly NewEvent[], options: AppendOptions) {
    const key = eventId(`keyless ${(this.#made += 1)}`);
    return super.append(
      stream,
      events.map((event) => ({ ...event, id: key })),
      { ...options, key },
    );
  }
}
