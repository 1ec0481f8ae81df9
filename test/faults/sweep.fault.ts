import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SqliteStore, verifyLog, type Appended } from '#event-store';
import { appendOf } from './appends.ts';
import { needsStrace, traced } from './strace.ts';
import { counted, trials } from '../../infra/trials.ts';

const APPENDS = 12;
/** How many writes of a run fail in turn, spread over all of them. */
const WRITES = trials({ first: 56, long: 112 });
const AT_ONCE = 2;
/** The plan's 10 s tell a hang on an idle machine; this does on a busy one. */
const PATIENCE_MS = 30_000;

const child = fileURLToPath(new URL('./programs/appends.mjs', import.meta.url));
const thread = (name: string) => new URL(`../../dist/libs/event-store/testing/${name}.js`, import.meta.url).href;
const directory = mkdtempSync(join(tmpdir(), 'dutybook-sweep-'));

beforeAll(needsStrace);
afterAll(() => rmSync(directory, { recursive: true }));

const calls = ['fsync', 'pwrite64', 'ftruncate', 'openat', 'unlink'] as const;
const errors = ['error=EIO', 'error=ENOSPC', 'error=EINTR', 'signal=KILL'] as const;
/** A write of which one byte goes through. Only where that byte is a zero that is there already can it be left to the file itself. */
const SHORT = 'retval=1';

interface Case {
  readonly call: (typeof calls)[number];
  readonly how: (typeof errors)[number] | typeof SHORT;
  readonly when: number;
}

let made = 0;

/** One run of twelve appends with checkpoints in between, one call of which fails. */
async function run(tracing: readonly string[], writer: string): Promise<{ place: string; hung: boolean }> {
  const place = join(directory, String((made += 1)));
  mkdirSync(place);
  const files = ['', '/log.db', '/log.db-wal', '/log.db-shm', '/log.db.lock'].flatMap((file) => ['-P', `${place}${file}`]);
  const settings = { directory: place, count: APPENDS, callers: 1, thread: thread(writer) };
  const { hung } = await traced({
    flags: ['-f', '-o', join(place, 'trace'), ...tracing, ...files],
    command: [process.execPath, '--no-warnings', child, JSON.stringify(settings)],
    out: join(place, 'acknowledged'),
    patienceMs: PATIENCE_MS,
  });
  return { place, hung };
}

/** Which writes begin with a zero where a zero is already: the first at a place, and those after one that began so. */
function overZeros(writes: readonly string[]): readonly number[] {
  const before = new Map<string, boolean>();
  return writes.flatMap((line, n) => {
    const [, file, zero, at] = /pwrite64\((\d+), "(\\x00)?.*, (\d+)(?:\)| <unfinished)/.exec(line) ?? [];
    const wasZero = before.get(`${file} ${at}`) ?? true;
    before.set(`${file} ${at}`, zero !== undefined);
    return zero !== undefined && wasZero ? [n + 1] : [];
  });
}

/** How often each call is made in a run without faults, and which of the writes may be short. */
async function counts(writer: string) {
  const { place } = await run(['-xx', '-s', '4', '-e', `trace=${calls.join()}`], writer);
  const lines = readFileSync(join(place, 'trace'), 'utf8').split('\n');
  const of = (call: string) => lines.filter((line) => line.includes(` ${call}(`));
  return { all: Object.fromEntries(calls.map((call) => [call, of(call).length])), zeros: overZeros(of('pwrite64')) };
}

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n + 1);
const spread = (all: readonly number[], most: number): readonly number[] =>
  all.filter((_, n) => Math.floor((n * most) / all.length) !== Math.floor(((n - 1) * most) / all.length));

async function cases(writer: string): Promise<readonly Case[]> {
  const { all, zeros } = await counts(writer);
  const each = calls.flatMap((call) =>
    spread(upTo(all[call] ?? 0), call === 'pwrite64' ? WRITES : Infinity).flatMap((when) =>
      errors.map((how) => ({ call, how, when })),
    ),
  );
  return [...each, ...spread(zeros, WRITES).map((when) => ({ call: 'pwrite64' as const, how: SHORT, when }) satisfies Case)];
}

