import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, rmSync, symlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { checkHistory } from './history/check-history.ts';
import { Journal } from './history/journal.ts';
import { admitted, Client, deliveredBy, notified, reported, type Answer, type Offer } from './fleet.ts';
import { needsOwnMounts, SmallDisk } from './mounts.ts';
import { counted, trials } from '../../infra/trials.ts';
import { broken, main, Whole } from './whole.ts';

const TRIALS = trials({ first: 20, long: 60 });
/** The log and its write-ahead log, the vault and the lists take a megabyte or two before anything is recorded; each trial records some more. */
const DISK_KB = 8_192 + TRIALS * 256;
const ROOM = 1024 * 1024;
const RECOVERED_MS = 20_000;
const MOST_OFFERS = 2_000;
const WORDS = 'x'.repeat(9_000);

const clearing: (() => unknown)[] = [];
beforeAll(needsOwnMounts);
afterEach(async () => {
  for (const clear of clearing.splice(0).reverse()) await clear();
});

/** Fills a disk, and gives it back. */
class Filler {
  readonly #file: string;

  constructor(folder: string) {
    this.#file = join(folder, 'filler');
  }

  /** To the last byte, but for so many. */
  fill(room = 0): void {
    const opened = openSync(this.#file, 'a');
    try {
      for (let size = ROOM; size >= 512;) {
        try {
          writeSync(opened, Buffer.alloc(size));
        } catch {
          size /= 2;
        }
      }
      ftruncateSync(opened, Math.max(0, fstatSync(opened).size - room));
    } finally {
      closeSync(opened);
    }
  }

  makeRoom(): void {
    rmSync(this.#file, { force: true });
  }
}

class Desk {
  readonly journal = new Journal();
  readonly client: Client;
  readonly offered: Offer[] = [];
  #made = 0;
  #admitted = 0;

  constructor(readonly whole: Whole) {
    this.client = new Client('the desk', this.journal, () => whole.url);
  }

  async offer(offer: Offer): Promise<number> {
    this.offered.push(offer);
    return (await this.client.record(offer))?.status ?? 0;
  }

  next(): Offer {
    this.#made += 1;
    const failure = `f-${Math.floor(this.#made / 4)}`;
    const told = `${this.#made} ${WORDS}`;
    return this.#made % 4 === 3
      ? notified('kestrel', failure, { to: 'quayside', words: told })
      : reported('kestrel', failure, told);
  }

  /** Something without words, which only the log must have room for. */
  admission(): Offer {
    this.#admitted += 1;
    return admitted(`firm-${this.#admitted}`);
  }

  /** Records until the disk is full, and gives back what was refused for that. */
  async untilFull(next: () => Offer): Promise<{ refused: Offer; answer: number }> {
    for (let n = 0; n < MOST_OFFERS; n += 1) {
      const refused = next();
      const answer = await this.offer(refused);
      if (answer !== 201) return { refused, answer };
    }
    throw new Error('The disk did not become full');
  }

  /** Asks for the same again until it is recorded. */
  async until201(offer: Offer): Promise<number> {
    const begun = performance.now();
    while (performance.now() - begun < RECOVERED_MS) {
      const answer = await this.offer(offer);
      if (answer === 201 || answer === 200) return performance.now() - begun;
      await wait(50);
    }
    return Infinity;
  }

  async reads(): Promise<readonly number[]> {
    const paths = ['/v1/parties/kestrel/failures/f-0', '/v1/parties/kestrel/failures/f-0/timeline', '/v1/log', '/health/live'];
    const answers: (Answer | undefined)[] = [];
    for (const path of paths) answers.push(await this.client.send(path, { as: 'kestrel' }).catch(() => undefined));
    return answers.map((answer) => answer?.status ?? 0);
  }

  findings() {
    const made = new Set(this.offered.flatMap(deliveredBy));
    return checkHistory({ journal: this.journal.entries, log: this.whole.events(), made });
  }
}

async function onDisk(program = main): Promise<{ disk: SmallDisk; whole: Whole; desk: Desk }> {
  const disk = new SmallDisk(DISK_KB);
  clearing.push(() => disk.clear());
  const folder = join(disk.folder, 'data');
  mkdirSync(folder);
  const whole = new Whole(folder, program);
  clearing.push(() => whole.clear());
  const desk = new Desk(whole);
  await whole.start();
  for (const party of ['kestrel', 'quayside']) await desk.offer(admitted(party));
  return { disk, whole, desk };
}

describe('D-07: the disk is full', () => {
  test(
    `${TRIALS} times: writing is refused with 507, reading goes on, and with room again it records without a restart`,
    async () => {
      const { disk, whole, desk } = await onDisk();
      const filler = new Filler(disk.folder);
      expect(await desk.offer(desk.next())).toBe(201);
      let slowest = 0;
      for (let trial = 0; trial < TRIALS; trial += 1) {
        filler.fill((trial % 4) * 100_000);
        // Now for words, now for the log. (That a full disk may be met where the write-ahead log is moved into the log's file, D-05 tries.)
        const { refused, answer } = await desk.untilFull(() => (trial % 2 === 0 ? desk.next() : desk.admission()));
        expect({ trial, answer, reads: await desk.reads() }).toEqual({ trial, answer: 507, reads: [200, 200, 200, 200] });
        expect(JSON.parse((await whole.ready()).text)).toMatchObject({ status: 'degraded' });
        filler.makeRoom();
        const recovered = await desk.until201(refused);
        expect(recovered).toBeLessThan(RECOVERED_MS);
        slowest = Math.max(slowest, recovered);
      }
      filler.makeRoom();
      await whole.settled();
      expect(desk.findings()).toEqual([]);
      expect(await whole.end('SIGTERM')).toEqual({ code: null, signal: 'SIGTERM' });
      expect(await whole.faults()).toEqual([]);
      counted(`D-07: full ${TRIALS} times, recording again within ${Math.round(slowest)} ms, ${desk.offered.length} offers`);
    },
    TRIALS * 60_000,
  );

  test('only the disk of the lists: recording and reading records go on, and the lists come after when there is room', async () => {
    const disk = new SmallDisk(2_048);
    clearing.push(() => disk.clear());
    const whole = new Whole();
    clearing.push(() => whole.clear());
    symlinkSync(join(disk.folder, 'views.db'), join(whole.folder, 'views.db'));
    const desk = new Desk(whole);
    const filler = new Filler(disk.folder);
    await whole.start();
    for (const party of ['kestrel', 'quayside']) await desk.offer(admitted(party));
    await desk.offer(desk.next());
    await whole.settled();
    filler.fill();
    for (let n = 0; n < 60; n += 1) expect(await desk.offer(desk.next())).toBe(201);
    expect(JSON.parse((await whole.ready()).text)).toMatchObject({ status: 'degraded', log: { writable: true } });
    expect(await desk.reads()).toEqual([200, 200, 200, 200]);
    filler.makeRoom();
    await whole.settled();
    expect(desk.findings()).toEqual([]);
  }, 180_000);

  test('and finds it when the writer takes a failed commit for a good one', async () => {
    const { disk, whole, desk } = await onDisk(broken('deaf'));
    const filler = new Filler(disk.folder);
    // Admissions have no words, so that no other disk than the log's is in the way.
    filler.fill();
    for (let n = 0; n < 300; n += 1) await desk.offer(admitted(`firm-${n}`));
    await whole.end('SIGKILL');
    filler.makeRoom();
    await whole.start();
    expect(desk.findings().map(({ kind }) => kind)).toContain('lost');
  }, 120_000);
});
