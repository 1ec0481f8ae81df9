/**
 * The words of events. The log holds a commitment, the vault the words and the key: whoever is shown both can check them, and
 * when both are destroyed the commitment tells nothing. The words are written before the event that names them.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Database, Opened, Writing } from './database.ts';
import { newKey } from './sealing.ts';
import { wrapOfPerson } from './wraps.ts';
import type { Erased, Sealed, Wraps } from './wraps.ts';

/** An event, on the log or about to be: ids are the stream's own, so two streams may use the same one. */
export interface EventName {
  readonly stream: string;
  readonly id: string;
}

/** Words offered for one field of an event. `subject`: the person they are about, if they are to go when that person is erased. */
export interface OfferedText {
  readonly field: string;
  readonly words: string;
  readonly subject?: string;
}

/** `hmac-sha256:` and the base64url of HMAC-SHA-256(key, words). */
export type Commitment = string;

/** What a bundle discloses, so that anyone can check the words against the commitment. */
export interface OpenedText {
  readonly words: string;
  readonly key: string;
}

export const commitmentOf = (words: string, key: Buffer): Commitment =>
  `hmac-sha256:${createHmac('sha256', key).update(words, 'utf8').digest('base64url')}`;

/** Whether these are the words that were committed to. */
export function check(commitment: Commitment, { words, key }: OpenedText): boolean {
  const [given, made] = [Buffer.from(commitment), Buffer.from(commitmentOf(words, Buffer.from(key, 'base64url')))];
  return given.length === made.length && timingSafeEqual(given, made);
}

interface Job {
  readonly event: EventName;
  readonly texts: readonly OfferedText[];
  readonly done: (commitments: ReadonlyMap<string, Commitment>) => void;
  readonly failed: (reason: unknown) => void;
}

const KEY_BYTES = 32;
const JOBS_AT_ONCE = 256;
const EVENTS_AT_ONCE = 500;

export class Texts {
  #waiting: Job[] = [];
  #writing: Promise<void> | undefined;

  constructor(
    private readonly opened: Opened,
    private readonly wraps: Wraps,
  ) {}

  /**
   * Keeps the words and answers their commitments by field, once they are on disk. The same words under the same id and field
   * always get the same commitment; other words get another beside it, so that the log alone decides which was recorded first.
   */
  commit(event: EventName, texts: readonly OfferedText[]): Promise<ReadonlyMap<string, Commitment>> {
    if (texts.length === 0) return Promise.resolve(new Map());
    return new Promise((done, failed) => {
      this.#waiting.push({ event, texts, done, failed });
      this.#writing ??= this.#write();
    });
  }

