import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canonical, SqliteStore, type Json } from '#event-store';
import { counted, numbers, trials } from '../../infra/trials.ts';
import { Crowd } from './crowd.ts';
import { idOf, type Client, type Offer } from './fleet.ts';
import { broken, Whole } from './whole.ts';

const VALUES = trials({ few: 2_000, first: 10_000, long: 100_000 });
const IN_ONE_EVENT = 20;
const EVENTS = VALUES / IN_ONE_EVENT;
const cli = fileURLToPath(new URL('../../dist/apps/cli/src/main.js', import.meta.url));

const drawn = numbers(6);
const draw = (most: number): number => Math.floor(drawn.next().value * most);
const oneOf = <T>(...among: readonly [T, ...T[]]): T => among[draw(among.length)] ?? among[0];
const sha256 = (value: unknown): string => createHash('sha256').update(canonical(value)).digest('hex');

/** Every plane of Unicode, but for halves of surrogate pairs; the same letter composed and decomposed; what other forms escape. */
const anyPoint = (): string => {
  const point = oneOf(0x20 + draw(0x5f), 0xa0 + draw(0xd7ff - 0xa0), 0xe000 + draw(0x2000), 0x10000 + draw(0x100000));
  return oneOf(
    String.fromCodePoint(point),
    '\u00e9',
    'e\u0301',
    '\u{1f469}\u200d\u{1f692}',
    '"',
    '\\',
    '\u2028',
    '\ufeff',
    '\ufffd',
  );
};
const anyText = (longest: number): string => Array.from({ length: draw(longest) }, anyPoint).join('');
/** Words as the door takes them: something in them, and nothing that turns the direction of what stands beside. */
const misleading = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const anyWord = (n: number): string => `${n}: ${anyText(80).replace(misleading, '').slice(0, 160).toWellFormed()}`;

const anyValue = (deep: number): Json => {
  const kind = draw(deep > 0 ? 8 : 5);
  if (kind === 0) return oneOf(Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 0, draw(2 ** 40), -draw(2 ** 40));
  if (kind === 1) return oneOf<Json>(true, false, null, '');
  if (kind < 5) return anyText(40);
  if (kind === 5) return Array.from({ length: draw(4) }, () => anyValue(deep - 1));
  if (kind === 6) return Object.fromEntries(Array.from({ length: draw(4) }, () => [`${anyText(8)}`, anyValue(deep - 1)]));
  return Array.from({ length: deep }).reduce<Json>((inside) => oneOf<Json>([inside], { inside }), anyText(10));
};

const described = (n: number): Offer => ({
  as: 'kestrel',
  stream: `kestrel/product/p-${n}`,
  id: idOf(`described ${n}`),
  event: {
    type: 'ProductDescribed',
    on: '2026-02-11',
    data: { mark: anyWord(n), model: anyWord(n), batches: Array.from({ length: IN_ONE_EVENT - 2 }, (_, b) => anyWord(b)) },
  },
});

async function started(program?: string): Promise<{ whole: Whole; crowd: Crowd }> {
  const whole = new Whole(undefined, program);
  await whole.start();
  const crowd = new Crowd(whole, 8);
  await crowd.admitAll();
  return { whole, crowd };
}

/**
 * What each reader of the API sees at once after it was recorded, as a digest. Who had no answer asks again: the server closes a
 * connection on which nothing was asked for five seconds, and that may cross with what is sent.
 */
async function recordedAndRead(crowd: Crowd, offers: readonly Offer[]): Promise<ReadonlyMap<string, string>> {
  const waiting = [...offers];
  const read = new Map<string, string>();
  const work = async (client: Client) => {
    for (let offer = waiting.shift(); offer !== undefined; offer = waiting.shift()) {
      const told = (await crowd.offer(client, offer)) ?? (await crowd.offer(client, offer));
      const path = `/v1/parties/${offer.stream.replace('/product/', '/products/')}/timeline`;
      const { status, text } = await client.send(path, { as: 'kestrel' });
      const { rows = [] }: { rows?: readonly { data: unknown }[] } = JSON.parse(text);
      read.set(offer.id, rows[0] === undefined ? `${told?.text} ${status} ${text}` : sha256(rows[0].data));
    }
  };
  await Promise.all(crowd.some(8).map(work));
  return read;
}

