import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { lawInForce, type Day, type Law } from '#psti';
import { directoryOf, type EventStore, type Position } from '#event-store';
import { Building } from './building.ts';
import { Changes } from './changes.ts';
import { Follower, type Stopped } from './follower.ts';
import { Following, type Pace, usualPace, type Watch } from './following.ts';
import { Matters } from './matters.ts';
import { Reading } from './reading.ts';
import { RowsOf } from './rows.ts';
import { Shelf } from './shelf.ts';
import type { View } from './view.ts';
import {
  beginGeneration,
  dropGeneration,
  type Generation,
  generationsOf,
  isOfTheDisk,
  openViewsFile,
  shapeOf,
  type Sql,
  tableOf,
  takeOver,
} from './views-file.ts';
import { sentence } from './work.ts';

/** Bump it when the Act as code answers the same events otherwise: every view that shows duties is then built anew. */
const ACT = 3;

/** How one view does. `building`: new tables are being filled, beside those that serve if there are any. */
export interface ViewHealth {
  readonly name: string;
  readonly state: 'following' | 'catching up' | 'trying again' | 'building' | 'stopped';
  /** Its list shows everything up to here. */
  readonly position: Position;
  readonly stopped?: Stopped;
  /** Why its tables were thrown away at the start. */
  readonly refused?: string;
}
export interface ViewsHealth {
  readonly status: 'ok' | 'degraded';
  /** Why the log cannot be read just now, or the lists not be written. */
  readonly trouble?: string;
  readonly views: readonly ViewHealth[];
}

/** The list is being built for the first time, and cannot be read yet. */
export class NotReady extends Error {
  override readonly name = 'NotReady';
}

/** A list as it can be read now. */
export interface Serving {
  readonly sql: Sql;
  readonly position: Position;
  readonly today: Day;
  table(name: string): string;
}

export interface ViewsSettings {
  readonly file: string;
  readonly views: readonly View[];
  readonly law?: Law;
  readonly pace?: Partial<Pace>;
  /** The program of the thread that goes through a long log from its beginning. Left out: that is done here, in between. */
  readonly builder?: URL;
  /** How rows and checkpoint are written: tests that kill the process put their own in. */
  readonly rowsOf?: typeof RowsOf;
}

interface Place {
  readonly view: View;
  serving?: { readonly generation: Generation; readonly follower?: Follower };
  building?: Follower;
  refused?: string;
}

const TURN_MS = 30_000;
const AGAIN_MS = 2_000;
const READY_MS = 5_000;
/** How long a reader waits for the rows that a new day changes: then it gets what there is. */
const TURNING_MS = 2_000;

/** The read side: every view's tables in one local file, kept level with the log. */
export class Views {
  readonly #store: EventStore;
  readonly #settings: ViewsSettings;
  readonly #places: Map<string, Place>;
  #open: Opened | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Why the file cannot be opened just now. */
  #trouble: string | undefined;
  #moved = Promise.withResolvers<void>();
  #starting: Promise<void> | undefined;

  constructor(store: EventStore, settings: ViewsSettings) {
    this.#store = store;
    this.#settings = settings;
    this.#places = new Map(settings.views.map((view) => [view.name, { view }]));
  }

  /**
   * Opens the file and follows the log from where it was left; what is behind catches up in the background. Where the disk does not
   * let it be opened that is tried again: the log goes on meanwhile, and no list can be read.
   */
  start(): Promise<void> {
    return (this.#starting ??= this.#start());
  }

  async #start(): Promise<void> {
    const head = await this.#store.head();
    try {
      this.#follow(head);
      this.#trouble = undefined;
    } catch (error) {
      if (!isOfTheDisk(error)) throw error;
      this.#close();
      this.#trouble = `the file of the lists cannot be opened (${sentence(error)})`;
      this.#timer = setTimeout(() => (this.#starting = this.#start()), AGAIN_MS).unref();
    }
  }