  /** What is waiting when the database becomes free is written in one transaction: one sync to disk for many callers. */
  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const jobs = this.#waiting.splice(0, JOBS_AT_ONCE).sort(inOneOrder);
      try {
        const answers = await this.opened.write((writing) => this.#keepJobs(writing, jobs));
        jobs.forEach((job, nth) => job.done(answers[nth] ?? new Map()));
      } catch (reason) {
        for (const job of jobs) job.failed(reason);
      }
    }
    this.#writing = undefined;
  }

  async #keepJobs(writing: Writing, jobs: readonly Job[]): Promise<readonly ReadonlyMap<string, Commitment>[]> {
    const answers = [];
    let party: string | undefined;
    for (const { event, texts } of jobs) {
      if (party !== partyOf(event.stream)) await this.opened.actFor((party = partyOf(event.stream)), writing);
      answers.push(await this.#keepAll(writing, event, texts));
    }
    return answers;
  }

  async #keepAll(writing: Writing, event: EventName, texts: readonly OfferedText[]): Promise<ReadonlyMap<string, Commitment>> {
    const commitments = new Map<string, Commitment>();
    for (const text of texts) commitments.set(text.field, await this.#keep(writing, event, text));
    return commitments;
  }

  async #keep(writing: Writing, event: EventName, text: OfferedText): Promise<Commitment> {
    const kept = await rowsOf(writing, event.stream, [event.id]).where('texts.field', '=', text.field).orderBy('n').execute();
    const same = kept.find((row) => row.sealed === null || this.#open(row)?.words === text.words);
    if (same) return same.commitment;
    const key = newKey();
    const row = { ...textRow(event, text, kept.length), commitment: commitmentOf(text.words, key) };
    const sealed = await this.wraps.seal(
      writing,
      row.wrap,
      Buffer.concat([key, Buffer.from(text.words, 'utf8')]),
      placeOfText(row),
    );
    const { numInsertedOrUpdatedRows: written } = await writing
      .insertInto('texts')
      .values({ ...row, sealed, erasure: null })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    // Another process was first with this id: what it wrote decides.
    return written === 1n ? row.commitment : this.#keep(writing, event, text);
  }

  /** What may be shown in place of each commitment of these events: the words, or when and why they were erased. */
  async of(events: Iterable<EventName>): Promise<ReadonlyMap<Commitment, string | Erased>> {
    const shown = new Map<Commitment, string | Erased>();
    for (const [party, streams] of Map.groupBy(idsByStream(events), ([stream]) => partyOf(stream)))
      for (const row of await this.opened.read(party, (database) => rowsOfAll(database, streams)))
        shown.set(row.commitment, this.#open(row)?.words ?? this.wraps.erasure(row));
    return shown;
  }

  /** Words and key of one commitment, for a proof. Nothing where there is none or it was erased. */
  async open(event: EventName, commitment: Commitment): Promise<OpenedText | undefined> {
    const row = await this.opened.read(partyOf(event.stream), (database) =>
      rowsOf(database, event.stream, [event.id]).where('commitment', '=', commitment).executeTakeFirst(),
    );
    return row && this.#open(row);
  }

  #open(row: TextRow): OpenedText | undefined {
    const bytes = this.wraps.open(row, placeOfText(row));
    if (!bytes) return undefined;
    return { words: bytes.subarray(KEY_BYTES).toString('utf8'), key: bytes.subarray(0, KEY_BYTES).toString('base64url') };
  }
}

type TextRow = Sealed & { stream: string; event: string; field: string; n: number; commitment: Commitment };

const rowsOf = (database: Database, stream: string, ids: readonly string[]) =>
  database
    .selectFrom('texts')
    .leftJoin('wraps', 'wraps.id', 'texts.wrap')
    .leftJoin('erasures', 'erasures.id', 'texts.erasure')
    .select(['stream', 'event', 'field', 'n', 'commitment', 'wrap', 'sealed', 'wrapped', 'happened_on', 'basis'])
    .where('stream', '=', stream)
    .where('event', 'in', ids);

async function rowsOfAll(database: Database, streams: readonly (readonly [string, readonly string[]])[]): Promise<TextRow[]> {
  const rows = [];
  for (const [stream, ids] of streams)
    for (let from = 0; from < ids.length; from += EVENTS_AT_ONCE)
      rows.push(...(await rowsOf(database, stream, ids.slice(from, from + EVENTS_AT_ONCE)).execute()));
  return rows;
}

/** Two processes that write the same texts take them in the same order, so that neither waits for the other in a circle. */
const inOneOrder = ({ event: a }: Job, { event: b }: Job): number =>
  a.stream === b.stream ? compared(a.id, b.id) : compared(a.stream, b.stream);
const compared = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const placeOfText = (row: { stream: string; event: string; field: string; n: number }) =>
  `text/${row.stream}/${row.event}/${row.field}/${row.n}`;

function textRow(event: EventName, { field, subject }: OfferedText, n: number) {
  const place = { stream: event.stream, event: event.id, field, n };
  const party = partyOf(event.stream);
  return {
    ...place,
    party,
    subject: subject ?? null,
    wrap: subject === undefined ? placeOfText(place) : wrapOfPerson(party, subject),
  };
}

/** A party's streams begin with its id. */
const partyOf = (stream: string): string => stream.split('/')[0] ?? stream;

function idsByStream(events: Iterable<EventName>): ReadonlyMap<string, string[]> {
  const streams = new Map<string, string[]>();
  for (const { stream, id } of events) {
    const ids = streams.get(stream);
    if (ids) ids.push(id);
    else streams.set(stream, [id]);
  }
  return streams;
}