/** The bytes of every event, as the command line exports them. */
function exportedFrom({ folder }: Whole): ReadonlySet<string> {
  const out = join(folder, 'export.ndjson');
  expect(spawnSync(process.execPath, [cli, 'export', '--data', folder, '--out', out]).status).toBe(0);
  const lines = readFileSync(out, 'utf8').split('\n');
  return new Set(lines.flatMap((line) => /"bytes":"([^"]+)"/.exec(line)?.[1] ?? []));
}

/** Events of which something else stands somewhere than was sent: at which stage. */
async function differing(whole: Whole, crowd: Crowd, events: number): Promise<readonly string[]> {
  const offers = Array.from({ length: events }, (_, n) => described(n));
  const read = await recordedAndRead(crowd, offers);
  const log = new Map(whole.events().map((event) => [event.id, event]));
  const exported = exportedFrom(whole);
  return offers.flatMap(({ id, event: { data } }) => {
    const { bytes = new Uint8Array(), data: kept = {} } = log.get(id) ?? {};
    const sent = sha256(data);
    return [
      ...(Buffer.from(bytes).includes(`"data":${canonical(data)},`) ? [] : ['log']),
      ...(sha256(kept) === sent ? [] : ['read from the log']),
      ...(read.get(id) === sent ? [] : [`read over HTTP: ${read.get(id)?.slice(0, 300)}`]),
      ...(exported.has(Buffer.from(bytes).toString('base64')) ? [] : ['exported']),
    ];
  });
}

describe('S-06: what is offered is kept to the byte', () => {
  let whole: Whole;
  let crowd: Crowd;
  beforeAll(async () => {
    ({ whole, crowd } = await started());
  }, 120_000);
  afterAll(async () => {
    crowd.leave();
    await whole.clear();
  });

  test(
    `${VALUES} values over HTTP, on the log, read again over HTTP, and exported: the same`,
    async () => {
      expect(await differing(whole, crowd, EVENTS)).toEqual([]);
      expect(crowd.check()).toEqual([]);
      counted(`S-06: ${VALUES} values in ${EVENTS} events`);
    },
    60 * 60_000,
  );

  test('and finds it when letters and their marks are put together on the way', async () => {
    const other = await started(broken('tidies-words'));
    const found = new Set((await differing(other.whole, other.crowd, 3)).map((stage) => stage.replace(/:.*/, '')));
    expect([...found].sort()).toEqual(['log', 'read from the log', 'read over HTTP']);
    other.crowd.leave();
    await other.whole.clear();
  }, 120_000);

  test.each([
    ['half of a surrogate pair', '{"mark":"a\\ud800","model":"b"}'],
    ['U+0000', '{"mark":"a\\u0000","model":"b"}'],
    ['a number beyond all numbers', '{"mark":"a","model":"b","batches":[1e400]}'],
    ['a whole number beyond 2^53', '{"mark":"a","model":"b","batches":[9007199254740993]}'],
    ['a name twice', '{"mark":"a","mark":"b","model":"b"}'],
  ])('%s is refused, and nothing is recorded', async (_, data) => {
    const size = whole.events().length;
    const answer = await fetch(`${whole.url}/v1/parties/kestrel/products/refused/events/${idOf(data)}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'dutybook-acting-as': 'kestrel' },
      body: `{"type":"ProductDescribed","on":"2026-02-11","data":${data}}`,
    });
    expect(answer.status).toBe(422);
    expect(whole.events()).toHaveLength(size);
  });
});

test(
  `S-06: ${VALUES} values of any kind that the log takes, 32 deep, of 64 KB, at the ends of the numbers: read again the same`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fidelity-'));
    const sent = new Map<string, string>();
    const store = await SqliteStore.open(folder);
    for (let n = 0; n < EVENTS; n += 1) {
      const data = {
        n,
        long: n % 50 === 0 ? anyText(24_000).slice(0, 65_536).toWellFormed() : '',
        values: Array.from({ length: IN_ONE_EVENT }, () => anyValue(28)),
      };
      const event = { id: idOf(`any ${n}`), type: 'Any', version: 1, on: '2026-02-11', data };
      sent.set(event.id, sha256(data));
      await store.append('kestrel/any/values', [event], { expected: 'any', key: event.id, by: 'kestrel' });
    }
    await store.close();
    const again = await SqliteStore.open(folder);
    const read = new Map<string, string>();
    for await (const page of again.readAll()) for (const { id, data } of page) read.set(id, sha256(data));
    await again.close();
    rmSync(folder, { recursive: true });
    expect(read).toEqual(sent);
  },
  20 * 60_000,
);
