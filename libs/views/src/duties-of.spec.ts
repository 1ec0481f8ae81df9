import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { someoneOf } from '#access';
import type { DutyId, Obligation, RecordKind } from '#psti';
import { DutiesOf } from './duties-of.ts';
import { Bench, dumpsOf, level, type Room, scenario } from './given.ts';
import { WhyOf } from './why-of.ts';

/** Every worked scenario, recorded in a real log with what crosses between the books, and asked of it as its file asks. */
const files = readdirSync(new URL('../../psti/scenarios', import.meta.url)).filter((file) => file.endsWith('.yaml'));
const opss = someoneOf('authority');

let bench: Bench;
let room: Room;
beforeEach(async () => {
  bench = new Bench();
  room = await bench.room();
});
afterEach(() => bench.clear());

type Line = Readonly<Record<string, unknown>>;
/** What tells a row from others of its duty, and what the line says of it. */
const telling = ['to', 'record', 'mirrors', 'item', 'product', 'notice', 'failure', 'statement'] as const;
const said = ['status', 'on', 'since', 'until', 'soon', 'due'] as const;
const shownOf = (row: Obligation): Line => ({ ...row, soon: row.timing, due: row.dueOn });

const isMeant = (row: Obligation, line: Line): boolean =>
  row.duty === line['duty'] &&
  row.holder === line['party'] &&
  telling.every((field) => line[field] === undefined || String(row[field]) === String(line[field]));
const answers = (row: Line, line: Line): boolean =>
  said.every((field) => line[field] === undefined || String(row[field]) === String(line[field]));
const isUntriggered = ({ status }: Line): boolean => status === 'N/T' || status === 'DORMANT';

/** The lines that are not answered as they stand. */
async function unlike(name: string): Promise<readonly string[]> {
  const worked = scenario(name);
  await room.recorder.scenario(worked);
  await level(room.views, room.store);
  const wrong: string[] = [];
  for (const { asOf, knownAt, lines } of worked.then)
    for (const line of lines['rows'] ?? []) {
      const party = String(line['party']);
      const answer = await room.ask(new DutiesOf(opss, { party }, { asOf, knownAt }));
      const rows = (answer?.duties ?? []).filter((row) => isMeant(row, line));
      const isRight = isUntriggered(line) ? rows.length === 0 : rows.some((row) => answers(shownOf(row), line));
      if (!isRight)
        wrong.push(`${asOf} ${JSON.stringify(line)}: ${rows.map(({ status, on }) => `${status} ${on}`).join(', ') || 'no row'}`);
    }
  return wrong;
}

describe.each(files.map((file) => file.replace('.yaml', '')))('scenario %s', (name) => {
  test('has the rows that its file expects, and live views equal those built afterwards, then and later', async () => {
    expect(await unlike(name)).toEqual([]);
    for (const days of [0, 45]) {
      room.recorder.clock.at = new Date(room.recorder.clock.now().getTime() + days * 86_400_000).toISOString();
      const built = await bench.views(room.store);
      await level(built, room.store);
      expect(await dumpsOf(room.views)).toEqual(await dumpsOf(built));
    }
  });
});

test('what does not arise under a notice, or is dormant, says why not', async () => {
  await room.recorder.scenario(scenario('06-compliance-notice'));
  await level(room.views, room.store);
  const clocks = { asOf: '2026-07-08', knownAt: '2026-07-08' };
  const why = (duty: DutyId, record?: RecordKind) =>
    room.ask(new WhyOf(opss, { party: 'pennine', product: 'sleepmat', duty, ...(record && { record }) }, clocks));
  expect((await why('PSTI-S18-2-REMEDY'))?.whyNot).toMatchObject({ status: 'DORMANT' });
  expect((await why('PSTI-S36-2-PAY-FIXED'))?.whyNot).toMatchObject({ status: 'N/T' });
});
