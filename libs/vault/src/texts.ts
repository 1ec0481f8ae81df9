/**
 * The words of events. The log holds a commitment, the vault the words and the key: whoever is shown both can check them, and
 * when both are destroyed the commitment tells nothing. The words are written before the event that names them.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
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

interface Offer extends OfferedText {
  readonly stream: string;
  readonly event: string;
}
type Commitments = ReadonlyMap<Offer, Commitment>;

interface Job {
  readonly offers: readonly Offer[];
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
      const offers = texts.map((text) => ({ ...text, stream: event.stream, event: event.id }));
      this.#waiting.push({ offers, done, failed });
      this.#writing ??= this.#write();
    });
  }

  /** What is waiting when the database becomes free is written in one transaction: one sync to disk for many callers. */
  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Whoever asks in the same breath is written with the first.
      await setImmediate();
      const jobs = this.#waiting.splice(0, JOBS_AT_ONCE).sort(inOneOrder);
      try {
        const commitments = await this.opened.write((writing) => this.#keepJobs(writing, jobs));
        for (const { offers, done } of jobs) done(new Map(offers.map((offer) => [offer.field, commitments.get(offer) ?? ''])));
      } catch (reason) {
        for (const job of jobs) job.failed(reason);
      }
    }
    this.#writing = undefined;
  }

  /** Where a transaction sees the rows of one party at a time, each party's are written by themselves; else all at once. */
  async #keepJobs(writing: Writing, jobs: readonly Job[]): Promise<Commitments> {
    const offers = jobs.flatMap((job) => job.offers);
    if (!this.opened.isShared) return this.#keep(writing, offers);
    const commitments = new Map<Offer, Commitment>();
    for (const [party, own] of Map.groupBy(offers, ({ stream }) => partyOf(stream))) {
      await this.opened.actFor(party, writing);
      for (const [offer, commitment] of await this.#keep(writing, own)) commitments.set(offer, commitment);
    }
    return commitments;
  }

  /** What another process writes meanwhile under the same ids decides: then it is looked at again. */
  async #keep(writing: Writing, offers: readonly Offer[]): Promise<Commitments> {
    const commitments = new Map<Offer, Commitment>();
    for (let left = offers; left.length > 0; left = left.filter((offer) => !commitments.has(offer))) {
      const sorted = this.#sorted(left, await rowsAt(writing, left));
      for (const [offer, { commitment }] of sorted.there) commitments.set(offer, commitment);
      const written = await this.#insert(writing, [...new Set(sorted.fresh.values())]);
      for (const [offer, made] of sorted.fresh) if (written.has(placeOfText(made))) commitments.set(offer, made.commitment);
    }
    return commitments;
  }

  /** Those whose words are there, or were and are erased; and those that are to be written, once where several offer the same. */
  #sorted(offers: readonly Offer[], rows: readonly TextRow[]) {
    const kept = Map.groupBy(rows, placeOfOffer);
    const made = new Map<string, Made[]>();
    const [there, fresh] = [new Map<Offer, TextRow>(), new Map<Offer, Made>()];
    for (const offer of offers) {
      const place = placeOfOffer(offer);
      const [before, beside] = [kept.get(place) ?? [], made.get(place) ?? []];
      const same = before.find((row) => row.sealed === null || this.#open(row)?.words === offer.words);
      if (same !== undefined) there.set(offer, same);
      else {
        const one = beside.find(({ words }) => words === offer.words) ?? madeOf(offer, before.length + beside.length);
        fresh.set(offer, one);
        made.set(place, [...beside.filter((other) => other !== one), one]);
      }
    }
    return { there, fresh };
  }

  /** Answers which of them were written. */
  async #insert(writing: Writing, made: readonly Made[]): Promise<ReadonlySet<string>> {
    if (made.length === 0) return new Set();
    const secrets = made.map((row) => ({
      wrap: row.wrap,
      secret: Buffer.concat([row.key, Buffer.from(row.words, 'utf8')]),
      place: placeOfText(row),
    }));
    const sealed = await this.wraps.sealAll(writing, secrets);
    const rows = made.map(({ key: _key, words: _words, ...row }, nth) => ({ ...row, sealed: sealed[nth] ?? '', erasure: null }));
    const written = await writing
      .insertInto('texts')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .returning(['stream', 'event', 'field', 'n'])
      .execute();
    return new Set(written.map(placeOfText));
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

const rowsIn = (database: Database) =>
  database
    .selectFrom('texts')
    .leftJoin('wraps', 'wraps.id', 'texts.wrap')
    .leftJoin('erasures', 'erasures.id', 'texts.erasure')
    .select(['stream', 'event', 'field', 'n', 'commitment', 'wrap', 'sealed', 'wrapped', 'happened_on', 'basis']);

const rowsOf = (database: Database, stream: string, ids: readonly string[]) =>
  rowsIn(database).where('stream', '=', stream).where('event', 'in', ids);

const rowsAt = (database: Database, offers: readonly Offer[]): Promise<TextRow[]> => {
  const places = offers.map(({ stream, event }) => sql`(${stream}, ${event})`);
  return rowsIn(database)
    .where(sql<boolean>`(stream, event) in (values ${sql.join(places)})`)
    .orderBy('n')
    .execute();
};

async function rowsOfAll(database: Database, streams: readonly (readonly [string, readonly string[]])[]): Promise<TextRow[]> {
  const rows = [];
  for (const [stream, ids] of streams)
    for (let from = 0; from < ids.length; from += EVENTS_AT_ONCE)
      rows.push(...(await rowsOf(database, stream, ids.slice(from, from + EVENTS_AT_ONCE)).execute()));
  return rows;
}

/** Two processes that write the same texts take them in the same order, so that neither waits for the other in a circle. */
const inOneOrder = ({ offers: [a] }: Job, { offers: [b] }: Job): number =>
  a === undefined || b === undefined ? 0 : compared(a.stream, b.stream) || compared(a.event, b.event);
const compared = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const placeOfText = (row: { stream: string; event: string; field: string; n: number }) =>
  `text/${row.stream}/${row.event}/${row.field}/${row.n}`;

const placeOfOffer = ({ stream, event, field }: Pick<Offer, 'stream' | 'event' | 'field'>) => `${stream} ${event} ${field}`;

/** The row of new words, as far as it is not sealed yet. */
function madeOf({ stream, event, field, subject, words }: Offer, n: number) {
  const place = { stream, event, field, n };
  const [party, key] = [partyOf(stream), newKey()];
  return {
    ...place,
    party,
    subject: subject ?? null,
    wrap: subject === undefined ? placeOfText(place) : wrapOfPerson(party, subject),
    commitment: commitmentOf(words, key),
    key,
    words,
  };
}
type Made = ReturnType<typeof madeOf>;

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