/** What is wrong after one call has failed: what the next start finds, and what asking again for all twelve gives. */
async function faultOf({ call, how, when }: Case, writer: string): Promise<readonly string[]> {
  const { place, hung } = await run(['-e', `trace=${calls.join()}`, '-e', `inject=${call}:${how}:when=${when}`], writer);
  const acknowledged = readFileSync(join(place, 'acknowledged'), 'utf8').split('\n').slice(0, -1);
  const says = [...(hung ? ['it hung'] : []), ...(await atNextStart(place, acknowledged))];
  rmSync(place, { recursive: true });
  return says.map((each) => `${call} ${how} at ${when}: ${each}`);
}

async function atNextStart(place: string, acknowledged: readonly string[]): Promise<readonly string[]> {
  const store = await SqliteStore.open(place);
  const told = new Map(acknowledged.map((line) => line.split(' ').map(Number)).map(([n = -1, leaf = -1]) => [n, leaf]));
  const says: string[] = [];
  for (let n = 0; n < APPENDS; n += 1) says.push(...differing(n, told.get(n), await askAgain(store, n)));
  const fault = await verifyLog(store);
  const { size } = await store.root();
  await store.close();
  const wanted = upTo(APPENDS).reduce((sum, n) => sum + appendOf(n - 1).length, 0);
  return [
    ...says,
    ...(fault === undefined ? [] : [JSON.stringify(fault)]),
    ...(size === wanted ? [] : [`${size} events are there, not ${wanted}`]),
    ...integrity(join(place, 'log.db')),
  ];
}

function askAgain(store: SqliteStore, n: number): Promise<Appended> {
  const events = appendOf(n);
  return store.append(`kestrel/failure/${n % 7}`, events, { expected: 'any', key: events[0]?.id ?? '', by: 'kestrel' });
}

function differing(n: number, told: number | undefined, { leaf, duplicate }: Appended): readonly string[] {
  if (told === undefined) return [];
  if (!duplicate) return [`append ${n} was acknowledged and is lost`];
  return told === leaf ? [] : [`append ${n} was acknowledged at ${told} and is at ${leaf}`];
}

function integrity(file: string): readonly string[] {
  const sql = new Database(file, { readonly: true });
  try {
    const says = String(sql.pragma('integrity_check', { simple: true }));
    return says === 'ok' ? [] : [says];
  } finally {
    sql.close();
  }
}

async function sweep(all: readonly Case[], writer: string): Promise<readonly string[]> {
  const waiting = [...all];
  const says: string[] = [];
  const next = async (): Promise<void> => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) says.push(...(await faultOf(one, writer)));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  return says;
}

describe('D-05: every call to the disk fails once', () => {
  test(
    'with an error of the disk, a full disk, an interruption, a short write or the end of the process: nothing acknowledged is lost',
    async () => {
      const all = await cases('tidying-thread');
      const says = await sweep(all, 'tidying-thread');
      counted(`D-05: ${all.length} faults injected into runs of ${APPENDS} appends, ${says.length} found wrong`);
      expect(says).toEqual([]);
      expect(all.length).toBeGreaterThanOrEqual(300);
    },
    60 * 60_000,
  );

  test('and finds it when the writer takes a failed commit for a good one', async () => {
    const all = await cases('deaf-thread');
    const failing = all.filter(({ call, how }) => call === 'pwrite64' && how === 'error=ENOSPC');
    const says: string[] = [];
    // Which write is a commit's differs from run to run.
    while (failing.length > 0 && says.length === 0) says.push(...(await sweep(failing.splice(-12), 'deaf-thread')));
    expect(says.join()).toMatch('was acknowledged and is lost');
  }, 300_000);
});
