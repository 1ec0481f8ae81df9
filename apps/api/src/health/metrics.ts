import { Inject, Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { EventStore } from '#event-store';
import { Health, type Ready } from './health.ts';
import { Lag } from './lag.ts';

const LOOK_MS = 1_000;
const sums = {
  appends: 'Appends that were answered.',
  appendSeconds: 'Seconds that they took, from the call until they could be read.',
  conflicts: 'Calls that found another process before them.',
  retries: 'Calls made again after a failure.',
  unknown: 'Appends whose callers had to be told that nobody knows.',
  reconnects: 'How often following the cluster had to begin anew.',
};

const levels = {
  behindSeconds: 'How long this process’s copy of the log has not had everything.',
  behindEvents: 'Events that have come and are not in this process’s copy of the log yet.',
  filling: 'Whether this process’s copy of the log has never had everything since the process began.',
  waiting: 'Appends that wait.',
  walBytes: 'Size of the write-ahead log.',
};

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const answerSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** This process in figures, for Prometheus. They name routes, lists and counts, and never a party or a person. */
@Injectable()
export class Metrics implements OnModuleInit, BeforeApplicationShutdown {
  readonly #registry = new Registry();
  readonly #lag = new Lag();
  #looking: NodeJS.Timeout | undefined;
  readonly #answers = new Histogram({
    name: 'dutybook_http_answer_seconds',
    help: 'How long answers took, by route.',
    labelNames: ['method', 'route', 'status'],
    buckets: answerSeconds,
    registers: [this.#registry],
  });

  constructor(
    @Inject(Health) private readonly health: Health,
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(HttpAdapterHost) private readonly http: HttpAdapterHost<FastifyAdapter>,
  ) {
    collectDefaultMetrics({ register: this.#registry });
  }

  get type(): string {
    return this.#registry.contentType;
  }

  async text(): Promise<string> {
    await this.#look();
    const ready = await this.health.ready().catch(() => undefined);
    this.#one('dutybook_up', 'Whether this process can answer.', ready === undefined ? 0 : 1);
    this.#one('dutybook_log_events', 'Events on the log, as this process knows it.', (await this.store.root()).size);
    const { writable, says } = { says: undefined, ...this.health.recording() };
    this.#one(
      'dutybook_log_writable',
      'Whether anything can be recorded just now: the log and the vault take it.',
      writable ? 1 : 0,
    );
    const troubles =
      'Whether something troubles the log or the vault, such as a write-ahead log that has grown to 64 MB; its health says what.';
    this.#one('dutybook_log_troubled', troubles, says === undefined ? 0 : 1);
    this.#counts();
    if (ready !== undefined) this.#followers(ready);
    if (ready?.evidence !== undefined) this.#evidence(ready.evidence);
    if (ready?.backups !== undefined) this.#backups(ready.backups.at);
    return this.#registry.metrics();
  }

  onModuleInit(): void {
    this.http.httpAdapter.getInstance().addHook('onResponse', (request, reply, done) => {
      const { method, routeOptions } = request;
      const labels = { method, route: routeOptions.url ?? 'none', status: reply.statusCode };
      this.#answers.observe(labels, reply.elapsedTime / 1_000);
      done();
    });
    this.#looking = setInterval(() => void this.#look().catch(() => undefined), LOOK_MS).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.#looking);
  }

  async #look(): Promise<void> {
    this.#lag.look(await this.store.head(), performance.now());
  }

  #followers({ views, delivery, erasures }: Ready): void {
    const lag = this.#gauge(
      'dutybook_follower_lag_seconds',
      'How long a list, delivery or erasure has been behind the log.',
      'follower',
    );
    const stopped = this.#gauge('dutybook_follower_stopped', 'Whether a list, delivery or erasure has stopped.', 'follower');
    const reactors = Object.entries({ delivery, erasures }).flatMap(([name, at]) => (at === undefined ? [] : [{ name, ...at }]));
    for (const { name, state, position } of [...views, ...reactors]) {
      lag.set({ follower: name }, this.#lag.secondsBehind(position, performance.now()));
      stopped.set({ follower: name }, ['stopped', 'stuck'].includes(state) ? 1 : 0);
    }
  }

  /** What the log counts; 0 where there is no such thing on the log that this is. */
  #counts(): void {
    const figures = this.store.figures();
    for (const [figure, help] of Object.entries(sums) as [keyof typeof sums, string][]) {
      const name = `dutybook_log_${snake(figure)}_total`;
      const known = this.#registry.getSingleMetric(name);
      const counter = known instanceof Counter ? known : new Counter({ name, help, registers: [this.#registry] });
      counter.reset();
      counter.inc(figures[figure] ?? 0);
    }
    for (const [figure, help] of Object.entries(levels) as [keyof typeof levels, string][])
      this.#one(`dutybook_log_${snake(figure)}`, help, figures[figure] ?? 0);
  }

  #evidence({ signing, signed, age, log }: NonNullable<Ready['evidence']>): void {
    this.#one('dutybook_self_check_wrong', 'Whether checking the log by itself found something wrong.', log === 'wrong' ? 1 : 0);
    // Who stands by tells nothing of it, also where it signed before: only who signs knows how old the newest checkpoint is.
    if (signing === 'standing by') return this.#none('dutybook_checkpoint_size', 'dutybook_checkpoint_age_seconds');
    this.#one('dutybook_checkpoint_size', 'Events under the newest checkpoint that this process signed.', signed);
    this.#one('dutybook_checkpoint_age_seconds', 'Since this process last signed, or began to.', age);
  }

  /** Counted from the start of the process where nothing has been shipped yet. */
  #backups(at: string | undefined): void {
    const help = 'What was recorded in so many seconds until now may not be in the backups yet.';
    const age = at === undefined ? performance.now() : Math.max(0, Date.now() - Date.parse(at));
    this.#one('dutybook_backup_age_seconds', help, age / 1_000);
  }

  #none(...names: readonly string[]): void {
    for (const name of names) this.#registry.removeSingleMetric(name);
  }

  #one(name: string, help: string, value: number): void {
    this.#gauge(name, help).set(value);
  }

  #gauge(name: string, help: string, ...labelNames: string[]): Gauge {
    const known = this.#registry.getSingleMetric(name);
    return known instanceof Gauge ? known : new Gauge({ name, help, labelNames, registers: [this.#registry] });
  }
}
