import { afterAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { known } from '../testing/commands.ts';
import { agreesWithModel, holdsTheContract } from '../testing/contract.ts';
import { SetClock } from '../testing/model.ts';
import {
  MemoryStore,
  SqliteStore,
  type Appended,
  type AppendOptions,
  type NewEvent,
  type Recorded,
  type Subscribe,
  type Subscription,
} from './index.ts';

const directory = mkdtempSync(join(tmpdir(), 'dutybook-contract-'));
afterAll(() => rmSync(directory, { recursive: true }));

holdsTheContract({ name: 'in memory', open: async (clock) => new MemoryStore(clock) });

let made = 0;
const directories = new Map<unknown, string>();

async function openIn(place: string, clock: MemoryStore['clock']) {
  const store = await SqliteStore.open(place, { clock });
  directories.set(store, place);
  return store;
}

holdsTheContract({
  name: 'in SQLite',
  open: (clock) => openIn(join(directory, String(++made)), clock),
  reopen: async (store, clock) => {
    await store.close();
    return openIn(directories.get(store) ?? '', clock);
  },
});

class TakesAnyRevision extends MemoryStore {
  override append(stream: string, events: readonly NewEvent[], options: AppendOptions): Promise<Appended> {
    return super.append(stream, events, { ...options, expected: 'any' });
  }
}

class AnswersARepetitionAsNew extends MemoryStore {
  override async append(stream: string, events: readonly NewEvent[], options: AppendOptions): Promise<Appended> {
    return { ...(await super.append(stream, events, options)), duplicate: false };
  }
}

class MissesOneWhenLive extends MemoryStore {
  override subscribe(options: Subscribe, onPage: (page: readonly Recorded[], at: string) => Promise<void> | void): Subscription {
    return super.subscribe(options, (page, at) => onPage(page.length > 1 ? page.slice(1) : page, at));
  }
}

const unmodelled = ({ prev, salt, bytes }: Recorded) => ({ prev, salt, bytes });

class StampsWhatTheClockSays extends MemoryStore {
  override async *readStream(...[stream, options]: Parameters<MemoryStore['readStream']>): AsyncGenerator<readonly Recorded[]> {
    const now = this.clock.now().toISOString();
    for await (const page of super.readStream(stream, options))
      yield page.map((event) => ({ ...known(event), ...unmodelled(event), recordedAt: now }));
  }
}

class ReadsBackwardsFromTheWrongEnd extends MemoryStore {
  override readStream(...[stream, options]: Parameters<MemoryStore['readStream']>): AsyncGenerator<readonly Recorded[]> {
    return super.readStream(stream, { ...options, backwards: false });
  }
}

describe('S-01: the contract finds it when a store', () => {
  test.each([
    ['takes any revision', TakesAnyRevision],
    ['answers a repetition as new', AnswersARepetitionAsNew],
    ['misses an event when it turns live', MissesOneWhenLive],
    ['stamps events with the time of reading', StampsWhatTheClockSays],
    ['reads backwards from the wrong end', ReadsBackwardsFromTheWrongEnd],
  ])('%s', async (_, Broken) => {
    const clock = new SetClock('2026-02-11T09:00:00.000Z');
    await expect(agreesWithModel({ store: new Broken(clock) }, clock, { numRuns: 100, endOnFailure: true })).rejects.toThrow();
  });
});
