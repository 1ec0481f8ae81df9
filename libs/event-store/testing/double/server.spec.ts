/** What a KurrentDB server does, as far as the log counts on it: the same for the double and for a real one. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ANY, BACKWARDS, END, NO_STREAM, START, STREAM_EXISTS, streamNameFilter, type Position } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { trials } from '../../../../infra/trials.ts';
import { notTried, ownName, restartable, running, SERVER, type Running } from '../server.ts';
import { Calls, Heard, offer, offers, refusedWith } from './calls.ts';

let server: Running;
let calls: Calls;
beforeAll(async () => {
  server = await running();
  calls = new Calls(server.url);
}, 120_000);
afterAll(async () => {
  await calls.stop();
  await server.stop();
});

const idsOf = (events: readonly { id: string }[]) => events.map(({ id }) => id);
const wrong = (streamName: string, expectedVersion: unknown, actualVersion: unknown) => ({
  type: 'wrong-expected-version',
  code: undefined,
  streamName,
  expectedVersion,
  actualVersion,
});

describe(`${SERVER}: appending`, () => {
  test('refuses a wrong revision with the stream, what was expected and what is', async () => {
    const stream = ownName('failure/1');
    expect(await calls.refused(stream, offers(1), 0n)).toEqual(wrong(stream, 0n, 'no_stream'));
    await calls.append(stream, offers(3), NO_STREAM);
    expect(await calls.refused(stream, offers(1), NO_STREAM)).toEqual(wrong(stream, 'no_stream', 2n));
    expect(await calls.refused(stream, offers(1), 1n)).toEqual(wrong(stream, 1n, 2n));
    expect(await calls.refused(stream, offers(1), 7n)).toEqual(wrong(stream, 7n, 2n));
    expect(await calls.refused(ownName('none'), offers(1), STREAM_EXISTS)).toMatchObject({ type: 'wrong-expected-version' });
  });

  const RACES = trials({ few: 30, first: 100, long: 300 });
  test(`lets one of four begin a stream, in ${RACES} races`, async () => {
    for (let race = 0; race < RACES; race++) {
      const stream = ownName('race');
      const answers = await Promise.all([1, 2, 3, 4].map(() => calls.refused(stream, offers(2), NO_STREAM)));
      expect(answers.filter((answer) => answer === 'written')).toHaveLength(1);
      expect(await calls.read(stream)).toHaveLength(2);
    }
  });

  const GIVEN_UP = trials({ few: 20, first: 100 });
  test(`has all of an append or nothing where its caller gives up while it sends it, ${GIVEN_UP} times`, async () => {
    const sizes = new Set<number>();
    for (let n = 0; n < GIVEN_UP; n++) {
      const stream = ownName('failure');
      await calls.append(stream, offers(500, 200), NO_STREAM, 5 + 3 * n).catch(() => undefined);
      // What it makes of it, it makes of it soon.
      await new Promise((resolve) => setTimeout(resolve, 50));
      sizes.add(
        await calls.read(stream).then(
          ({ length }) => length,
          () => 0,
        ),
      );
    }
    expect([0, 500]).toEqual(expect.arrayContaining([...sizes]));
  }, 60_000);

  test('answers a retry at the same revision with the first revision and position, whatever came after', async () => {
    const stream = ownName('failure/1');
    const [first, second] = [offers(3), offers(2)];
    const written = [await calls.append(stream, first, NO_STREAM), await calls.append(stream, second, 2n)];
    await calls.append(stream, offers(1), 4n);
    expect([await calls.append(stream, first, NO_STREAM), await calls.append(stream, second, 2n)]).toEqual(written);
    expect(await calls.append(stream, first.slice(0, 2), NO_STREAM)).toMatchObject({ success: true, nextExpectedRevision: 1n });
    expect(await calls.read(stream)).toHaveLength(6);
  });

  test('takes old ids with new ones after them for a conflict, and looks at ids alone', async () => {
    const stream = ownName('failure/1');
    const old = offers(2);
    await calls.append(stream, old, NO_STREAM);
    expect(await calls.refused(stream, [...old, offer()], NO_STREAM)).toMatchObject({
      type: 'wrong-expected-version',
      actualVersion: 1n,
    });
    expect(await calls.refused(stream, old.toReversed(), NO_STREAM)).toMatchObject({ type: 'wrong-expected-version' });
    const changed = old.map(({ id }) => offer(Buffer.from('{"other":1}'), id));
    expect(await calls.append(stream, changed, NO_STREAM)).toMatchObject({ success: true, nextExpectedRevision: 1n });
    expect((await calls.read(stream)).map(({ data }) => Buffer.from(data).toString())).toEqual(['xx', 'xx']);
  });

  test('writes an id twice at another revision, in two streams, and in one append', async () => {
    const [stream, other] = [ownName('failure/1'), ownName('failure/2')];
    const event = offer();
    await calls.append(stream, [event], NO_STREAM);
    await calls.append(stream, [event], 0n);
    await calls.append(other, [event], NO_STREAM);
    const [twice] = offers(1);
    await calls.append(other, [twice ?? event, twice ?? event], 0n);
    expect([(await calls.read(stream)).length, (await calls.read(other)).length]).toEqual([2, 3]);
  });

  test('knows ids that came with any revision, for as long as it remembers them; new ids first and it writes all', async () => {
    const stream = ownName('failure/1');
    const old = offers(2);
    const written = await calls.append(stream, old, ANY);
    await calls.append(stream, offers(1), ANY);
    expect(await calls.append(stream, old, ANY)).toEqual(written);
    expect(await calls.append(stream, old, STREAM_EXISTS)).toEqual(written);
    expect(await calls.refused(stream, [...old, offer()], ANY)).toMatchObject({ type: 'wrong-expected-version' });
    await calls.append(stream, [offer(), ...old], ANY);
    expect((await calls.read(stream)).map(({ id }) => id).filter((id) => id === old[0]?.id)).toHaveLength(2);
  });

  test.each([
    ['more than a mebibyte of data', offers(2, 600_000), 'failure', { type: 'maximum-append-size-exceeded', code: 3 }],
    ['an id that is none', [offer(Buffer.from('{}'), 'one')], 'failure', { type: 'unknown', code: 2 }],
    ['an event without a type', [offer(Buffer.from('{}'), randomUUID(), '')], 'failure', { type: 'unknown', code: 2 }],
  ])('refuses %s', async (_, events, name, error) => {
    const stream = ownName(name);
    expect(await calls.refused(stream, events, NO_STREAM)).toMatchObject(error);
    await expect(calls.read(stream)).rejects.toMatchObject({ type: 'stream-not-found' });
  });

  test('refuses a stream with no name', async () => {
    expect(await calls.refused('', offers(1), NO_STREAM)).toMatchObject({ type: 'unknown', code: 2 });
  });

  test('takes a mebibyte of data, counting nothing else, and keeps every byte', async () => {
    const stream = ownName('failure/1');
    const bytes = Buffer.from(Array.from({ length: 1024 * 1024 }, (_, n) => n % 256));
    await calls.append(stream, [offer(bytes)], NO_STREAM);
    expect(Buffer.compare((await calls.read(stream))[0]?.data ?? Buffer.alloc(0), bytes)).toBe(0);
  });

  test('takes what comes on the batch path alike', async () => {
    const stream = ownName('failure/1');
    const events = offers(4);
    const batch = (expectedRevision: bigint | typeof NO_STREAM, some = events) =>
      calls.client.appendToStream(stream, some, { expectedRevision });
    const written = await batch(NO_STREAM);
    expect(written).toMatchObject({ success: true, nextExpectedRevision: 3n });
    expect(await batch(NO_STREAM)).toEqual(written);
    expect(await batch(1n, offers(1)).catch(refusedWith)).toEqual(wrong(stream, 1n, 3n));
  });
});

describe(`${SERVER}: reading`, () => {
  test('includes the revision asked for, either way, and begins at the end when it goes back', async () => {
    const stream = ownName('failure/1');
    const events = offers(70);
    await calls.append(stream, events, NO_STREAM);
    const revisions = async (options: object) => (await calls.read(stream, options)).map(({ revision }) => revision);
    expect(await revisions({ fromRevision: 67n })).toEqual([67, 68, 69]);
    expect(await revisions({ fromRevision: 2n, direction: BACKWARDS })).toEqual([2, 1, 0]);
    expect(await revisions({ fromRevision: END, direction: BACKWARDS, maxCount: 2 })).toEqual([69, 68]);
    expect(await revisions({ direction: BACKWARDS })).toEqual([0]);
    await expect(revisions({ fromRevision: END })).rejects.toMatchObject({ type: 'unknown', code: 2 });
    expect(await revisions({ fromRevision: 70n })).toEqual([]);
    expect(await revisions({ fromRevision: 200n, direction: BACKWARDS, maxCount: 1 })).toEqual([69]);
    expect(idsOf(await calls.read(stream))).toEqual(idsOf(events.map(({ id = '' }) => ({ id }))));
  });

  test('of everything includes the position asked for forwards, not backwards; beyond the end is nothing, in between an error', async () => {
    const stream = ownName('failure/1');
    const { position } = await calls.append(stream, offers(3), NO_STREAM);
    const [first, second, third] = await calls.read(stream);
    if (position === undefined || second?.position === undefined) throw new Error('no position');
    expect(third?.position).toEqual(position);
    const at = { fromPosition: second.position, maxCount: 1 };
    expect(idsOf(await calls.all(at))).toEqual([second.id]);
    expect(idsOf(await calls.all({ ...at, direction: BACKWARDS }))).toEqual([first?.id]);
    expect((await calls.all({ fromPosition: END, direction: BACKWARDS, maxCount: 1 })).length).toBe(1);
    expect(await calls.all({ fromPosition: { commit: position.commit * 10n, prepare: position.prepare * 10n } })).toEqual([]);
    const between = { commit: second.position.commit + 3n, prepare: second.position.prepare + 3n };
    await expect(calls.all({ fromPosition: between, maxCount: 1 })).rejects.toMatchObject({ type: 'unknown', code: 2 });
  });

  test('finds at once what was appended, in its stream and in everything', async () => {
    const stream = ownName('failure/1');
    for (let n = 0; n < trials({ few: 50, first: 200, long: 1500 }); n++) {
      const event = offer();
      const { position } = await calls.append(stream, [event], n === 0 ? NO_STREAM : BigInt(n - 1));
      expect((await calls.read(stream, { fromRevision: END, direction: BACKWARDS, maxCount: 1 }))[0]?.id).toBe(event.id);
      expect((await calls.all({ fromPosition: position ?? START, maxCount: 1 }))[0]?.id).toBe(event.id);
    }
  });

  test('orders everything as it was appended, and positions only grow', async () => {
    const from = await calls.end();
    const [one, two] = [ownName('failure/1'), ownName('failure/2')];
    const events = offers(6);
    for (let n = 0; n < 6; n++)
      await calls.append(n % 2 === 0 ? one : two, events.slice(n, n + 1), n < 2 ? NO_STREAM : BigInt((n >> 1) - 1));
    const found = (await calls.all({ fromPosition: from })).filter(({ stream }) => stream === one || stream === two);
    expect(idsOf(found)).toEqual(events.map(({ id }) => id));
    const commits = found.map(({ position }) => position?.commit ?? 0n);
    expect(commits).toEqual(commits.toSorted((a, b) => Number(a - b)));
    expect(new Set(commits).size).toBe(6);
  });

  test('says of a stream that it is missing, deleted for now, or closed for good', async () => {
    const [missing, deleted, closed] = [ownName('none'), ownName('failure/1'), ownName('failure/2')];
    await expect(calls.read(missing)).rejects.toMatchObject({ type: 'stream-not-found', code: undefined });
    await calls.append(deleted, offers(2), NO_STREAM);
    await calls.client.deleteStream(deleted, { expectedRevision: 1n });
    await expect(calls.read(deleted)).rejects.toMatchObject({ type: 'stream-not-found' });
    expect(await calls.append(deleted, offers(1), NO_STREAM)).toMatchObject({ nextExpectedRevision: 2n });
    expect((await calls.read(deleted)).map(({ revision }) => revision)).toEqual([2]);
    await calls.append(closed, offers(1), NO_STREAM);
    await calls.client.tombstoneStream(closed, { expectedRevision: 0n });
    await expect(calls.read(closed)).rejects.toMatchObject({ type: 'stream-deleted', code: 9 });
    expect(await calls.refused(closed, offers(1), 0n)).toMatchObject({ type: 'stream-deleted', code: 9 });
  });

  test('hides what metadata cuts off, and answers with nothing when that is all', async () => {
    const stream = ownName('failure/1');
    await calls.append(stream, offers(5), NO_STREAM);
    await calls.client.setStreamMetadata(stream, { truncateBefore: 3 });
    expect((await calls.read(stream)).map(({ revision }) => revision)).toEqual([3, 4]);
    await calls.client.setStreamMetadata(stream, { truncateBefore: 9 });
    expect(await calls.read(stream)).toEqual([]);
    expect(await calls.append(stream, offers(1), 4n)).toMatchObject({ nextExpectedRevision: 5n });
  });
});

describe(`${SERVER}: subscribing`, () => {
  const follow = (after: Position | typeof START | typeof END, own?: string, checkpoints?: (at: Position) => void) =>
    new Heard(
      calls.client.subscribeToAll({
        fromPosition: after,
        ...(own === undefined
          ? {}
          : { filter: streamNameFilter({ prefixes: [own], checkpointReached: (_, at) => checkpoints?.(at) }) }),
      }),
    );

  test('begins after the position, sends history, says once that it has caught up, and goes on', async () => {
    const stream = ownName('failure/1');
    const [before, after] = [offers(100), offers(5)];
    await calls.append(stream, before, NO_STREAM);
    const [, second] = await calls.read(stream);
    const heard = follow(second?.position ?? START, stream);
    expect(await heard.until(() => heard.told.includes('caughtUp'))).toBe(true);
    expect(heard.ids).toEqual(before.slice(2).map(({ id }) => id));
    for (const [n, event] of after.entries()) await calls.append(stream, [event], 99n + BigInt(n));
    expect(await heard.until(() => heard.ids.length === 103)).toBe(true);
    expect(heard.ids.slice(98)).toEqual(after.map(({ id }) => id));
    expect(heard.told).toEqual(['confirmation', 'caughtUp']);
    await heard.stop();
  });

  test('begins after the end where that is asked for', async () => {
    const stream = ownName('failure/1');
    await calls.append(stream, offers(3), NO_STREAM);
    const heard = follow(END, stream);
    expect(await heard.until(() => heard.told.includes('caughtUp'))).toBe(true);
    const event = offer();
    await calls.append(stream, [event], 2n);
    expect(await heard.until(() => heard.ids.length > 0)).toBe(true);
    expect(heard.ids).toEqual([event.id]);
    await heard.stop();
  });

  test('drops in a burst who is live, with an error of its own, after a prefix without gaps', async () => {
    for (const burst of [500, 1000]) {
      const stream = ownName('failure/1');
      const heard = follow(END);
      await heard.until(() => heard.told.includes('caughtUp'));
      const events = offers(burst);
      await calls.append(stream, events, NO_STREAM);
      const ended = await Promise.race([heard.ended, heard.until(() => heard.ids.length >= burst).then(() => undefined)]);
      const own = heard.ids.filter((id) => events.some((event) => event.id === id));
      expect(own).toEqual(events.slice(0, own.length).map(({ id }) => id));
      if (ended === undefined) await heard.stop();
      else {
        expect(ended).toMatchObject({ type: 'timeout', code: 10 });
        return;
      }
    }
    throw new Error('no burst had anyone dropped');
  });

  test('sends checkpoints from any of which one may go on without loss', async () => {
    const [stream, other] = [ownName('failure/1'), ownName('other')];
    const events = offers(40);
    const from = await calls.end();
    for (const [n, event] of events.entries()) {
      await calls.append(stream, [event], n === 0 ? NO_STREAM : BigInt(n - 1));
      await calls.append(other, offers(5), n === 0 ? NO_STREAM : BigInt(n * 5 - 1));
    }
    const seen: { readonly at: Position; readonly had: number }[] = [];
    const heard: Heard = follow(from, stream, (at) => seen.push({ at, had: heard.ids.length }));
    await heard.until(() => heard.ids.length === 40);
    await heard.stop();
    expect(seen.length).toBeGreaterThan(2);
    for (const { at, had } of seen) {
      const rest = follow(at, stream);
      await rest.until(() => rest.told.includes('caughtUp'));
      await rest.stop();
      expect(rest.ids).toEqual(events.slice(40 - rest.ids.length).map(({ id }) => id));
      expect(40 - rest.ids.length).toBeLessThanOrEqual(had + 32);
    }
  });

  test('says nothing of having caught up with a stream that does not exist', async () => {
    const told: string[] = [];
    const subscription = calls.client.subscribeToStream(ownName('none'), { fromRevision: START });
    subscription.on('caughtUp', () => told.push('caughtUp')).on('confirmation', () => told.push('confirmation'));
    for (let tries = 0; told.length === 0 && tries < 500; tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(told).toEqual(['confirmation']);
    await subscription.unsubscribe();
  });
});

describe(`${SERVER}: its death`, () => {
  test('settles what is pending, keeps what it acknowledged, and knows retries at exact revisions alone', async () => {
    const server = await restartable();
    if (server === undefined)
      return void notTried('what a server does', 'kill -9, SIGTERM, restart (it is not started by ESDB_START)');
    const calls = new Calls(server.url);
    const [exact, loose] = [ownName('failure/1'), ownName('failure/2')];
    const [known, forgotten] = [offers(2), offers(1)];
    const written = await calls.append(exact, known, NO_STREAM);
    await calls.append(loose, forgotten, ANY);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const heard = new Heard(calls.client.subscribeToAll({ fromPosition: END }));
    await heard.until(() => heard.told.includes('caughtUp'));
    await server.kill('SIGKILL');
    expect(await heard.ended).toMatchObject({ type: 'unavailable', code: 14 });
    expect(await calls.refused(exact, offers(1), 1n)).toMatchObject({ type: 'unavailable', code: 14 });
    await server.start();
    await heard.until(() => false, 500);
    const again = new Calls(server.url);
    expect(await again.append(exact, known, NO_STREAM)).toEqual(written);
    await again.append(loose, forgotten, ANY);
    expect(idsOf(await again.read(loose))).toEqual([forgotten[0]?.id, forgotten[0]?.id]);
    const leaving = new Heard(again.client.subscribeToAll({ fromPosition: END }));
    await leaving.until(() => leaving.told.includes('caughtUp'));
    await server.kill('SIGTERM');
    expect(await leaving.ended).toMatchObject({ type: 'unknown', code: 13 });
    await Promise.all([calls.stop(), again.stop()]);
    await server.stop();
  }, 240_000);
});
