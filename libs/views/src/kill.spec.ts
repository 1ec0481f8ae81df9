import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { uuidOf } from '#access';
import { counted, numbers, trials } from '../../../infra/trials.ts';
import { HeldClock, SqliteStore, type NewEvent } from '#event-store';
import { Bench } from './given.ts';

const KILLS = trials({ few: 6, first: 50, long: 500 });
const SEED = 20260212;
const EVENTS = KILLS < 50 ? 3_000 : 20_000;
const FAILURES = 40;
const root = fileURLToPath(new URL('../../../', import.meta.url));
const follow = fileURLToPath(new URL('../testing/follow.mjs', import.meta.url));

interface Placed {
  readonly stream: string;
  readonly leaf: number;
}
interface Run {
  readonly log: string;
  readonly file: string;
  readonly seed: number;
  readonly odds: number;
  readonly variant: 'Dying' | 'PositionFirst' | 'RowsFirst';
}

let bench: Bench;
let events: Placed[];
// The child runs what is built: the same code, compiled.
beforeAll(() => void spawnSync(process.execPath, [join(root, 'infra/build.mjs')], { stdio: 'inherit' }));
beforeEach(() => {
  bench = new Bench();
  events = [];
});
afterEach(() => bench.clear());

const happening = (stream: string, number: number): NewEvent => {
  const common = { id: uuidOf(`${stream} ${number}`), version: 1, on: '2026-02-03' };
  const reported = { product: 'puffincam-2', from: { kind: 'researcher' }, claims: 'is', text: 'words' };
  return { ...common, type: 'ComplianceFailureReported', data: reported };
};

/** Appends events to the log, ten at a time, in streams taken in turn. */
async function extend(store: SqliteStore, count: number): Promise<void> {
  for (let done = 0; done < count; done += 10) {
    const number = events.length;
    const party = `firm-${number % 4}`;
    const stream = `${party}/failure/f-${(number / 10) % FAILURES}`;
    const ten = Array.from({ length: 10 }, (_, place) => happening(stream, number + place));
    const { leaf } = await store.append(stream, ten, { expected: 'any', key: ten[0]?.id ?? '', by: party });
    for (let place = 9; place >= 0; place -= 1) events.push({ stream, leaf: leaf - place });
  }
}
async function withLog(directory: string, count: number): Promise<void> {
  const store = await SqliteStore.open(directory, { clock: new HeldClock('2026-02-03T10:00:00Z') });
  await extend(store, count);
  await store.close();
}

/** Runs the child, and kills it after so long unless it has ended by then. */
async function run(settings: Run, killAfter?: number): Promise<'level' | 'killed'> {
  const child = spawn(process.execPath, ['--no-warnings', follow, JSON.stringify(settings)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    if (!said.includes('following') && killAfter !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfter);
    said += chunk.toString();
  });
  await new Promise((resolve) => child.once('close', resolve));
  return said.includes('level') ? 'level' : 'killed';
}

/** How far the tally says it has come, and whether its rows are what the log holds up to there. */
function stateOf(file: string): { leaf: number; isWhole: boolean } {
  const sql = new Database(file);
  try {
    const place = sql
      .prepare<[], { generation: number; leaf: number }>(
        "SELECT generation, leaf FROM generations WHERE view = 'tally' AND active = 1",
      )
      .get();
    if (place === undefined) return { leaf: -1, isWhole: true };
    const rows = sql.prepare<[], { row: string }>(`SELECT row FROM tally__streams__${place.generation} ORDER BY record`).all();
    return { leaf: place.leaf, isWhole: rows.map(({ row }) => row).join('\n') === expectedAt(place.leaf) };
  } finally {
    sql.close();
  }
}
function expectedAt(leaf: number): string {
  const counts = new Map<string, { stream: string; count: number; sum: number }>();
  for (const event of events.filter((each) => each.leaf <= leaf)) {
    const { count, sum } = counts.get(event.stream) ?? { count: 0, sum: 0 };
    counts.set(event.stream, { stream: event.stream, count: count + 1, sum: sum + event.leaf });
  }
  return [...counts.values()]
    .sort((a, b) => (a.stream < b.stream ? -1 : 1))
    .map((row) => JSON.stringify(row))
    .join('\n');
}

const dutiesIn = (file: string): readonly unknown[] => {
  const sql = new Database(file);
  const place = sql
    .prepare<[], { generation: number }>("SELECT generation FROM generations WHERE view = 'outstanding_duties' AND active = 1")
    .get();
  const rows = sql
    .prepare(`SELECT record, key, row FROM outstanding_duties__duties__${place?.generation} ORDER BY record, key`)
    .all();
  sql.close();
  return rows;
};

/** A log of which the views show the beginning, so that the rest is followed batch by batch. */
async function begun(): Promise<{ log: string; file: string }> {
  const [log, file] = [join(bench.directory, 'log'), bench.newFile()];
  await withLog(log, 60);
  await run({ log, file, seed: 0, odds: 0, variant: 'Dying' });
  await withLog(log, EVENTS);
  return { log, file };
}

describe('P-01: a follower killed at any moment', () => {
  test(
    `${KILLS} times, goes on where it was, applies each event once and ends as a run that nobody disturbed (seed ${SEED})`,
    async () => {
      const { log, file } = await begun();
      const random = numbers(SEED);
      let leaf = -1;
      let killed = 0;
      for (let kill = 0; kill < KILLS; kill += 1) {
        const seed = Math.floor(random.next().value * 2 ** 32);
        const ended = await run(
          { log, file, seed, odds: kill % 2 === 0 ? 0.04 : 0, variant: 'Dying' },
          20 + random.next().value * 180,
        );
        const now = stateOf(file);
        expect(now.isWhole).toBe(true);
        expect(now.leaf).toBeGreaterThanOrEqual(leaf);
        leaf = now.leaf;
        if (ended === 'level') await withLog(log, 600);
        else killed += 1;
      }
      expect(killed).toBeGreaterThan(KILLS / 2);
      expect(await run({ log, file, seed: 0, odds: 0, variant: 'Dying' })).toBe('level');
      expect(stateOf(file)).toEqual({ leaf: events.length - 1, isWhole: true });
      const undisturbed = bench.newFile();
      await run({ log, file: undisturbed, seed: 0, odds: 0, variant: 'Dying' });
      expect(dutiesIn(file)).toEqual(dutiesIn(undisturbed));
      counted(`P-01: ${KILLS} runs over ${events.length} events, ${killed} of them killed`);
    },
    60_000 + KILLS * 5_000,
  );

  test.each(['PositionFirst', 'RowsFirst'] as const)(
    'and finds it when rows and position are two transactions: %s',
    async (variant) => {
      const { log, file } = await begun();
      let found = false;
      for (let kill = 0; kill < 10 && !found; kill += 1) {
        await run({ log, file, seed: SEED + kill * 7919, odds: 0.2, variant });
        found = !stateOf(file).isWhole;
      }
      expect(found).toBe(true);
    },
  );
});