  #follow(head: Position): void {
    const { sql, shelf } = this.#openedFile(head);
    const reading = new Reading(this.#store);
    const changes = new Changes(this.#store);
    changes.note([], shelf.at);
    const matters = new Matters(reading, shelf, this.#settings.law);
    const pace = { ...usualPace, ...this.#settings.pace };
    const following = new Following({
      store: this.#store,
      shelf,
      reading,
      changes,
      matters,
      pace,
      watch: this.#watch(),
      building: this.#building(pace),
    });
    this.#open = { sql, shelf, reading, changes, matters, following };
    following.begin([...this.#places.values()].map((place) => this.#take(place, head)));
    this.#timer = setInterval(() => void following.turn().catch(() => undefined), TURN_MS).unref();
  }

  #building({ patience }: Pace): Building | undefined {
    const { builder, file, law } = this.#settings;
    const log = directoryOf(this.#store);
    return builder && log !== undefined ? new Building(builder, { log, file, law, patience }) : undefined;
  }

  #openedFile(head: Position): Pick<Opened, 'sql' | 'shelf'> {
    const sql = openViewsFile(this.#settings.file);
    try {
      return { sql, shelf: new Shelf(sql, this.#store.storeId, head) };
    } catch (error) {
      sql.close();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.#starting;
    clearInterval(this.#timer);
    await this.#open?.following.end();
    this.#close();
    this.#starting = undefined;
  }

  #close(): void {
    this.#open?.sql.close();
    this.#open = undefined;
    for (const place of this.#places.values()) [place.serving, place.building, place.refused] = [undefined, undefined, undefined];
    this.#moved.resolve();
    this.#moved = Promise.withResolvers();
  }

  /** The tables that are there go on where they can; else they serve until new ones take their place; else they go. */
  #take(place: Place, head: Position): Follower {
    const { sql } = this.#opened();
    const { view } = place;
    for (const found of generationsOf(sql, view.name)) {
      const refused = whyRefused(found, this.#store.storeId, head);
      place.refused ??= refused;
      if (!found.active || found.shape !== shapeOf(view) || refused !== undefined) dropGeneration(sql, found);
      else
        place.serving = {
          generation: found,
          follower: found.tag === this.#tagOf(view) ? this.#followerOf(view, found) : undefined,
        };
    }
    return place.serving?.follower ?? this.#build(place);
  }

  #build(place: Place): Follower {
    const { sql } = this.#opened();
    if (place.building !== undefined) dropGeneration(sql, place.building.generation);
    const generation = beginGeneration(sql, place.view, this.#tagOf(place.view), this.#store.storeId);
    place.building = this.#followerOf(place.view, generation);
    return place.building;
  }

  #followerOf(view: View, generation: Generation): Follower {
    const Rows = this.#settings.rowsOf ?? RowsOf;
    return new Follower(view, generation, new Rows(this.#opened().sql, view, generation));
  }

  #tagOf({ version }: View): string {
    const law = createHash('sha256')
      .update(JSON.stringify(this.#settings.law ?? lawInForce))
      .digest('hex');
    return `${version}.${ACT}.${law.slice(0, 16)}`;
  }

  #watch(): Watch {
    return {
      moved: () => {
        this.#moved.resolve();
        this.#moved = Promise.withResolvers();
      },
      joined: (follower) => this.#serveWith(follower),
      // Where nothing serves, what there is before the event that stopped it is better than nothing.
      stopped: (follower) => {
        if (this.#placeOf(follower).serving === undefined) this.#serveWith(follower);
      },
      again: (follower) => {
        const place = this.#placeOf(follower);
        if (place.building !== follower) return undefined;
        const next = this.#build(place);
        for (const make of next.rows.missingIndexes()) make();
        next.hasty = false;
        return next;
      },
      tooMuch: (follower) => {
        const place = this.#placeOf(follower);
        if (!isUnderWay(place) || place.building === follower) this.#open?.following.bring([this.#build(place)]);
      },
    };
  }

  #placeOf({ view }: Follower): Place {
    const place = this.#places.get(view.name);
    if (place === undefined) throw new RangeError(`There is no view ${view.name}`);
    return place;
  }

  #serveWith(follower: Follower): void {
    const place = this.#placeOf(follower);
    if (place.building !== follower) return;
    const before = place.serving?.follower;
    if (before !== undefined) this.#open?.following.leave(before);
    takeOver(this.#opened().sql, follower.generation);
    place.serving = { generation: follower.generation, follower };
    place.building = undefined;
  }

  /**
   * Builds a view anew beside the tables that serve, which go on meanwhile. True once the new ones serve; false where the view
   * stopped on the way (`health` says where and why).
   */
  async rebuild(name: string): Promise<boolean> {
    const place = this.#places.get(name);
    if (place === undefined) throw new RangeError(`There is no view ${name}: there are ${[...this.#places.keys()].join(', ')}`);
    if (!isUnderWay(place)) this.#open?.following.bring([this.#build(place)]);
    await this.#until(() => place.building === undefined || place.building.state === 'stopped', Infinity);
    return place.building === undefined && place.serving?.follower?.state === 'live';
  }

  /** Whether every list shows the log up to a position, waiting for it at most so long. A view that has stopped is not waited for. */
  async waitFor(position: Position, ms: number): Promise<boolean> {
    const shows = ({ serving, building }: Place): boolean => {
      const follower = serving?.follower ?? building;
      if (follower?.state === 'stopped') return true;
      return serving?.follower !== undefined && serving.follower.at.position >= position;
    };
    const unhurry = this.#open?.following.hurry();
    try {
      return await this.#until(() => [...this.#places.values()].every(shows), ms);
    } finally {
      unhurry?.();
    }
  }

  async #until(holds: () => boolean, ms: number): Promise<boolean> {
    const late = Number.isFinite(ms) ? sleep(ms, 'late' as const, { ref: false }) : new Promise<'late'>(() => undefined);
    while (!holds()) if ((await Promise.race([this.#moved.promise, late])) === 'late') return holds();
    return true;
  }

  health(): ViewsHealth {
    const views = [...this.#places.values()].map((place) => healthOf(place));
    const trouble = this.#trouble ?? this.#open?.following.trouble;
    const degraded = trouble !== undefined || views.some(({ state }) => state === 'stopped');
    return { status: degraded ? 'degraded' : 'ok', trouble, views };
  }

  /** A list's tables as they stand on today's day, waiting a little where they are being built for the first time. */
  async serving(name: string): Promise<Serving> {
    const place = this.#places.get(name);
    if (place === undefined) throw new RangeError(`There is no view ${name}`);
    await this.#starting;
    if (!(await this.#until(() => place.serving !== undefined, READY_MS)) || place.serving === undefined)
      throw new NotReady(`The list ${name} is being built and cannot be read yet`);
    await Promise.race([this.#open?.following.turn().catch(() => undefined), sleep(TURNING_MS, undefined, { ref: false })]);
    const { generation, follower } = place.serving;
    const position = follower?.at.position ?? generation.position;
    const { sql, following } = this.#opened();
    return { sql, position, today: following.today(), table: (table) => tableOf(name, table, generation.generation) };
  }

  /** What answers are folded from on demand. */
  async books(): Promise<Books> {
    await this.#starting;
    const { shelf, reading, changes, matters, following } = this.#opened();
    const law = this.#settings.law ?? lawInForce;
    const { size } = await this.#store.root();
    return { shelf, reading, changes, matters, law, today: following.today(), within: size - 1, head: () => this.#store.head() };
  }

  #opened(): Opened {
    if (this.#open === undefined) throw new NotReady('The views have not been started');
    return this.#open;
  }
}

interface Opened {
  readonly sql: Sql;
  readonly shelf: Shelf;
  readonly reading: Reading;
  readonly changes: Changes;
  readonly matters: Matters;
  readonly following: Following;
}
export interface Books extends Pick<Opened, 'shelf' | 'reading' | 'changes' | 'matters'> {
  readonly law: Law;
  readonly today: Day;
  /** The log as it was when the question came: everything recorded before it is read. */
  readonly within: number;
  head(): Promise<Position>;
}

const isUnderWay = ({ building }: Place): boolean => building !== undefined && building.state !== 'stopped';

/** A checkpoint of another log, or beyond the end of this one, is of a log that was replaced or restored: what it says is not so. */
function whyRefused({ store, position }: Generation, storeId: string, head: Position): string | undefined {
  if (store !== storeId) return `it was made from another log, ${store}`;
  return position > head ? `it had come to ${position}, but the log ends at ${head || 'its beginning'}` : undefined;
}

function healthOf(place: Place): ViewHealth {
  const { serving, building, refused } = place;
  const stopped = stoppedIn([building, serving?.follower]);
  const state = stopped === undefined ? stateOf(building ?? serving?.follower, building !== undefined) : 'stopped';
  const health = { name: place.view.name, state, position: shownBy(place), ...(stopped && { stopped }) };
  return refused === undefined ? health : { ...health, refused };
}
const shownBy = ({ serving }: Place): Position => (serving?.follower?.at ?? serving?.generation)?.position ?? '';
const stoppedIn = (followers: readonly (Follower | undefined)[]): Stopped | undefined =>
  followers.map((follower) => follower?.stopped).find((stopped) => stopped !== undefined);

const stateOf = (follower: Follower | undefined, builds: boolean): ViewHealth['state'] => {
  if (follower?.state === 'recovering') return 'trying again';
  if (builds) return 'building';
  return follower?.state === 'live' ? 'following' : 'catching up';
};
