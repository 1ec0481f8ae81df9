import { setImmediate } from 'node:timers/promises';
import { londonDay, UpgradeNeeded, type Day } from '#psti';
import type { EventStore, Position, Recorded, Subscription } from '#event-store';
import type { Follower, Stopped } from './follower.ts';
import type { Building } from './building.ts';
import type { Changes } from './changes.ts';
import { fill } from './filling.ts';
import { followedKinds } from './facts.ts';
import { Pass } from './pass.ts';
import type { Matters } from './matters.ts';
import type { Reading } from './reading.ts';
import type { Shelf } from './shelf.ts';
import { AnotherFollower, type Checkpoint } from './views-file.ts';
import { Rest, sentence, Work } from './work.ts';

export interface Pace {
  /** Waits between the tries of what fails; one more try than waits. */
  readonly backOff: readonly number[];
  /** How long the rows of one record may take to work out. */
  readonly patience: number;
  /** How many events an active view that is behind takes in one transaction. */
  readonly batch: number;
  /** How many records a view that serves works out in one transaction: where more are touched, its tables are built anew instead. */
  readonly most: number;
  /** A log of more events than this is gone through from its beginning in a thread of its own. */
  readonly alone: number;
}
export const usualPace: Pace = { backOff: [100, 300, 900, 2_700], patience: 5_000, batch: 5_000, most: 5_000, alone: 5_000 };

/** What happens to followers on the way, for whoever keeps the tables that serve. */
export interface Watch {
  /** It has caught up, and goes on with the live log from here. */
  joined(follower: Follower): void;
  stopped(follower: Follower): void;
  /** More records than one transaction should hold are to be worked out: its tables are better built anew, beside those that serve. */
  tooMuch(follower: Follower): void;
  /** What it wrote ahead of its checkpoint cannot stand: it starts again with new tables, step by step, unless others are in its place. */
  again(follower: Follower): Follower | undefined;
  moved(): void;
}

const PAGE = 500;
const CHANGING = 200;
const LONGEST_REST_MS = 250;

/**
 * Followers on their way along the log. Those that are level with it take each page together; one that is behind, or that fails,
 * goes on by itself, so that it holds up neither the others nor the log.
 */
export class Following {
  readonly #store: EventStore;
  readonly #shelf: Shelf;
  readonly #reading: Reading;
  readonly #changes: Changes;
  readonly #matters: Matters;
  readonly #pace: Pace;
  readonly #watch: Watch;
  readonly #building: Building | undefined;
  readonly #live = new Set<Follower>();
  readonly #work = new Work();
  readonly #rest = new Rest();
  #subscription: Subscription | undefined;

  constructor(parts: {
    store: EventStore;
    shelf: Shelf;
    reading: Reading;
    changes: Changes;
    matters: Matters;
    pace: Pace;
    watch: Watch;
    building?: Building;
  }) {
    this.#store = parts.store;
    this.#shelf = parts.shelf;
    this.#reading = parts.reading;
    this.#changes = parts.changes;
    this.#matters = parts.matters;
    this.#pace = parts.pace;
    this.#watch = parts.watch;
    this.#building = parts.building;
  }

