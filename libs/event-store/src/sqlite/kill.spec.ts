import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { counted, numbers, trials } from '../../../../infra/trials.ts';
import { SqliteStore, verifyLog } from '../index.ts';
import { Reading } from '../reading.ts';
import { RawLog, type RawEvent } from './raw-log.ts';

const ROUNDS = trials({ few: 40, first: 200, long: 1_000 });
const SEED = 20260211;
const appender = fileURLToPath(new URL(`../../testing/appender${extname(import.meta.url)}`, import.meta.url));
const answersFirst = new URL(`../../testing/answers-first-thread${extname(import.meta.url)}`, import.meta.url);

const directory = mkdtempSync(join(tmpdir(), 'dutybook-kill-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** A killed process never keeps what it compiled; one that ends by itself does it once for all. */
const env = { ...process.env, NODE_COMPILE_CACHE: join(directory, 'compiled') };
beforeAll(
  () => void spawnSync(process.execPath, ['--no-warnings', appender, join(directory, 'first'), 'none'], { env, input: 'go\n' }),
);

interface Ack {
  readonly key: string;
  readonly leaf: number;
  readonly count: number;
}

class Child {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  #printed = '';
  #heard = Promise.withResolvers<void>();
  readonly #ended: Promise<void>;

  constructor(round: number, place: string, thread?: URL) {
    this.#process = spawn(
      process.execPath,
      ['--no-warnings', appender, place, String(round), ...(thread === undefined ? [] : [thread.href])],
      {
        stdio: ['pipe', 'pipe', 'inherit'],
        env,
      },
    );
    this.#process.stdout.on('data', (chunk: Buffer) => {
      this.#printed += chunk.toString();
      this.#heard.resolve();
      this.#heard = Promise.withResolvers();
    });
    this.#ended = new Promise((resolve) => this.#process.once('close', () => resolve()));
  }

  #says(word: string): Promise<void> {
    return this.#until(() => this.#printed.includes(`${word}\n`));
  }

  /** Until it has acknowledged an append: however busy the machine is, there is something to lose. */
  acknowledges(): Promise<void> {
    return this.#until(() => this.#printed.split('\n').length > 3);
  }

  async #until(holds: () => boolean): Promise<void> {
    while (!holds()) await Promise.race([this.#heard.promise, this.#ended.then(() => fail('the child ended by itself'))]);
  }

  async begin(): Promise<void> {
    await this.#says('warm');
    this.#process.stdin.write('go\n');
    await this.#says('open');
  }

  /** Lets it append for so long, kills it, and gives what it had acknowledged. */
  async killedAfter(ms: number, { acknowledging }: { readonly acknowledging: boolean }): Promise<Ack[]> {
    await this.begin();
    if (acknowledging) await this.acknowledges();
    await wait(ms);
    return this.kill();
  }

  async kill(): Promise<Ack[]> {
    this.#process.kill('SIGKILL');
    await this.#ended;
    const lines = this.#printed.split('\n').slice(2, -1);
    return lines
      .map((line) => line.split(' '))
      .map(([key = '', leaf, count]) => ({ key, leaf: Number(leaf), count: Number(count) }));
  }
}

function fail(says: string): never {
  throw new Error(says);
}

/** Reads the log on from where it was read to before, and says everything that is wrong with it. */
class Check {
  readonly #file: string;
  readonly #reading = new Reading();

  constructor(place: string) {
    this.#file = join(place, 'log.db');
  }

  after(acked: readonly Ack[]): string[] {
    const log = new RawLog(this.#file);
    try {
      const found = [...log.pages(this.#reading.size)].flat();
      const faults = found.map((raw) => this.#reading.take(raw)).filter((fault) => fault !== undefined);
      const head = this.#reading.compare(log.head());
      return [...faults, ...(head ? [head] : [])].map((fault) => JSON.stringify(fault)).concat(torn(found), lost(acked, found));
    } finally {
      log.close();
    }
  }

  integrity(): unknown {
    const db = new Database(this.#file, { readonly: true });
    try {
      return db.pragma('integrity_check', { simple: true });
    } finally {
      db.close();
    }
  }

  get size(): number {
    return this.#reading.size;
  }
}

interface Read {
  readonly id: string;
  readonly data: { readonly append: string; readonly of: number };
}

const read = ({ bytes }: RawEvent): Read => JSON.parse(Buffer.from(bytes).toString());

function torn(found: readonly RawEvent[]): string[] {
  const appends = Map.groupBy(found.map(read), ({ data }) => data.append);
  const broken = [...appends].filter(([, events]) =>
    events.some(({ data, id }, n) => data.of !== events.length || (n === 0 && id !== data.append)),
  );
  return broken.map(([append, events]) => `${append} is there ${events.length} times`);
}

function lost(acked: readonly Ack[], found: readonly RawEvent[]): string[] {
  const lastIds = new Map(found.map((raw) => [raw.leaf, read(raw).data.append]));
  return acked.filter(({ key, leaf }) => lastIds.get(leaf) !== key).map(({ key }) => `${key} was acknowledged and is lost`);
}

async function kill(rounds: number, place: string, thread?: URL): Promise<{ faults: string[]; acked: number; check: Check }> {
  const [check, draw] = [new Check(place), numbers(SEED)];
  const faults: string[] = [];
  let acked = 0;
  let next = new Child(1, place, thread);
  for (let round = 1; round <= rounds && faults.length === 0; round++) {
    const child = next;
    next = new Child(round + 1, place, thread);
    // Every other round anywhere, also before the first acknowledgement; every other one with something acknowledged.
    const acks = await child.killedAfter(draw.next().value * 30, { acknowledging: round % 2 === 0 });
    acked += acks.length;
    faults.push(...check.after(acks).map((says) => `round ${round}: ${says}`));
  }
  await next.kill();
  return { faults, acked, check };
}

describe('D-02: killed at any moment', () => {
  test(
    `${ROUNDS} times: nothing acknowledged is lost, nothing torn, chains and root hold`,
    async () => {
      const { faults, acked, check } = await kill(ROUNDS, join(directory, 'log'));
      expect(faults).toEqual([]);
      expect(acked).toBeGreaterThanOrEqual(Math.floor(ROUNDS / 2));
      expect(check.size).toBeGreaterThanOrEqual(acked);
      expect(check.integrity()).toBe('ok');
      counted(`D-02: ${ROUNDS} kills, ${acked} appends acknowledged, ${check.size} events there`);
    },
    60_000 + ROUNDS * 3_000,
  );

  test('while it lives a second process may read and not write; killed, it leaves nothing to be cleared away', async () => {
    const place = join(directory, 'one-writer');
    const child = new Child(1, place);
    await child.begin();
    await expect(SqliteStore.open(place)).rejects.toThrow(/is being written by another process \(process \d+ on .+, since .+\)/);
    expect(await verifyLog(join(place, 'log.db'))).toBeUndefined();
    const acks = await child.kill();
    const store = await SqliteStore.open(place);
    expect((await store.root()).size).toBeGreaterThanOrEqual(acks.length);
    await store.close();
  });

  test('and finds it when the writer answers before it commits', async () => {
    const { faults } = await kill(20, join(directory, 'broken'), answersFirst);
    expect(faults.join()).toMatch('was acknowledged and is lost');
  }, 60_000);
});
