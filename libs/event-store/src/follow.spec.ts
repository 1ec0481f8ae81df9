import { describe, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import {
  CheckpointAstray,
  Follower,
  MemoryStore,
  StoreDamaged,
  StoreFull,
  UnknownOutcome,
  type Checkpoint,
  type Following,
  type Recorded,
} from './index.ts';

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const position = (n: number) => String(n).padStart(16, '0');

async function logOf(count: number): Promise<MemoryStore> {
  const store = new MemoryStore();
  await record(store, 0, count);
  return store;
}

async function record(store: MemoryStore, from: number, count: number): Promise<void> {
  for (let n = from; n < from + count; n++) {
    const event = { id: id(n), type: n % 2 === 0 ? 'ContactMade' : 'RoleAsserted', version: 1, on: '2026-02-11', data: { n } };
    await store.append(`kestrel/${n % 3 === 0 ? 'product' : 'failure'}/1`, [event], {
      expected: 'any',
      key: id(n),
      by: 'kestrel',
    });
  }
}

/** A consumer that keeps what it saw and its checkpoint together, and fails where it is told to. */
class Consumer implements Following {
  readonly name = 'the list of contacts';
  readonly backOffMs = 1;
  readonly seen: number[] = [];
  kept: Checkpoint | undefined;
  fails: (event: Recorded) => boolean = () => false;
  tries = 0;

  load(): Checkpoint | undefined {
    return this.kept;
  }

  onPage(page: readonly Recorded[], checkpoint: Checkpoint): void {
    for (const event of page)
      if (this.fails(event)) {
        this.tries++;
        throw new Error(`cannot read ${String(event.data['n'])}`);
      }
    this.seen.push(...page.map(({ data }) => Number(data['n'])));
    this.kept = checkpoint;
  }
}

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

describe('a follower', () => {
  test('catches up, goes on live, and starts again from its checkpoint', async () => {
    const store = await logOf(20);
    const consumer = new Consumer();
    const follower = new Follower(store, consumer);
    await follower.start();
    expect(await follower.waitFor(position(19), 10_000)).toBe(true);
    await record(store, 20, 5);
    expect(await follower.waitFor(await store.head(), 10_000)).toBe(true);
    await follower.stop();
    expect(follower.health()).toEqual({ state: 'stopped', at: position(24) });
    await record(store, 25, 5);
    const again = new Follower(store, consumer);
    await again.start();
    expect(await again.waitFor(position(29), 10_000)).toBe(true);
    expect(consumer.seen).toEqual(upTo(30));
    await again.stop();
  });

  test('passes over what it did not ask for, and its checkpoint moves', async () => {
    const store = await logOf(0);
    const consumer = Object.assign(new Consumer(), { types: ['ContactMade'], kinds: ['product'] });
    const follower = new Follower(store, consumer);
    await follower.start();
    await record(store, 0, 12);
    expect(await follower.waitFor(position(11), 10_000)).toBe(true);
    expect(consumer.seen).toEqual([0, 6]);
    expect(consumer.kept).toEqual({ store: store.storeId, position: position(11) });
    await follower.stop();
  });

  test('says after a while that a position has not come', async () => {
    const store = await logOf(1);
    const follower = new Follower(store, new Consumer());
    await follower.start();
    expect(await follower.waitFor(position(5), 20)).toBe(false);
    await follower.stop();
  });

  test('P-03: what fails three times and then works is applied once', async () => {
    const store = await logOf(10);
    const consumer = new Consumer();
    consumer.fails = ({ data }) => data['n'] === 4 && consumer.tries < 3;
    const follower = new Follower(store, consumer);
    await follower.start();
    expect(await follower.waitFor(position(9), 10_000)).toBe(true);
    expect(consumer.seen).toEqual(upTo(10));
    await follower.stop();
  });

  test('P-03: a poison event stops it loudly at that event, after five tries; others go on; mended, nothing is skipped', async () => {
    const store = await logOf(10);
    const [poisoned, healthy] = [new Consumer(), new Consumer()];
    poisoned.fails = ({ data }) => data['n'] === 4;
    const [follower, other] = [new Follower(store, poisoned), new Follower(store, healthy)];
    await Promise.all([follower.start(), other.start()]);
    expect(await other.waitFor(position(9), 10_000)).toBe(true);
    while (follower.health().state !== 'stuck') await wait(1);
    // Once with the page, then five times alone.
    expect(poisoned.tries).toBe(6);
    expect(follower.health()).toEqual({
      state: 'stuck',
      at: position(3),
      stuck: { position: position(4), event: id(4), says: 'cannot read 4' },
    });
    expect(poisoned.seen).toEqual(upTo(4));
    await record(store, 10, 2);
    expect(await other.waitFor(position(11), 10_000)).toBe(true);
    expect(await follower.waitFor(position(4), 20)).toBe(false);
    expect(poisoned.kept?.position).toBe(position(3));
    poisoned.fails = () => false;
    await follower.start();
    expect(await follower.waitFor(position(11), 10_000)).toBe(true);
    expect(poisoned.seen).toEqual(upTo(12));
    await Promise.all([follower.stop(), other.stop()]);
  });

  test('what lies in the surroundings and not in the event is waited out, however often it is met', async () => {
    const store = await logOf(3);
    let tries = 0;
    const troubles = [new StoreFull('no room'), new UnknownOutcome(id(1), 'disk I/O error'), new Error('the vault is full')];
    const consumer = Object.assign(new Consumer(), {
      passes: (error: unknown) => error instanceof Error && error.message === 'the vault is full',
      fails: ({ data }: Recorded) => {
        const trouble = data['n'] === 1 && tries++ < 20 ? troubles[tries % 3] : undefined;
        if (trouble !== undefined) throw trouble;
        return false;
      },
      backOffMs: 0.1,
    });
    const follower = new Follower(store, consumer);
    await follower.start();
    expect(await follower.waitFor(position(2), 5000)).toBe(true);
    expect(tries).toBe(21);
    expect(consumer.seen).toEqual(upTo(3));
    await follower.stop();
  });

  test('P-03: one that does not come to an end is stopped, not tried beside itself', async () => {
    const store = await logOf(3);
    let tries = 0;
    const follower = new Follower(store, {
      name: 'the slow list',
      patienceMs: 20,
      load: () => undefined,
      onPage: () => {
        tries++;
        return new Promise(() => undefined);
      },
    });
    await follower.start();
    while (follower.health().state !== 'stuck') await wait(1);
    expect(tries).toBe(1);
    expect(follower.health()).toMatchObject({ stuck: { says: 'the slow list was still busy after 20 ms' } });
  });

  test('says so when the log itself cannot be read, or is closed', async () => {
    class Unreadable extends MemoryStore {
      protected override logPage(): never {
        throw new StoreDamaged('what stands at position 0 cannot be read');
      }
    }
    const unreadable = new Unreadable();
    await record(unreadable, 0, 1);
    const [follower, other] = [new Follower(unreadable, new Consumer()), new Follower(await logOf(0), new Consumer())];
    await follower.start();
    while (follower.health().state !== 'stuck') await wait(1);
    expect(follower.health()).toMatchObject({ stuck: { says: 'The log is damaged: what stands at position 0 cannot be read' } });
    const closing = await logOf(0);
    const closed = new Follower(closing, new Consumer());
    await Promise.all([closed.start(), other.start()]);
    await closing.close();
    expect(closed.health().state).toBe('stopped');
    expect(other.health().state).toBe('following');
    await other.stop();
  });

  test('can be stopped while it waits to try again', async () => {
    const store = await logOf(1);
    const consumer = Object.assign(new Consumer(), { backOffMs: 60_000, fails: () => true });
    const follower = new Follower(store, consumer);
    await follower.start();
    while (follower.health().state !== 'trying again') await wait(1);
    await follower.stop();
    expect(follower.health()).toEqual({ state: 'stopped', at: '' });
  });

  test('a checkpoint of another log, or beyond the end of this one, is refused', async () => {
    const store = await logOf(3);
    const consumer = new Consumer();
    const follower = new Follower(store, consumer);
    consumer.kept = { store: new MemoryStore().storeId, position: position(1) };
    await expect(follower.start()).rejects.toBeInstanceOf(CheckpointAstray);
    consumer.kept = { store: store.storeId, position: position(3) };
    await expect(follower.start()).rejects.toThrow(
      'the list of contacts has come to 0000000000000003, but the log ends at 0000000000000002',
    );
    consumer.kept = { store: store.storeId, position: position(2) };
    await follower.start();
    await follower.stop();
  });

  test('and finds it when a consumer forgets its checkpoint: what was applied is applied again', async () => {
    const store = await logOf(5);
    const consumer = new Consumer();
    for (let round = 0; round < 2; round++) {
      const follower = new Follower(store, consumer);
      await follower.start();
      await follower.waitFor(position(4), 10_000);
      await follower.stop();
      consumer.kept = undefined;
    }
    expect(consumer.seen).toEqual([...upTo(5), ...upTo(5)]);
  });
});
