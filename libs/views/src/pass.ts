import type { Recorded } from '#event-store';
import { type Day, unknownIn, UpgradeNeeded } from '#psti';
import type { Facts, Matter } from './facts.ts';
import type { Follower } from './follower.ts';
import { EVER, EVERY_PARTY, type Matters, partyRecord } from './matters.ts';
import type { Shelf } from './shelf.ts';
import { streamName } from './stream-name.ts';
import type { Rows, View } from './view.ts';
import { type Checkpoint, isOfTheDisk } from './views-file.ts';

const SLICE_MS = 8;

/** Lets one write at a time to the file of the lists. */
export type Turn = (write: () => void) => Promise<void>;

interface Marked {
  readonly streams: Set<string>;
  readonly changes: (() => void)[];
  failed?: unknown;
}

/**
 * One step of some followers along the log: first it is marked which records the events touch, then each is worked out once, as it
 * stood at the end of the step, however many of the events were about it.
 */
export class Pass {
  readonly #shelf: Shelf;
  readonly #matters: Matters;
  readonly #marked: Map<Follower, Marked>;
  readonly #patience: number;
  readonly #ending: AbortSignal;
  #sliceEnds = 0;

  constructor(parts: { shelf: Shelf; matters: Matters; followers: readonly Follower[]; patience: number; ending: AbortSignal }) {
    this.#ending = parts.ending;
    this.#shelf = parts.shelf;
    this.#matters = parts.matters;
    this.#patience = parts.patience;
    this.#marked = new Map(parts.followers.map((follower) => [follower, { streams: new Set<string>(), changes: [] }]));
  }

