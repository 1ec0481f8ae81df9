import { afterEach, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { uuidOf } from '#access';
import { counted, trials } from '../../infra/trials.ts';
import { broken, main, refusal, Whole } from './whole.ts';

const TRIALS = trials({ few: 2, first: 5 });
const commands = fileURLToPath(new URL('../../dist/apps/cli/src/main.js', import.meta.url));

const clearing: (() => unknown)[] = [];
afterEach(async () => {
  for (const clear of clearing.splice(0).reverse()) await clear();
});

/** A Dutybook whose data can be exchanged for an older copy: its folder, where its checkpoints are copied to, and what a party keeps. */
class Installation {
  readonly #place = mkdtempSync(join(tmpdir(), 'dutybook-rolled-'));
  readonly data = join(this.#place, 'data');
  readonly older = join(this.#place, 'older');
  readonly kept = join(this.#place, 'kept.note');
  key = '';
  recorded = 0;

  constructor() {
    clearing.push(() => rmSync(this.#place, { recursive: true, force: true }));
  }

  get copies(): string {
    return `${this.data}-checkpoints`;
  }

  /** Runs it for as long as so many events take to be recorded; `says` tells one history from another. Answers how many there are then. */
  async run(events: number, says = ''): Promise<number> {
    const whole = await this.started();
    for (let n = 0; n < events; n += 1) await this.#record(whole.url, `firm-${this.recorded + n}${says}`);
    this.recorded += events;
    const { size, key }: { size: number; key?: string } = JSON.parse(await (await fetch(`${whole.url}/v1/log`)).text());
    await whole.end('SIGTERM');
    this.key = key ?? this.key;
    return size;
  }

  async started(program = main): Promise<Whole> {
    const whole = new Whole(this.data, program, ['--checkpoints', this.copies]);
    clearing.push(() => whole.isRunning && whole.end('SIGKILL'));
    await whole.start();
    return whole;
  }

  async #record(url: string, party: string): Promise<void> {
    const body = JSON.stringify({ type: 'PartyAdmitted', on: '2026-02-11', data: { party, name: `The firm ${party}` } });
    const headers = { 'content-type': 'application/json', 'dutybook-acting-as': 'operator' };
    const answer = await fetch(`${url}/v1/installation/events/${uuidOf(party)}`, { method: 'PUT', headers, body });
    if (answer.status !== 201) throw new Error(await answer.text());
  }

  /** A party keeps the newest checkpoint. */
  keepNewest(): void {
    const [log = ''] = readdirSync(this.copies);
    const newest = readdirSync(join(this.copies, log)).sort().at(-1) ?? '';
    copyFileSync(join(this.copies, log, newest), this.kept);
  }

  keepData(): void {
    cpSync(this.data, this.older, { recursive: true });
  }

  putOlderInPlace(only?: string): void {
    if (only === undefined) rmSync(this.data, { recursive: true });
    else for (const name of readdirSync(this.data)) if (name.startsWith(only)) rmSync(join(this.data, name));
    cpSync(this.older, this.data, {
      recursive: true,
      filter: (file) => only === undefined || file === this.older || file.includes(only),
    });
  }

  /** As if whoever did it had the copies too. */
  hideCopies(): void {
    renameSync(this.copies, join(this.#place, 'hidden'));
  }

  /** What the party's own check says, with nothing of this installation but the log. */
  verdict(): { code: number | null; says: string } {
    const given = ['--file', join(this.data, 'log.db'), '--checkpoints', this.kept, '--key', this.key];
    const { status, stdout } = spawnSync(process.execPath, [commands, 'verify', ...given], { encoding: 'utf8' });
    return { code: status, says: stdout.split('\n')[0] ?? '' };
  }
}

/** An installation of which an older copy of the data was kept, and of which a party has a later checkpoint. */
async function signedSince(events: number, more: number): Promise<{ here: Installation; before: number; now: number }> {
  const here = new Installation();
  const before = await here.run(events);
  here.keepData();
  const now = await here.run(more);
  here.keepNewest();
  return { here, before, now };
}

describe('D-15: an older copy of the data is put in its place', () => {
  test(
    `${TRIALS} times: the start is refused, and whoever holds a later checkpoint is told that the log was rolled back, or has forked since`,
    async () => {
      for (let trial = 0; trial < TRIALS; trial += 1) {
        const { here, before, now } = await signedSince(2 + trial, 1 + trial * 2);
        const rolledBack = `The log has been rolled back: ${now} events of it were signed, and it has ${before}.`;
        here.putOlderInPlace();
        const { code, says } = await refusal(here.data);
        expect([code, says]).toEqual([78, expect.stringContaining(`dutybook: ${rolledBack}`)]);
        expect(here.verdict()).toEqual({ code: 1, says: `tampered: ${rolledBack}` });
        here.hideCopies();
        const grown = await here.run(now - before + 1, '-anew');
        expect(grown).toBeGreaterThan(now);
        expect(here.verdict()).toEqual({
          code: 1,
          says: expect.stringContaining(`tampered: The log has forked: its first ${now} events are not those that were signed.`),
        });
      }
      counted(
        `D-15: ${TRIALS} older copies put in place, ${TRIALS} starts refused, ${TRIALS * 2} times told to whoever held a checkpoint`,
      );
    },
    TRIALS * 120_000,
  );

  test('where only the log is older, what stands beside it refuses it too, copies or none', async () => {
    const { here, before, now } = await signedSince(3, 4);
    here.putOlderInPlace('log.db');
    here.hideCopies();
    expect(await refusal(here.data)).toMatchObject({
      code: 78,
      says: expect.stringContaining(`The log has been rolled back: ${now} events of it were signed, and it has ${before}.`),
    });
  }, 120_000);

  test('and finds it when the start believes the log', async () => {
    const { here } = await signedSince(3, 4);
    here.putOlderInPlace();
    const whole = await here.started(broken('believes-the-log'));
    expect((await whole.ready()).status).toBe(200);
  }, 120_000);
});
