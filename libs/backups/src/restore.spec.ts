import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { SqliteStore, verifyLog, type Recorded } from '#event-store';
import { Vault } from '#vault';
import { Book } from '../testing/book.ts';
import { BackupRefused, restore, Shipping, type Until } from './index.ts';

let book: Book;
let shipping: Shipping;
beforeEach(async () => {
  book = await Book.open();
  shipping = new Shipping(book);
});
afterEach(() => book.clear());

let restorings = 0;
async function restored(until: Until = {}, from = book.to) {
  const to = join(book.folder, `restored-${(restorings += 1)}`);
  const keyFile = join(book.data, 'vault.key');
  return { to, said: await restore({ from, to, until, keyFile, reason: 'the disk was lost', clock: book.clock }) };
}

async function eventsIn(folder: string): Promise<readonly Recorded[]> {
  const store = await SqliteStore.open(folder);
  const events: Recorded[] = [];
  for await (const page of store.readAll()) events.push(...page);
  await store.close();
  return events;
}
const bytesOf = (events: readonly Recorded[]) => events.map(({ bytes }) => Buffer.from(bytes).toString());

/** Three looks: a base of 4 events, then 3, then 5, of which the last three were appended at once. */
async function shipped(): Promise<readonly string[]> {
  await book.recordUpTo(4);
  await shipping.look();
  await book.recordUpTo(7);
  await shipping.look();
  await book.recordUpTo(9);
  await book.record(3);
  await shipping.look();
  await book.stop();
  return bytesOf(await eventsIn(book.data));
}
const segments = () => join(newestBase(), 'segments');
const newestBase = () => join(book.to, readdirSync(book.to).sort().at(-1) ?? '');

describe('a data folder made from a backup', () => {
  test('holds the same bytes under the same numbers, verifies, and says as its next event that it was restored', async () => {
    const before = await shipped();
    const { to, said } = await restored();
    const events = await eventsIn(to);
    expect(bytesOf(events).slice(0, 12)).toEqual(before);
    expect(await verifyLog(join(to, 'log.db'))).toBeUndefined();
    expect(events).toHaveLength(13);
    expect(events[12]).toMatchObject({
      stream: 'installation',
      type: 'LogRestored',
      data: { leaves: 12, formerLog: said.formerLog, log: said.log, root: said.root },
    });
    expect(said).toMatchObject({ size: 12, leftOut: 0, wordless: 0, headsCompared: 3 });
    expect(said.log).not.toBe(said.formerLog);
  });

  test('has every word that was recorded, and the words of its own restoration', async () => {
    await shipped();
    const { to } = await restored();
    const events = await eventsIn(to);
    const vault = await Vault.open({ url: `sqlite:${to}` });
    const shown = await vault.texts.of(events);
    await vault.close();
    expect([...shown.values()].sort()).toEqual(
      ['the disk was lost', ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `words ${n}`)].sort(),
    );
  });

  test('knows an append that is offered again', async () => {
    await shipped();
    const { to } = await restored();
    rmSync(book.data, { recursive: true });
    renameSync(to, book.data);
    await book.start();
    book.made = 9;
    expect(await book.record(3)).toMatchObject({ duplicate: true, first: 3, last: 5 });
  });

  test('up to a position has that event and none after it', async () => {
    const before = await shipped();
    for (const position of [0, 5, 11]) {
      const { to, said } = await restored({ position });
      expect(bytesOf(await eventsIn(to)).slice(0, -1)).toEqual(before.slice(0, position + 1));
      expect(said).toMatchObject({ size: position + 1, leftOut: 11 - position });
    }
  });

  test('up to an instant has what was recorded by then: the last event is no later, the next one is', async () => {
    const before = await shipped();
    const times = before.map((text) => String(JSON.parse(text).recordedAt));
    for (const instant of [times[2], times[6], new Date(Date.parse(times[5] ?? '') + 1).toISOString()]) {
      const { said } = await restored({ instant });
      expect(said.size).toBe(times.filter((time) => time <= String(instant)).length);
      expect(said.lastRecordedAt).toBe(times[said.size - 1]);
    }
  });

  test('takes an append whole or not at all', async () => {
    await shipped();
    await expect(restored({ position: 10 })).rejects.toThrow('Positions 9 to 11 were recorded at once');
    expect(readdirSync(book.folder).sort()).toEqual(['backups', 'data']);
  });
});

