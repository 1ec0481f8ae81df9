/** For specs: a real log to which things are recorded as the door and the worker would, and views of it in a real file. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { QueryBus, type Query } from '@nestjs/cqrs';
import { parse } from 'yaml';
import { uuidOf } from '#access';
import { EventStore, EventStoreModule, HeldClock } from '#event-store';
import {
  crossings,
  failureRecord,
  fromLog,
  kindOf,
  readScenario,
  streamOf,
  toLog,
  usualStreamOf,
  type AnyEvent,
  type Crossing,
  type FailureEvent,
  type Known,
  type ProductEvent,
  type Scenario,
  type ToRecord,
} from '#psti';
import type { View } from './view.ts';
import { allViews, ViewsModule } from './views.module.ts';
import { Views, type ViewsSettings } from './views.ts';

export const scenario = (name: string): Scenario =>
  readScenario(parse(readFileSync(new URL(`../../psti/scenarios/${name}.yaml`, import.meta.url), 'utf8')), name, uuidOf);

const isOf =
  <E extends AnyEvent>(kind: string) =>
  (event: Known<AnyEvent>): event is Known<E> & Known<AnyEvent> =>
    kindOf(event.stream) === kind;

/** Records events one after the other, and what crosses from each into the recipients' books. */
export class Recorder {
  readonly store: EventStore;
  readonly clock: HeldClock;

  constructor(store: EventStore, clock: HeldClock) {
    this.store = store;
    this.clock = clock;
  }

  async scenario({ admitted, given }: Pick<Scenario, 'admitted' | 'given'>): Promise<string> {
    let position = '';
    for (const record of [...admitted, ...given]) position = await this.record(record);
    return position;
  }

  /** Gives back the position of the last event that it made. */
  async record({ stream, id, event, by, recordedAt }: Omit<ToRecord, 'name'>): Promise<string> {
    this.clock.at = recordedAt;
    const offered = { id, version: 1, ...event, data: JSON.parse(JSON.stringify(event.data)) };
    const { position, first } = await this.store.append(stream, [offered], { expected: 'any', key: id, by });
    if (kindOf(stream) !== 'failure') return position;
    return (await this.#deliver(stream, first)) ?? position;
  }

  async #deliver(stream: string, revision: number): Promise<string | undefined> {
    const [party = ''] = stream.split('/');
    const failure = await this.read<FailureEvent>(stream, 'failure');
    const event = failure[revision];
    if (event === undefined) return undefined;
    const product = failure.map((each) => ('product' in each ? each.product : undefined)).find((named) => named !== undefined);
    const book = { party, failure, product: await this.read<ProductEvent>(`${party}/product/${product}`, 'product') };
    let position: string | undefined;
    for (const crossing of crossings(event, book, uuidOf)) position = await this.#append(crossing, event);
    return position;
  }

  async #append(crossing: Crossing, { by }: Known<FailureEvent>): Promise<string> {
    const theirs = await this.read<FailureEvent>(usualStreamOf(crossing), 'failure');
    const stream = streamOf(crossing, theirs.reduce(failureRecord.evolve, failureRecord.initial), uuidOf, []);
    const event = JSON.parse(JSON.stringify(toLog(crossing.event)));
    return (await this.store.append(stream, [event], { expected: 'any', key: event.id, by })).position;
  }

  async read<E extends AnyEvent>(stream: string, kind: string): Promise<readonly Known<E>[]> {
    const events: Known<AnyEvent>[] = [];
    for await (const page of this.store.readStream(stream)) events.push(...page.map(fromLog));
    return events.filter(isOf<E>(kind));
  }
}

/** A directory for a spec's files, and what closes and removes everything at its end. */
export class Bench {
  readonly directory = mkdtempSync(join(tmpdir(), 'dutybook-views-'));
  readonly #closing: (() => Promise<void>)[] = [];
  #files = 0;

  /** Calls what it is given at the end, the last first. */
  atEnd(close: () => Promise<void>): void {
    this.#closing.unshift(close);
  }

  newFile(): string {
    this.#files += 1;
    return join(this.directory, `views-${this.#files}.db`);
  }

  async views(store: EventStore, settings: Partial<ViewsSettings> = {}): Promise<Views> {
    const views = new Views(store, { file: this.newFile(), views: allViews, ...settings });
    this.atEnd(() => views.stop());
    await views.start();
    return views;
  }

  /** The whole room as the doors have it: a log in memory, the views, and the bus on which questions are put. */
  async room(): Promise<Room> {
    const clock = new HeldClock('2025-08-01T00:00:00Z');
    const imports = [EventStoreModule.forRoot({ url: 'memory:', clock }), ViewsModule.forRoot({ file: this.newFile() })];
    const app = await NestFactory.createApplicationContext({ module: Whole, imports }, { logger: false });
    this.atEnd(() => app.close());
    const store = app.get(EventStore);
    const queries = app.get(QueryBus);
    return { recorder: new Recorder(store, clock), views: app.get(Views), store, ask: (query) => queries.execute(query) };
  }

  async clear(): Promise<void> {
    for (const close of this.#closing.splice(0)) await close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

@Module({})
class Whole {}

export interface Room {
  readonly recorder: Recorder;
  readonly views: Views;
  readonly store: EventStore;
  ask<T>(query: Query<T>): Promise<T>;
}

export const level = async (views: Views, store: EventStore): Promise<boolean> => views.waitFor(await store.head(), 50_000);

/** Everything in a view's tables that serve, in the order of record and key, as one hash: the same rows give the same. */
export async function dumpOf(views: Views, { name, tables }: View): Promise<string> {
  const { sql, table } = await views.serving(name);
  const hash = createHash('sha256');
  for (const each of tables.map((one) => table(one.name)))
    for (const row of sql.prepare(`SELECT * FROM ${each} ORDER BY record, key`).iterate())
      hash.update(`${JSON.stringify(row)}\n`);
  for (const row of sql.prepare(`SELECT * FROM ${table('changes')} ORDER BY record`).iterate())
    hash.update(`${JSON.stringify(row)}\n`);
  return hash.digest('hex');
}
export const dumpsOf = async (views: Views, of: readonly View[] = allViews): Promise<readonly string[]> =>
  Promise.all(of.map(async (view) => `${view.name} ${await dumpOf(views, view)}`));