  /** Takes note of a page. A follower that meets what it cannot read fails, and the others go on. */
  mark(page: readonly Recorded[]): void {
    const touched: Touched = new Map();
    this.#shelf.together(() => {
      for (const event of page)
        for (const [follower, marked] of this.#marked)
          if (marked.failed === undefined && follower.reads(event)) this.#markOne(event, follower.view, marked, touched);
    });
  }

  #markOne(event: Recorded, view: View, marked: Marked, touched: Touched): void {
    const unknown = unknownIn(event);
    if (unknown !== undefined) marked.failed = new UpgradeNeeded(unknown);
    else for (const record of this.#touchedBy(event, view, touched)) marked.streams.add(record);
  }

  #touchedBy(event: Recorded, view: View, touched: Touched): readonly string[] {
    switch (view.grain) {
      case 'stream':
        return [event.stream];
      case 'party':
        return [partyRecord(event)];
      case 'matter':
        return this.#mattersTouchedBy(event, touched).filter((stream) => isAmong(view.records, streamName(stream)?.kind));
    }
  }

  #mattersTouchedBy(event: Recorded, touched: Touched): readonly string[] {
    const about = `${event.stream} ${event.type}`;
    const found = touched.get(about) ?? this.#shelf.mattersTouchedBy(event);
    touched.set(about, found);
    return found;
  }

  /** Marks the records that streams are; the installation's is every party. */
  markAll(streams: readonly string[]): void {
    const named = streams.map((stream) => [stream, streamName(stream)?.kind] as const);
    for (const [{ view }, marked] of this.#marked) {
      const kinds = view.grain === 'matter' ? view.records : view.kinds;
      for (const [stream, kind] of named)
        if (isAmong(kinds, kind)) marked.streams.add(view.grain === 'party' ? EVERY_PARTY : stream);
    }
  }

  /** Marks records that change by themselves. */
  markRecords(follower: Follower, records: readonly string[]): void {
    for (const record of records) this.#marked.get(follower)?.streams.add(record);
  }

  /** Followers whose tables serve and that would have more than so many records to work out: they are dropped from the pass. */
  withMoreThan(many: number): readonly Follower[] {
    const overwhelmed = [...this.#marked]
      .filter(([{ hasty }, { streams }]) => !hasty && streams.size > many)
      .map(([follower]) => follower);
    for (const follower of overwhelmed) this.#marked.delete(follower);
    return overwhelmed;
  }

  /**
   * Works out what is marked as it stood at `to`, and moves the followers there in one transaction, of which those are left out that
   * fail. Gives them back, with the reason.
   */
  async settle(to: Checkpoint, today: Day): Promise<ReadonlyMap<Follower, unknown>> {
    await this.#workOutAll(to, today);
    const behind = [...this.#marked].filter(([{ at }]) => at.position <= to.position);
    this.#shelf.together(() => {
      for (const [{ rows, at }, marked] of behind) this.#attempt(marked, () => rows.commit(marked.changes, at, to));
    });
    for (const [follower, { failed }] of behind) if (failed === undefined) follower.at = to;
    return this.#failed();
  }

  /** The same without a checkpoint, for tables that serve nobody yet: in one turn all is written that was worked out. */
  async write(to: Checkpoint, today: Day, turn: Turn): Promise<ReadonlyMap<Follower, unknown>> {
    await this.#workOutAll(to, today);
    await turn(() => {
      for (const [{ rows }, marked] of this.#marked) this.#attempt(marked, () => rows.write(marked.changes));
    });
    return this.#failed();
  }

  async #workOutAll(to: Checkpoint, today: Day): Promise<void> {
    this.#sliceEnds = performance.now() + SLICE_MS;
    for (const grain of ['stream', 'party', 'matter'] as const) await this.#workOut(grain, to, today);
  }

  #failed(): ReadonlyMap<Follower, unknown> {
    return new Map(
      [...this.#marked].flatMap(([follower, { failed }]) => (failed === undefined ? [] : [[follower, failed] as const])),
    );
  }

  async #workOut(grain: View['grain'], to: Checkpoint, today: Day): Promise<void> {
    const followers = [...this.#marked].filter(([{ view }]) => view.grain === grain);
    const records = new Set(followers.flatMap(([, { streams }]) => [...streams]));
    for (const record of records) {
      this.#ending.throwIfAborted();
      if (record === EVERY_PARTY) for (const each of await this.#matters.parties(to.leaf)) records.add(each);
      const found = await this.#find(grain, record, to, today);
      // A record is kept under one of its streams: the rows of all go there, and none under the others.
      if (found.facts !== undefined && found.facts.record !== record) records.add(found.facts.record);
      this.#shelf.together(() => {
        for (const [follower, marked] of followers)
          if (isAsked(marked, record, found)) this.#attempt(marked, () => this.#compare(follower, marked, record, found));
      });
      await this.#breathe();
    }
  }

  /** That a record cannot be read concerns those that ask for it; that the log cannot be read, all. */
  async #find(grain: View['grain'], record: string, { leaf }: Checkpoint, today: Day): Promise<Found> {
    try {
      if (grain !== 'matter') return { facts: await this.#matters.ofRecord(record, leaf) };
      const matter = await this.#matters.ofMatter(record, leaf, { asOf: today, knownAt: EVER });
      return { facts: matter, matter };
    } catch (error) {
      if (error instanceof UpgradeNeeded) return { error };
      throw error;
    }
  }

  #compare({ view, rows, hasty }: Follower, marked: Marked, record: string, found: Found): void {
    const begun = performance.now();
    const wanted = rowsOf(view, record, found);
    const took = performance.now() - begun;
    if (took > this.#patience)
      throw new Error(`the rows of ${record} took ${Math.round(took)} ms, more than the ${this.#patience} ms they may`);
    for (const change of rows.differences(record, wanted, hasty)) marked.changes.push(change);
  }

  #attempt(marked: Marked, step: () => void): void {
    if (marked.failed !== undefined) return;
    try {
      step();
    } catch (error) {
      // Nobody got further than before, and whoever asked for the pass begins it again.
      if (isOfTheDisk(error)) throw error;
      marked.failed = error ?? new Error('it failed without saying why');
    }
  }

  /** Requests come first: a long step lets them in every few milliseconds. */
  async #breathe(): Promise<void> {
    if (performance.now() < this.#sliceEnds) return;
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#sliceEnds = performance.now() + SLICE_MS;
  }
}

type Touched = Map<string, readonly string[]>;

/** What a record is worked out from; nothing, where nothing was recorded yet. */
interface Found {
  readonly error?: UpgradeNeeded;
  readonly facts?: Facts;
  readonly matter?: Matter;
}
const NONE: Rows = { tables: {} };

function rowsOf(view: View, record: string, { facts, matter, error }: Found): Rows {
  if (error !== undefined) throw error;
  if (facts === undefined || facts.record !== record) return NONE;
  if (view.grain !== 'matter') return view.rowsFor(facts);
  return matter === undefined ? NONE : view.rowsFor(matter);
}

const isAmong = (kinds: readonly string[], kind: string | undefined): boolean => kind !== undefined && kinds.includes(kind);

/** Asked by name, as one of the streams that are one, or because every party is. */
const isAsked = ({ streams, failed }: Marked, record: string, { facts }: Found): boolean =>
  failed === undefined &&
  (streams.has(record) || streams.has(EVERY_PARTY) || (facts?.streams.some((stream) => streams.has(stream)) ?? false));