describe('what counts of a backup', () => {
  test('is what was shipped by the last look that came to its end', async () => {
    await shipped();
    const latest = join(newestBase(), 'latest.json');
    const [now] = [readFileSync(latest, 'utf8')];
    await book.start();
    await book.record();
    copyFileSync(latest, join(book.folder, 'before.json'));
    await shipping.look();
    writeFileSync(latest, now);
    const before: { vault: { file: string } } = JSON.parse(now);
    const [vault = ''] = readdirSync(newestBase()).filter((name) => name.startsWith('vault-'));
    renameSync(join(newestBase(), vault), join(newestBase(), before.vault.file));
    // The vault is a later one here, so its hash is not that of then: such a backup is not used.
    await expect(restored()).rejects.toThrow(BackupRefused);
  });

  test('is not less because nobody asked for less: a segment that is missing or changed is named, with what can be had without it', async () => {
    await shipped();
    const [, last = ''] = readdirSync(segments()).sort();
    const text = readFileSync(join(segments(), last), 'utf8');
    writeFileSync(join(segments(), last), text.replace('ContactMade', 'ContactMadf'));
    await expect(restored()).rejects.toThrow(
      'is damaged: its SHA-256 differs. What was recorded before it can be restored: --position 6.',
    );
    rmSync(join(segments(), last));
    await expect(restored()).rejects.toThrow(
      'is missing or cannot be read. What was recorded before it can be restored: --position 6.',
    );
    expect((await restored({ position: 6 })).said.size).toBe(7);
  });

  test('is nothing where a segment and its hash were both changed: the root was noted too', async () => {
    await shipped();
    const [first = ''] = readdirSync(segments()).sort();
    const { createHash } = await import('node:crypto');
    const [header = '', ...lines] = readFileSync(join(segments(), first), 'utf8').split('\n');
    const changed = lines
      .join('\n')
      .replace(/"salt":"."/, '"salt":"0')
      .replace(/"n":4/, '"n":5');
    const sha256 = createHash('sha256').update(changed).digest('hex');
    writeFileSync(join(segments(), first), `${JSON.stringify({ ...JSON.parse(header), sha256 })}\n${changed}`);
    await expect(restored()).rejects.toThrow(/are not those of which it noted the root|is not what was recorded/);
  });

  test('is never put over a log, nor into a folder with anything in it', async () => {
    await shipped();
    const again = { from: book.to, reason: 'again', clock: book.clock, keyFile: join(book.data, 'vault.key') };
    await expect(restore({ ...again, to: book.data })).rejects.toThrow('holds a log already');
    await expect(restore({ ...again, to: book.folder })).rejects.toThrow('is not an empty folder');
  });

  test('cannot be read without the master key, which is kept apart from it', async () => {
    await shipped();
    const to = join(book.folder, 'restored');
    await expect(restore({ from: book.to, to, reason: 'x', clock: book.clock })).rejects.toThrow('give its file with --key FILE');
    const other = join(book.folder, 'other.key');
    writeFileSync(other, `${Buffer.alloc(32).toString('base64')}\n`);
    await expect(restore({ from: book.to, to, keyFile: other, reason: 'x', clock: book.clock })).rejects.toThrow('master key');
    expect(existsSync(to)).toBe(false);
    const files = readdirSync(book.to, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const key = readFileSync(join(book.data, 'vault.key'), 'utf8').trim();
    expect(files.filter((file) => readFileSync(join(file.parentPath, file.name)).includes(key))).toEqual([]);
  });
});

describe('followers of a restored log', () => {
  const stand = (folder: string, position: string) => {
    const vault = new Database(join(folder, 'vault.db'));
    vault.prepare("INSERT OR REPLACE INTO reactors VALUES ('delivery', ?, ?)").run(book.store.storeId, position);
    vault.close();
  };
  const position = (n: number) => String(n).padStart(16, '0');

  test('go on from where they stood before the log was as long, so that what they recorded since is recorded again', async () => {
    await book.recordUpTo(4);
    stand(book.data, position(2));
    await shipping.look();
    await book.recordUpTo(8);
    stand(book.data, position(6));
    await shipping.look();
    await book.stop();
    const standing = async (until: Until) => {
      const { to, said } = await restored(until);
      const vault = await Vault.open({ url: `sqlite:${to}` });
      const stands = await vault.reactors.position('delivery', said.log);
      await vault.close();
      return stands;
    };
    expect(await standing({})).toBe(position(6));
    expect(await standing({ position: 5 })).toBe(position(2));
    expect(await standing({ position: 1 })).toBe('');
  });
});

describe('shipping', () => {
  test('goes on where it had come to when it is started again, and begins anew for another log', async () => {
    await shipped();
    await book.start();
    await book.record();
    expect(await new Shipping(book).look()).toMatchObject({ size: 13 });
    expect(readdirSync(book.to)).toHaveLength(1);
    await book.stop();
    const { to } = await restored({ position: 3 });
    expect(await new Shipping({ ...book, data: to }).look()).toMatchObject({ size: 5 });
    expect(readdirSync(book.to)).toHaveLength(2);
  });

  test('does not go on from a log that was put back to an earlier state under the same identity', async () => {
    await book.recordUpTo(4);
    await book.stop();
    const yesterday = readFileSync(join(book.data, 'log.db'));
    await book.start();
    await book.recordUpTo(8);
    await shipping.look();
    await book.stop();
    writeFileSync(join(book.data, 'log.db'), yesterday);
    await book.start();
    book.made = 100;
    for (let n = 0; n < 6; n += 1) await book.record();
    await shipping.look();
    expect(readdirSync(book.to)).toHaveLength(2);
  });

  test('says from when on it is level also while nothing is recorded', async () => {
    await book.recordUpTo(2);
    const first = await shipping.look();
    await shipping.look();
    const later = await shipping.look();
    expect(later.size).toBe(first.size);
    expect(later.at > first.at).toBe(true);
    expect(readdirSync(segments())).toEqual([]);
  });

  test('leaves nothing behind that was not finished', async () => {
    await book.recordUpTo(2);
    mkdirSync(join(book.to, '.part-1-20260211T090000000Z'), { recursive: true });
    await shipping.look();
    expect(readdirSync(book.to).filter((name) => !name.startsWith('.part')).length).toBe(1);
    await expect(restored({}, join(book.to, '.part-1-20260211T090000000Z'))).rejects.toThrow('There is no finished backup');
  });
});