  today(): Day {
    return londonDay(this.#store.clock.now().toISOString());
  }

  begin(followers: readonly Follower[]): void {
    this.#work.keep(async () => {
      await this.#readUpTo(await this.#store.head());
      this.bring(followers.filter(({ hasty }) => !hasty));
      this.bring(followers.filter(({ hasty }) => hasty));
      this.#work.keep(() => this.#follow());
    });
  }

  async end(): Promise<void> {
    await this.#work.end(async () => {
      this.#rest.hurry();
      await this.#subscription?.stop();
    });
  }

  /** Somebody waits: until what this gives back is called, page follows page. */
  hurry(): () => void {
    return this.#rest.hurry();
  }

  /** Why the log cannot be read just now. */
  get trouble(): string | undefined {
    return this.#work.trouble;
  }

  /** Lets followers that are behind catch up together, and join the others. */
  bring(followers: readonly Follower[]): void {
    if (followers.length > 0) this.#work.keep(() => this.#catchUp(followers));
  }

  leave(follower: Follower): void {
    follower.state = 'left';
    this.#live.delete(follower);
  }

  /** A new day may change rows by itself: those records are worked out anew. */
  async turn(): Promise<void> {
    const today = this.today();
    const late = () => [...this.#live].filter(({ turnedOn }) => turnedOn !== today);
    if (late().length > 0)
      await this.#work.exclusive(() => Promise.all(late().map((follower) => this.#turnOne(follower, today))));
  }

  /** The shelf reads ahead of everyone: it says where the others must look. */
  async #readUpTo(head: Position): Promise<void> {
    const { building } = await this.#inThread();
    if (building !== undefined && this.#shelf.at.position === '') await this.#build(building, [], head);
    for await (const page of this.#store.readAll({
      after: this.#shelf.at.position,
      until: head,
      kinds: followedKinds,
      page: PAGE,
    }))
      this.#note(page, page.at(-1)?.position ?? '');
    this.#note([], head);
  }

  /** A log that can be opened a second time, and is long enough for a thread to be worth its while. */
  async #inThread(): Promise<{ building?: Building }> {
    const { size } = await this.#store.root();
    return size > this.#pace.alone ? { building: this.#building } : {};
  }

  async #build(building: Building, followers: readonly Follower[], until: Position): Promise<ReadonlyMap<Follower, unknown>> {
    const order = { until, today: this.today(), generations: followers.map(({ generation }) => generation) };
    const { at, failed } = await building.fill(order, (write) => this.#work.exclusive(write), this.#work.ending);
    this.#shelf.reload();
    const errors = new Map<Follower, unknown>();
    for (const follower of followers) {
      const error = failed.find(({ view }) => view === follower.view.name);
      if (error !== undefined) errors.set(follower, new Error(error.says));
      else [follower.at, follower.hasty] = [at, false];
    }
    return errors;
  }

  #note(page: readonly Recorded[], position: Position): void {
    this.#shelf.note(page, position);
    this.#reading.offer(page, this.#shelf.at.leaf);
    this.#changes.note(page, this.#shelf.at);
  }

  async #follow(): Promise<void> {
    const subscription = this.#store.subscribe(
      { after: this.#shelf.at.position, kinds: followedKinds, page: PAGE },
      async (page, at) => {
        const begun = performance.now();
        await this.#work.exclusive(() => this.#takePage(page, at));
        await this.#rest.take(Math.min(2 * (performance.now() - begun), LONGEST_REST_MS));
      },
    );
    this.#subscription = subscription;
    if (this.#work.ending.aborted) await subscription.stop();
    await subscription.ended;
  }

  async #takePage(page: readonly Recorded[], position: Position): Promise<void> {
    this.#note(page, position);
    try {
      await this.#step([...this.#live], page, this.#shelf.at);
      this.#work.trouble = undefined;
      for (const follower of this.#live) await this.#turnOne(follower, this.today());
    } catch (error) {
      this.#work.trouble = sentence(error);
    }
    this.#regroup();
  }

  async #step(followers: readonly Follower[], page: readonly Recorded[], to: Checkpoint): Promise<void> {
    const pass = this.#pass(followers);
    pass.mark(page);
    await this.#settle(pass, to);
  }

  /** Whoever did not get through the page, because the log could not be read, comes after. */
  #regroup(): void {
    const behind = [...this.#live].filter(({ at }) => at.position < this.#shelf.at.position);
    for (const follower of behind) {
      this.#live.delete(follower);
      follower.state = 'behind';
    }
    this.bring(behind);
  }

  #pass(followers: readonly Follower[]): Pass {
    return new Pass({ ...this.#parts(), followers });
  }

  #parts() {
    return { shelf: this.#shelf, matters: this.#matters, patience: this.#pace.patience, ending: this.#work.ending };
  }

  /** Whoever fails goes on alone; the others have moved. */
  async #settle(pass: Pass, to: Checkpoint): Promise<void> {
    for (const follower of pass.withMoreThan(this.#pace.most)) {
      this.leave(follower);
      this.#watch.tooMuch(follower);
    }
    this.#part((await pass.settle(to, this.today())).keys(), to);
  }

  #part(failed: Iterable<Follower>, to: Checkpoint): void {
    for (const follower of failed) {
      this.#live.delete(follower);
      follower.state = 'left';
      const next = follower.hasty ? this.#watch.again(follower) : follower;
      if (next === undefined) continue;
      next.state = 'recovering';
      this.#work.keep(() => this.#recover(next, to));
    }
    this.#watch.moved();
  }

  async #catchUp(followers: readonly Follower[]): Promise<void> {
    for (;;) {
      const to = this.#shelf.at;
      const behind = followers.filter(({ state, at }) => state === 'behind' && at.position < to.position);
      if (behind.length === 0) break;
      await this.#stretch(behind, to);
      if (this.#work.ending.aborted) return;
    }
    for (const follower of followers) if (follower.state === 'behind') this.#join(follower);
    await this.turn();
  }

  #join(follower: Follower): void {
    follower.state = 'live';
    follower.hasty = false;
    this.#live.add(follower);
    this.#watch.joined(follower);
    this.#watch.moved();
  }

  /** Tables that serve nobody are filled record by record, whatever the log's order; those that serve go along it, batch by batch. */
  async #stretch(followers: readonly Follower[], to: Checkpoint): Promise<void> {
    const [hasty, others] = [followers.filter((follower) => follower.hasty), followers.filter((follower) => !follower.hasty)];
    if (hasty.length > 0) await this.#fill(hasty, to);
    if (others.length > 0) await this.#goAlong(others, to);
  }

  async #fill(followers: readonly Follower[], to: Checkpoint): Promise<void> {
    const { building } = await this.#inThread();
    const failed =
      building === undefined
        ? await fill(followers, this.#parts(), { to, today: this.today(), turn: (write) => this.#beside(write) })
        : await this.#build(building, followers, to.position);
    this.#part(failed.keys(), this.#shelf.at);
  }

  /** Requests come first: in between, whoever waits has a turn. */
  async #beside(write: () => void): Promise<void> {
    write();
    await setImmediate();
  }

  async #goAlong(followers: readonly Follower[], to: Checkpoint): Promise<void> {
    const { batch } = this.#pace;
    const after = followers.map(({ at }) => at.position).reduce((first, next) => (next < first ? next : first));
    let pass = this.#pass(followers);
    let count = 0;
    for await (const page of this.#store.readAll({
      after,
      until: to.position,
      kinds: followedKinds,
      page: Math.min(PAGE, batch),
    })) {
      pass.mark(page);
      count += page.length;
      const last = page.at(-1);
      if (last === undefined || count < batch) continue;
      await this.#settle(pass, placeOf(last, to));
      pass = this.#pass(followers.filter(({ state }) => state === 'behind'));
      count = 0;
      if (this.#work.ending.aborted) return;
    }
    await this.#settle(pass, to);
  }

  /**
   * Finds the event at which a follower fails: page by page, then event by event. That event is tried again, with longer and longer
   * waits; if it still fails the follower stops right before it. Nothing is ever skipped.
   */
  async #recover(follower: Follower, failedAt: Checkpoint): Promise<void> {
    for await (const page of this.#store.readAll({
      after: follower.at.position,
      until: failedAt.position,
      kinds: followedKinds,
      page: PAGE,
    }))
      if (!(await this.#takeAlone(follower, page, failedAt))) return;
    const error = await this.#attempt(follower, [], failedAt);
    if (error !== undefined) return this.#giveUp(follower, { event: '', type: '', stream: '' }, error);
    follower.state = 'behind';
    await this.#catchUp([follower]);
  }

  async #takeAlone(follower: Follower, page: readonly Recorded[], log: Checkpoint): Promise<boolean> {
    const last = page.at(-1);
    if (last === undefined) return true;
    if (page.length > 1 && (await this.#attempt(follower, page, placeOf(last, log))) === undefined) return true;
    for (const [number, event] of page.entries()) {
      const before = page[number - 1];
      if (!follower.reads(event)) continue;
      if (before !== undefined) await this.#attempt(follower, [], placeOf(before, log));
      if (!(await this.#insist(follower, event, placeOf(event, log)))) return false;
    }
    return true;
  }

  #giveUp(follower: Follower, at: Pick<Stopped, 'event' | 'type' | 'stream'>, error: unknown, tries = 1): void {
    follower.stop({ ...at, position: follower.at.position, reason: reasonOf(error), tries, says: sentence(error) });
    this.#live.delete(follower);
    this.#watch.stopped(follower);
  }

  async #attempt(follower: Follower, page: readonly Recorded[], to: Checkpoint): Promise<unknown> {
    const pass = this.#pass([follower]);
    pass.mark(page);
    const failed = await pass.settle(to, this.today());
    this.#watch.moved();
    return failed.get(follower);
  }

  async #insist(follower: Follower, event: Recorded, to: Checkpoint): Promise<boolean> {
    for (let tries = 1; ; tries += 1) {
      const error = await this.#attempt(follower, [event], to);
      if (error === undefined) return true;
      const wait = isFinal(error) ? undefined : this.#pace.backOff[tries - 1];
      if (wait === undefined || this.#work.ending.aborted) {
        this.#giveUp(follower, { event: event.id, type: event.type, stream: event.stream }, error, tries);
        return false;
      }
      await this.#work.pause(wait);
    }
  }

  async #turnOne(follower: Follower, today: Day): Promise<void> {
    if (follower.turnedOn === today || follower.state !== 'live') return;
    for (;;) {
      const records = follower.rows.changingBy(today, CHANGING);
      if (records.length === 0) break;
      const pass = this.#pass([follower]);
      pass.markRecords(follower, records);
      const error = (await pass.settle(follower.at, today)).get(follower);
      if (error !== undefined) return this.#giveUp(follower, { event: '', type: '', stream: records.join(', ') }, error);
    }
    follower.turnedOn = today;
    this.#watch.moved();
  }
}

const placeOf = ({ position, leaf }: Recorded, { store }: Checkpoint): Checkpoint => ({ store, position, leaf });
const isFinal = (error: unknown): boolean => error instanceof UpgradeNeeded || error instanceof AnotherFollower;

const reasonOf = (error: unknown): Stopped['reason'] => {
  if (error instanceof UpgradeNeeded) return 'upgrade needed';
  return error instanceof AnotherFollower ? 'another follower' : 'poison';
};
