/** One record with 3,000 recipients: sending to all, one more event, its page. In the whole system, asked through its buses. */
import 'reflect-metadata';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { someoneOf } from '#access';
import { EventStore, EventStoreModule } from '#event-store';
import { Delivery, RecordEvent, RecordsModule } from '#records';
import { VaultModule } from '#vault';
import { RecordOf, Views, ViewsModule } from '#views';
import type { Bench } from './bench.ts';
import { recordAll, settle, viewsFile } from './installation.ts';
import { openStore } from './log.ts';
import { callers, quantile, timed, type Figures } from './measure.ts';
import { book, given, idIn, inScope, supplied, type Append } from './supply-chain.ts';

export const RECIPIENTS = 3_000;
const CALLERS = 64;
const TRIES = 30;
const LONG = 600_000;
const WHEN = '2026-02-12';
const record = 'importer/failure/failure';
const shop = (n: number): string => `shop-${n}`;
const shops = Array.from({ length: RECIPIENTS }, (_, n) => shop(n));
const notice = (n: number) => given(WHEN, shop(n), { product: 'camera', manufacturerAware: 'yes', authorityNotified: 'yes' });

/** An importer that was told of a failure, and has told everybody it supplied. */
export function importersBook(): readonly Append[] {
  const [told, ...found] = before();
  return told === undefined ? [] : [told, ...found, book(record, [...awareness, ...shops.map((_, n) => notice(n))])];
}

const awareness = [
  [
    'NotificationReceived',
    '2026-02-11',
    {
      product: 'camera',
      from: 'maker',
      fromRole: 'manufacturer',
      toRole: 'importer',
      suppliedByFrom: true,
      means: 'email',
      claims: 'is',
      content: ['details', 'risks', 'steps'],
      authorityNotified: 'yes',
      text: String(given(WHEN, '')[2]['text']),
    },
  ],
] as const;

const before = (): readonly Append[] => [
  book('importer/product/camera', [
    ['RoleAsserted', '2025-08-01', { of: 'importer', role: 'importer', fromOn: '2025-08-01' }],
    ...inScope('importer'),
    ...shops.map((to) => supplied('2025-09-01', 'importer', to, 'distributor')),
  ]),
];

export async function measure({ folder, progress }: Bench): Promise<Figures> {
  await layDown(folder);
  const app = await started(folder);
  try {
    progress(`sending to ${RECIPIENTS.toLocaleString('en')}`);
    const sent = await send(app);
    progress('the page of that record, and one more event on it');
    return { ...sent, ...(await page(app)), ...(await oneMore(app)) };
  } finally {
    await app.get(Delivery).stop();
    await app.close();
  }
}

async function layDown(folder: string): Promise<void> {
  const store = await openStore(folder);
  const parties = ['maker', 'importer', ...shops].map((party) => ({ party, name: party }));
  await recordAll(store, [
    book(
      'installation',
      parties.map((data) => ['PartyAdmitted', '2025-08-01', data] as const),
    ),
    ...before(),
    book(record, awareness),
  ]);
  await settle(folder, store);
  await store.close();
}

class System {}

/** Both sides and delivery between books, without a door. */
async function started(folder: string): Promise<INestApplicationContext> {
  const url = `sqlite:${folder}`;
  const rooms = [
    EventStoreModule.forRoot({ url }),
    VaultModule.forRoot({ url }),
    ViewsModule.forRoot({ file: viewsFile(folder) }),
    RecordsModule,
  ];
  Module({ imports: rooms })(System);
  const app = await NestFactory.createApplicationContext(System, { logger: ['error'], abortOnError: false });
  await app.get(Delivery).start();
  await app.get(Views).waitFor(await app.get(EventStore).head(), LONG);
  return app;
}

const importer = someoneOf('importer');
let next = 0;
const recorded = (app: INestApplicationContext, n: number) => {
  const [type, on, data] = notice(n);
  const event = { type, on, data: { ...data, text: `What we know of it, and what to do, for ${shop(n)}` } };
  return app.get(CommandBus).execute(new RecordEvent(record, idIn('importer/sent', next++), event, importer));
};

/** Every notification recorded, and then received in its recipient's book. */
async function send(app: INestApplicationContext): Promise<Figures> {
  const [began, used] = [performance.now(), process.cpuUsage()];
  await callers(CALLERS, RECIPIENTS, (n) => recorded(app, n));
  const given = performance.now() - began;
  await until(
    () => app.get(EventStore).head(),
    (position, ms) => app.get(Delivery).waitFor(position, ms),
  );
  const delivered = performance.now() - began;
  const { user, system } = process.cpuUsage(used);
  await app.get(Views).waitFor(await app.get(EventStore).head(), LONG);
  return {
    'send.given': given,
    'send.ms': delivered,
    'send.cpu': (user + system) / 1000,
    'send.shown': performance.now() - began,
  };
}

/** Waits until nothing new has come meanwhile. */
async function until(head: () => Promise<string>, waitFor: (position: string, ms: number) => Promise<boolean>): Promise<void> {
  for (let [at, before] = [await head(), '']; at !== before; [before, at] = [at, await head()])
    if (!(await waitFor(at, LONG))) throw new Error(`Delivery did not come to ${at}`);
}

async function oneMore(app: INestApplicationContext): Promise<Figures> {
  const times: number[] = [];
  for (let n = 0; n < TRIES; n++) {
    const { position } = await recorded(app, n);
    times.push(await timed(() => app.get(Views).waitFor(position, LONG)));
  }
  return { 'one-more.p50': quantile(times, 0.5), 'one-more.best': quantile(times, 0) };
}

/** As of any day, each day once; and again and again as of one. */
async function page(app: INestApplicationContext): Promise<Figures> {
  const asOf = (day: number) => new Date(Date.UTC(2026, 1, 12 + day)).toISOString().slice(0, 10);
  const ask = (day: string) =>
    timed(async () => {
      const found = await app
        .get(QueryBus)
        .execute(new RecordOf(importer, 'importer', 'failure', { asOf: day, knownAt: '2026-12-31' }));
      if (found === undefined || found.duties.length < RECIPIENTS) throw new Error('The record is not whole');
    });
  await ask(asOf(0));
  const [anyDay, oneDay]: [number[], number[]] = [[], []];
  for (let n = 1; n <= TRIES; n++) {
    anyDay.push(await ask(asOf(n)));
    oneDay.push(await ask(asOf(0)));
  }
  return { 'record-page.any-day': quantile(anyDay, 0.5), 'record-page.same-day': quantile(oneDay, 0.5) };
}
