import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Test, type TestingModule } from '@nestjs/testing';
import Sqlite from 'better-sqlite3';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OPERATOR, someoneOf, uuidOf } from '#access';
import { CompactRange, EventStore, EventStoreModule, leafHash, verifyLog, type Recorded } from '#event-store';
import { Delivery, Erasures, RecordEvent, RecordsModule, type Receipt } from '#records';
import { Vault, VaultModule } from '#vault';
import { RecordOf, ViewsModule } from '#views';
import { trials } from '../infra/trials.ts';

/** E-12: what is left of a person in the files of a whole system, when the party that knew the person has decided to erase it. */

const PEOPLE = trials({ few: 5, first: 20 });
const MARKERS = 40;
const TODAY = new Date().toISOString().slice(0, 10);

let folder: string;
let app: TestingModule;
let offered = 0;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'e12-'));
  const url = `sqlite:${folder}`;
  const views = ViewsModule.forRoot({ file: join(folder, 'views.db') });
  app = await Test.createTestingModule({
    imports: [EventStoreModule.forRoot({ url }), VaultModule.forRoot({ url }), views, RecordsModule],
  }).compile();
  await app.init();
  await app.get(Delivery).start();
  for (const party of ['kestrel', 'tarn-beck'])
    await record('installation', 'PartyAdmitted', { party, name: `${party} Ltd` }, OPERATOR);
});
afterEach(async () => {
  await app.get(Delivery).stop();
  await app.get(Erasures).stop();
  await app.close();
  rmSync(folder, { recursive: true });
});

function record(
  stream: string,
  type: string,
  data: Readonly<Record<string, unknown>>,
  by = stream.split('/')[0] ?? '',
): Promise<Receipt> {
  const id = uuidOf(`dutybook:erasure-spec/${(offered += 1)}`);
  return app.get(CommandBus).execute(new RecordEvent(stream, id, { type, on: TODAY, data }, someoneOf(by)));
}

interface Planted {
  readonly subject: string;
  readonly markers: readonly string[];
  /** Names in `fields` for words that are bound to nobody: half of them in the recipient's book. */
  readonly own: readonly string[];
  readonly delivered: readonly string[];
}

/** 40 words that stand nowhere else: in fields of the person, in reports by the person, and in what others wrote. */
async function plant(person: number): Promise<Planted> {
  const subject = uuidOf(`dutybook:erasure-spec/person/${person}`);
  const markers = Array.from({ length: MARKERS }, (_, n) => `Marker${person}x${n}Wren`);
  const failure = `f${person}`;
  const stream = `kestrel/failure/${failure}`;
  const fields = markers.slice(0, 10).map((marker, n) => [`field${n}`, marker] as const);
  await app.get(Vault).people.describe({ party: 'kestrel', subject }, Object.fromEntries(fields));
  const report = { product: 'puffincam-2', from: { kind: 'consumer', subject }, claims: 'is' };
  for (const marker of markers.slice(10, 25))
    await record(stream, 'ComplianceFailureReported', { ...report, text: `${marker} rang` });
  const started = await Promise.all(markers.slice(25, 35).map((text) => record(stream, 'InvestigationStarted', { text })));
  const notice = { to: 'tarn-beck', means: 'email', claims: 'is', content: ['details'] };
  const given = await Promise.all(markers.slice(35).map((text) => record(stream, 'NotificationGiven', { ...notice, text })));
  await app.get(Delivery).waitFor(await app.get(EventStore).head(), 20_000);
  const received = await eventsOf(`tarn-beck/failure/${failure}`);
  return {
    subject,
    markers,
    own: [...started, ...given].map(({ id }) => `${stream}/${id}/text`),
    delivered: received.map(({ id }) => `tarn-beck/failure/${failure}/${id}/text`),
  };
}

async function decideToErase({ subject, own, delivered }: Planted): Promise<void> {
  await record('kestrel/profile', 'ErasureDecided', { subject, fields: [], basis: 'the person asked' });
  await record('kestrel/profile', 'ErasureDecided', { subject, fields: own, basis: 'the person asked' });
  await record('tarn-beck/profile', 'ErasureDecided', { subject, fields: delivered, basis: 'the person asked' });
}
const carriedOut = async () => expect(await app.get(Erasures).waitFor(await app.get(EventStore).head(), 20_000)).toBe(true);

async function eventsOf(stream: string): Promise<readonly Recorded[]> {
  const all = [];
  for await (const page of app.get(EventStore).readStream(stream)) all.push(...page);
  return all;
}
async function allEvents(): Promise<readonly Recorded[]> {
  const all = [];
  for await (const page of app.get(EventStore).readAll()) all.push(...page);
  return all;
}

