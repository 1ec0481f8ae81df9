import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { counted, numbers } from '../../../../infra/trials.ts';
import { Double } from '../../testing/double/double.ts';
import { DrawnSalts } from '../../testing/drawn-salts.ts';
import { SetClock } from '../../testing/model.ts';
import { running, SERVER, type Running } from '../../testing/server.ts';
import { all } from '../../testing/stage.ts';
import { KeyReused, SqliteStore, WrongRevision, type EventStore, type Expected, type NewEvent } from '../index.ts';
import { KurrentStore } from './kurrent-store.ts';
import { Outbox } from './outbox.ts';

const COMMANDS = 600;
const SEED = 20260314;
const thread = new URL('../../testing/salted-thread.ts', import.meta.url);

class DrawsTheSame extends Outbox {
  protected override readonly salts = new DrawnSalts();
}

let directory: string;
let server: Running;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'dutybook-alike-'));
  server = await running();
}, 120_000);
afterAll(async () => {
  await server.stop();
  rmSync(directory, { recursive: true });
});

interface Command {
  readonly stream: string;
  readonly events: readonly NewEvent[];
  readonly expected: Expected;
  /** How far the clock is turned before it, which may be back. */
  readonly ms: number;
}

/** A party's books as they grow, with what goes wrong on the way: repetitions, keys used again, revisions that are not so. */
function* script(): Generator<Command> {
  const drawn = numbers(SEED);
  const draw = (below: number) => Math.floor(drawn.next().value * below);
  const told: Command[] = [];
  for (let n = 0; n < COMMANDS; n++) {
    const again = told[draw(told.length * 6)];
    const expected = (['any', 'any', 'any', 'none', 'exists', draw(6)] as const)[draw(6)] ?? 'any';
    const events = Array.from({ length: 1 + draw(4) }, (_, m) => eventOf(n * 10 + m, draw));
    const stream = `kestrel/${['product', 'failure', 'notice'][draw(3)]}/${draw(5)}`;
    const made = { stream, events, expected, ms: draw(2000) - 500 };
    const repeated = again && {
      ...again,
      events: draw(3) === 0 ? again.events.map((each) => ({ ...each, on: '2026-02-12' })) : again.events,
    };
    told.push(repeated ?? made);
    yield repeated ?? made;
  }
}

const eventOf = (n: number, draw: (below: number) => number): NewEvent => ({
  id: `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`,
  type: ['RoleAsserted', 'ContactMade', 'NotificationGiven'][draw(3)] ?? '',
  version: 1,
  on: '2026-02-11',
  ...(draw(4) === 0 && { at: '2026-02-11T08:00:00.000Z' }),
  data: { text: 'é\u{1f600} '.repeat(draw(40)), count: draw(1000) },
});

/** What became of each command, and then the log, as bytes. */
async function recordedIn(store: EventStore, clock: SetClock) {
  const answers: unknown[] = [];
  for (const { stream, events, expected, ms } of script()) {
    clock.turn(ms);
    const options = { expected, key: events[0]?.id ?? '', by: 'kestrel' };
    const answer = await store.append(stream, events, options).catch((error: unknown) => {
      if (error instanceof WrongRevision || error instanceof KeyReused) return `${error.code}: ${error.message}`;
      throw error;
    });
    answers.push(answer);
  }
  const bytes = (await all(store.readAll())).map((event) => Buffer.from(event.bytes).toString());
  return { answers, bytes, root: await store.root() };
}

async function onSqlite(name: string) {
  const clock = new SetClock('2026-02-11T09:00:00.000Z');
  const store = await SqliteStore.open(join(directory, name), { clock, thread });
  return recordedIn(store, clock).finally(() => store.close());
}

/** On a server that holds nothing yet. */
async function onKurrent(name: string, { url }: Running, parts: { Outbox?: typeof Outbox } = {}) {
  const clock = new SetClock('2026-02-11T09:00:00.000Z');
  const store = await KurrentStore.open({ url, mirror: join(directory, name), clock, parts });
  return recordedIn(store, clock).finally(() => store.close());
}

describe(`K-14: the same ${COMMANDS} commands on an embedded log and on ${SERVER}`, () => {
  test('are answered alike, and lead to the same bytes under the same root', async () => {
    const [embedded, shared] = [await onSqlite('one'), await onKurrent('two', server, { Outbox: DrawsTheSame })];
    expect(shared.answers).toEqual(embedded.answers);
    expect(shared.bytes).toEqual(embedded.bytes);
    expect(shared.root).toEqual(embedded.root);
    const refused = embedded.answers.filter((answer) => typeof answer === 'string').length;
    counted(`K-14: ${embedded.bytes.length} events alike after ${COMMANDS} commands, of which ${refused} were refused`);
  }, 120_000);

  test('and finds it when one of them draws salts of its own', async () => {
    const double = await Double.start();
    const [embedded, shared] = [await onSqlite('three'), await onKurrent('four', double)];
    await double.stop();
    expect(shared.answers).toEqual(embedded.answers);
    expect(shared.bytes).not.toEqual(embedded.bytes);
    expect(shared.root).not.toEqual(embedded.root);
  }, 120_000);
});
