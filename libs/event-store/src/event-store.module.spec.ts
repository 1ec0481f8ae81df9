import { afterAll, describe, expect, test } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CannotOpenLog, Clock, EventStore, EventStoreModule, MemoryStore, openStore } from './index.ts';

const directory = mkdtempSync(join(tmpdir(), 'dutybook-module-'));
afterAll(() => rmSync(directory, { recursive: true }));

@Injectable()
class Reader {
  constructor(
    readonly store: EventStore,
    readonly clock: Clock,
  ) {}
}

class Noon extends Clock {
  override now(): Date {
    return new Date('2026-02-11T12:00:00.000Z');
  }
}

const event = { id: '00000000-0000-7000-8000-000000000001', type: 'PartyAdmitted', version: 1, on: '2026-02-11', data: {} };

describe('the module of the log', () => {
  test.each(['memory:', `sqlite:${join(directory, 'log')}`])(
    'gives everyone the one store and clock of %s, and closes it at the end',
    async (url) => {
      const clock = new Noon();
      const module = await Test.createTestingModule({
        imports: [EventStoreModule.forRoot({ url, clock })],
        providers: [Reader],
      }).compile();
      await module.init();
      const { store, clock: given } = module.get(Reader);
      expect(given).toBe(clock);
      expect(store.clock).toBe(clock);
      const receipt = await store.append('installation', [event], { expected: 'none', key: event.id, by: 'operator' });
      expect(receipt.recordedAt).toBe('2026-02-11T12:00:00.000Z');
      await module.close();
      expect(store.health()).toEqual({ writable: false, says: 'It has been closed.', passing: false });
    },
  );

  test('what was recorded is there at the next start, under the same identity', async () => {
    const url = `sqlite:${join(directory, 'again')}`;
    const first = await openStore({ url });
    await first.append('installation', [event], { expected: 'none', key: event.id, by: 'operator' });
    await first.close();
    const second = await openStore({ url });
    expect(await second.stat('installation')).toEqual({ exists: true, revision: 0 });
    expect(second.storeId).toBe(first.storeId);
    expect(new MemoryStore().storeId).not.toBe(first.storeId);
    await second.close();
    expect(existsSync(join(directory, 'again', 'log.db-wal'))).toBe(false);
  });

  test('a second process is refused with a line that says who writes, and may when the first has gone', async () => {
    const url = `sqlite:${join(directory, 'one-writer')}`;
    const first = await openStore({ url });
    await expect(openStore({ url })).rejects.toBeInstanceOf(CannotOpenLog);
    await expect(openStore({ url })).rejects.toThrow(`is being written by another process (process ${process.pid} on `);
    await first.close();
    await (await openStore({ url })).close();
  });

  test.each([
    ['an address of no store', 'postgres://localhost', 'No store is known for «postgres://localhost»'],
    ['a file where a directory should be', `sqlite:${join(directory, 'file')}`, 'cannot be made'],
    ['a file that is no database', `sqlite:${join(directory, 'other')}`, 'file is not a database'],
  ])('%s is refused in words', async (_, url, says) => {
    writeFileSync(join(directory, 'file'), 'not a directory');
    const other = await openStore({ url: `sqlite:${join(directory, 'other')}` }).catch(() => undefined);
    await other?.close();
    writeFileSync(join(directory, 'other', 'log.db'), 'not a database, but long enough to look like one'.repeat(200));
    await expect(openStore({ url })).rejects.toThrow(says);
    await expect(openStore({ url })).rejects.toBeInstanceOf(CannotOpenLog);
  });
});