/** What the person's values look like in the files: sealed, and the keys that sealed them. */
function tracesOf({ subject, own, delivered }: Planted): readonly string[] {
  const vault = new Sqlite(join(folder, 'vault.db'), { readonly: true });
  const rows = [
    ...vault.prepare(`SELECT sealed, wrapped FROM subjects JOIN wraps ON id = wrap WHERE subject = ?`).all(subject),
    ...vault.prepare(`SELECT sealed, wrapped FROM texts JOIN wraps ON id = wrap WHERE subject = ?`).all(subject),
    ...[...own, ...delivered].flatMap((text) =>
      vault
        .prepare(`SELECT sealed, wrapped FROM texts JOIN wraps ON id = wrap WHERE stream || '/' || event || '/' || field = ?`)
        .all(text),
    ),
  ];
  vault.close();
  return [...new Set(rows.flatMap((row) => Object.values(row as Record<string, string>)))];
}

/** Which of these words stand in any byte of any file of the system. */
function found(words: readonly string[]): readonly string[] {
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
  return words.filter((word) => files.some((file) => file.includes(word)));
}

const wordsOf = async (events: readonly Recorded[]) => [...(await app.get(Vault).texts.of(events)).values()];
const erased = { erased: { on: TODAY, basis: 'the person asked' } };

describe('E-12: a person erased', () => {
  test(`${PEOPLE} people, ${MARKERS} markers each, one after the other: nothing is left of the one, all of the others; every proof holds`, async () => {
    const people = [];
    for (let person = 0; person < PEOPLE; person += 1) people.push(await plant(person));
    const before = await allEvents();
    const rootBefore = (await app.get(EventStore).root()).root;
    const traces = people.map(tracesOf);
    await app.get(Erasures).start();

    for (const [n, person] of people.entries()) {
      expect(found(traces[n] ?? []).length).toBe(traces[n]?.length);
      await decideToErase(person);
      await carriedOut();
      expect(found([...person.markers, ...(traces[n] ?? [])])).toEqual([]);
    }
    expect(traces.flat().length).toBeGreaterThan(PEOPLE * (MARKERS + 5));
    const after = await allEvents();
    expect(after.slice(0, before.length).map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(
      before.map(({ bytes }) => Buffer.from(bytes).toString()),
    );
    const tree = new CompactRange();
    for (const { bytes } of after.slice(0, before.length)) tree.append(leafHash(bytes));
    expect(tree.root().toString('hex')).toBe(rootBefore);
    expect(await verifyLog(join(folder, 'log.db'))).toBeUndefined();
  }, 240_000);

  test('fields and words say when and why; what others said, and the record itself, stay', async () => {
    const [ada, bea] = [await plant(100), await plant(101)];
    await app.get(Erasures).start();
    const recordOf = () => app.get(QueryBus).execute(new RecordOf(someoneOf('kestrel'), 'kestrel', 'f100'));
    const shown = await recordOf();
    await decideToErase(ada);
    await carriedOut();
    const { people } = app.get(Vault);
    expect([...(await people.of({ party: 'kestrel', subject: ada.subject })).values()]).toEqual(
      ada.markers.slice(0, 10).map(() => erased),
    );
    expect([...(await people.of({ party: 'kestrel', subject: bea.subject })).values()]).toEqual(bea.markers.slice(0, 10));
    const gone = await wordsOf([...(await eventsOf('kestrel/failure/f100')), ...(await eventsOf('tarn-beck/failure/f100'))]);
    expect(gone).toEqual(Array.from({ length: 35 }, () => erased));
    const kept = await wordsOf([...(await eventsOf('kestrel/failure/f101')), ...(await eventsOf('tarn-beck/failure/f101'))]);
    expect(kept).toHaveLength(35);
    expect(kept.every((words) => typeof words === 'string')).toBe(true);
    expect((await recordOf())?.timeline).toEqual(shown?.timeline);
  });
});

describe('E-12: and finds it', () => {
  test('when the decision is not carried out', async () => {
    const person = await plant(0);
    const traces = tracesOf(person);
    await decideToErase(person);
    expect(found(traces)).toEqual(traces);
  });

  test('when the words stand beside the vault, in a field that is no text', async () => {
    const person = await plant(0);
    await record('kestrel/product/puffincam-2', 'ProductDescribed', { mark: person.markers[0], model: 'PuffinCam 2' });
    await app.get(Erasures).start();
    await decideToErase(person);
    await carriedOut();
    expect(found(person.markers)).toEqual([person.markers[0]]);
  });
});
