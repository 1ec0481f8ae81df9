/** A small supply chain for specs: a whole write side on a log and a vault of its own, at a day that stands still. */
import { Test } from '@nestjs/testing';
import type { TestingModule } from '@nestjs/testing';
import { CommandBus } from '@nestjs/cqrs';
import { OPERATOR, someoneOf, uuidOf } from '#access';
import { Clock, EventStore, EventStoreModule } from '#event-store';
import type { Recorded } from '#event-store';
import { Vault, VaultModule } from '#vault';
import { Delivery, Erasures, RecordEvent, RecordsModule } from './index.ts';
import type { OfferedEvent, Receipt } from './index.ts';

export const parties = ['kestrel', 'dovecote', 'tarn-beck', 'hollybush', 'quayside'] as const;
export const eventId = (name: string): string => uuidOf(`dutybook:spec/${name}`);

export class StandingClock extends Clock {
  constructor(public instant = '2026-02-20T12:00:00.000Z') {
    super();
  }
  override now(): Date {
    return new Date(this.instant);
  }
}

type Offer = Omit<OfferedEvent, 'on'> & { readonly on?: string; readonly id?: string; readonly by?: string };

export class SmallChain {
  readonly store: EventStore;
  readonly vault: Vault;
  readonly delivery: Delivery;
  readonly erasures: Erasures;
  readonly #bus: CommandBus;
  #offered = 0;

  private constructor(
    readonly app: TestingModule,
    readonly clock: StandingClock,
  ) {
    this.store = app.get(EventStore);
    this.vault = app.get(Vault);
    this.delivery = app.get(Delivery);
    this.erasures = app.get(Erasures);
    this.#bus = app.get(CommandBus);
  }

  /** `memory:`, or `sqlite:` and a folder; `store` puts another store in the log's place. */
  static async at(
    url = 'memory:',
    { clock = new StandingClock(), store }: { clock?: StandingClock; store?: EventStore } = {},
  ): Promise<SmallChain> {
    const building = Test.createTestingModule({
      imports: [EventStoreModule.forRoot({ url, clock }), VaultModule.forRoot({ url }), RecordsModule],
    });
    if (store) building.overrideProvider(EventStore).useValue(store);
    const app = await building.compile();
    app.enableShutdownHooks([]);
    await app.init();
    return new SmallChain(app, clock);
  }

  async admitAll(): Promise<void> {
    for (const party of parties)
      await this.record('installation', { type: 'PartyAdmitted', data: { party, name: `${party} Ltd` }, by: OPERATOR });
  }

  /** Records as somebody of the book's party, on the day that the clock stands at, unless the offer says otherwise. */
  record(stream: string, { id, by, on, ...event }: Offer): Promise<Receipt> {
    const whose = stream.split('/')[0] ?? '';
    const day = on ?? this.clock.instant.slice(0, 10);
    const name = id ?? eventId(String((this.#offered += 1)));
    return this.#bus.execute(new RecordEvent(stream, name, { ...event, on: day }, someoneOf(by ?? whose)));
  }

  async events(stream: string): Promise<readonly Recorded[]> {
    const all = [];
    for await (const page of this.store.readStream(stream)) all.push(...page);
    return all;
  }

  /** The words behind a field of an event. */
  async words(event: Recorded | undefined, field: string): Promise<unknown> {
    return event && (await this.vault.texts.of([event])).get(String(event.data[field]));
  }

  /** Waits until everything recorded so far has had its effect. */
  async settled(): Promise<void> {
    const head = await this.store.head();
    if (!(await this.delivery.waitFor(head, 10_000)))
      throw new Error(`Delivery came to ${JSON.stringify(this.delivery.health())}`);
  }

  async close(): Promise<void> {
    await Promise.all([this.delivery.stop(), this.erasures.stop()]);
    await this.app.close();
  }
}

export const reported = (text = 'all units share one admin password'): Offer => ({
  type: 'ComplianceFailureReported',
  data: { product: 'puffincam-2', from: { kind: 'researcher' }, claims: 'is', toPublishedAddress: true, text },
});

export const notified = (to: string, text = 'the failure and our investigation'): Offer => ({
  type: 'NotificationGiven',
  data: { to, means: 'email', claims: 'is', content: ['details', 'risks', 'steps'], text },
});

export const failure = 'kestrel/failure/shared-password';
