import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { counted, trials } from '../../infra/trials.ts';
import { checkHistory } from './history/check-history.ts';
import type { Entry } from './history/journal.ts';
import { refusal, Whole } from './whole.ts';

/** How often whoever writes is killed. */
const KILLS = trials({ few: 6, first: 20, long: 100 });
const LIVES_MS = 500;
const PATIENCE_MS = 30_000;
const CLEAR =
  /^(78|CannotOpenLog) The log .*log\.db is being written by another process( \(process \d+ on .+, since .+\))?\. Only one may write; several may read\.$/;

interface Line {
  readonly at: number;
  readonly word: string;
  readonly rest: string;
}

/** A program beside the test, and what it said. */
class Process {
  readonly lines: Line[] = [];
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #half = '';

  constructor(program: string, given: object) {
    const file = fileURLToPath(new URL(`./programs/${program}.mjs`, import.meta.url));
    this.#child = spawn(process.execPath, ['--no-warnings', file, JSON.stringify(given)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => this.#take(chunk.toString()));
    this.#ended = once(this.#child, 'close');
  }

  #take(chunk: string): void {
    const lines = (this.#half + chunk).split('\n');
    this.#half = lines.pop() ?? '';
    for (const line of lines) {
      const [at = '', word = '', ...rest] = line.split(' ');
      this.lines.push({ at: Number(at) / 1e6, word, rest: rest.join(' ') });
    }
  }

  said(word: string): readonly Line[] {
    return this.lines.filter((line) => line.word === word);
  }

  async says(word: string, times = 1): Promise<void> {
    for (const begun = performance.now(); this.said(word).length < times; await wait(5))
      if (performance.now() - begun > PATIENCE_MS)
        throw new Error(`It has not said ${word}, but ${JSON.stringify(this.lines.at(-1))}`);
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}

interface Asked {
  readonly id: string;
  readonly stream: string;
}

/** What one writer asked for and was told, for `check-history`. */
function entriesOf(client: string, { lines }: Process): readonly (Entry & { readonly asked: Asked })[] {
  const told = new Map(lines.filter(({ word }) => word === 'told').map((line) => [line.rest.split(' ')[0], line]));
  return lines
    .filter(({ word }) => word === 'asks')
    .map(({ at, rest }) => {
      const [id = '', stream = ''] = rest.split(' ');
      const answer = told.get(id);
      const [, revision, leaf] = answer?.rest.split(' ').map(Number) ?? [];
      const receipt = revision === undefined || leaf === undefined ? undefined : { revision, leaf };
      const deed = { kind: 'write' as const, stream, ids: [id], receipt };
      return { client, start: at, end: answer?.at ?? Infinity, outcome: answer ? 'ok' : 'unknown', deed, asked: { id, stream } };
    });
}

/** Two processes that both want to write one log; whichever does is killed and begins again, so that the other takes over. */
class Contest {
  readonly whole = new Whole();
  readonly entries: Entry[] = [];
  /** Everything that should not have been said, or not then. */
  readonly says: string[] = [];
  refusals = 0;
  #runs = 0;
  #again: Asked[] = [];
  readonly #removesLock: boolean;
  readonly #processes = new Set<Process>();

  constructor({ removesLock = false } = {}) {
    this.#removesLock = removesLock;
  }

  writer(): Process {
    this.#runs += 1;
    const again = this.#again.splice(0);
    return this.#begun('writer', { run: this.#runs, again, removesLock: this.#removesLock && this.#runs > 1 });
  }

  reader(): Process {
    return this.#begun('pinning', {});
  }

  #begun(program: string, given: object): Process {
    const process = new Process(program, { directory: this.whole.folder, ...given });
    this.#processes.add(process);
    return process;
  }

  /** Ends a process, and takes note of what it asked for, was told, and should not have said. */
  async end(process: Process): Promise<void> {
    await process.kill();
    this.#processes.delete(process);
    const entries = entriesOf(`run ${this.#runs}`, process);
    this.entries.push(...entries.map(({ asked: _, ...entry }) => entry));
    this.#again.push(...entries.filter(({ outcome }) => outcome === 'unknown').map(({ asked }) => asked));
    const refused = process.said('refused');
    this.refusals += refused.length;
    this.says.push(...refused.filter(({ rest }) => !CLEAR.test(rest)).map(({ rest }) => rest));
    this.says.push(...[...process.said('failed'), ...process.said('astray:')].map(({ word, rest }) => `${word} ${rest}`));
  }

  findings() {
    return checkHistory({ journal: this.entries, log: this.whole.events() });
  }

  async clear(): Promise<void> {
    await Promise.all([...this.#processes].map((process) => process.kill()));
    await this.whole.clear();
  }
}

const contests: Contest[] = [];
const begun = (settings?: { removesLock: boolean }): Contest => {
  const contest = new Contest(settings);
  contests.push(contest);
  return contest;
};
afterEach(() => Promise.all(contests.splice(0).map((contest) => contest.clear())));
afterAll(() => expect(contests).toEqual([]));

describe('D-11: two processes want to write one log, and a third reads it', () => {
  test(
    `whoever writes is killed ${KILLS} times: the other is refused while it lives and takes over when it is dead, and nothing is lost or there twice`,
    async () => {
      const contest = begun();
      let writes = contest.writer();
      await writes.says('told');
      const { code, says } = await refusal(contest.whole.folder);
      expect(`${code} ${says.trim().replace(/^dutybook: /, '')}`).toMatch(CLEAR);
      let waits = contest.writer();
      const reads = contest.reader();
      for (let kill = 0; kill < KILLS; kill += 1) {
        await waits.says('refused', 2);
        await wait(LIVES_MS);
        expect(waits.said('open')).toEqual([]);
        await contest.end(writes);
        writes = waits;
        await writes.says('told');
        waits = contest.writer();
      }
      await contest.end(waits);
      await contest.end(writes);
      await contest.end(reads);
      expect(contest.says).toEqual([]);
      expect(contest.findings()).toEqual([]);
      expect(await contest.whole.faults()).toEqual([]);
      expect(contest.refusals).toBeGreaterThanOrEqual(2 * KILLS);
      expect(reads.said('read').length).toBeGreaterThan(0);
      counted(
        `D-11: ${KILLS} kills, ${contest.refusals} refusals, ${contest.entries.length} appends asked for, ${reads.said('read').length} moments read`,
      );
    },
    60_000 + KILLS * 20_000,
  );

  test('and finds it when the second takes the lock away from the first', async () => {
    const contest = begun({ removesLock: true });
    const writes = contest.writer();
    await writes.says('told');
    const waits = contest.writer();
    await waits.says('open');
    await writes.says('failed');
    await contest.end(waits);
    await contest.end(writes);
    expect(contest.refusals).toBe(0);
    expect(contest.says.join()).toMatch('another process has taken this log over');
  }, 120_000);
});
