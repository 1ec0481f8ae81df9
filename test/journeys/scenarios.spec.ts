import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { uuidOf } from '#access';
import { readScenario, runPure } from '#psti';
import { runOverRest } from '../../apps/cli/src/over-rest.ts';
import { trials } from '../../infra/trials.ts';

/** The worked scenarios over REST, each on an empty log of its own, on the very process that `npm start` runs: every line, and no row more. */

const folder = new URL('../../libs/psti/scenarios/', import.meta.url);
const main = fileURLToPath(new URL('../../dist/apps/dutybook/src/main.js', import.meta.url));
/** Each file takes a system of its own: usually one of each kind, before a release all of them. */
const ONE_OF_EACH = /^(01|05|06|10)-/;
const all = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
const usual = all.filter((file) => ONE_OF_EACH.test(file));
const files = [...new Set([...usual, ...all])].slice(0, trials({ first: usual.length, long: all.length }));
const read = (file: string): unknown => parse(readFileSync(new URL(file, folder), 'utf8'));
const run = (parsed: unknown, file: string) => runOverRest(readScenario(parsed, file, uuidOf), { main });

test.each(files)('%s comes out exactly', async (file) => {
  expect(await run(read(file), file)).toEqual([]);
});

test('…and finds it when a line of each kind says otherwise', async () => {
  const text = readFileSync(new URL('10d-penalty-appeal-withdrawn.yaml', folder), 'utf8');
  const wrong = text
    .replace('state: P-SUSPENDED', 'state: P-GIVEN')
    .replace('earliest: 2026-04-13}', 'earliest: 2026-04-14}')
    .replace('last: 2026-04-12}', 'last: 2026-04-13}')
    .replace('amount: 1648000000}', 'amount: 1648000001}')
    .replace('duty: PSTI-S36-2-PAY-FIXED, status: SUSPENDED}', 'duty: PSTI-S36-2-PAY-FIXED, status: OPEN}');
  const found = (await run(parse(wrong), 'wrong.yaml')).map(({ line }) => line.replace(/[: ].*/, ''));
  expect(found.sort()).toEqual(['dates', 'guards', 'halcyon', 'money', 'notices']);
});

test('a flag that only shows where the books lie side by side, and an event that the record must refuse', async () => {
  const chain = readFileSync(new URL('01-straight-chain.yaml', folder), 'utf8');
  const { given, ...told }: { given: { type: string; data: { to?: string } }[] } = parse(chain);
  const line = {
    party: 'tarn-beck',
    duty: 'PSTI-S19-5-NOTIFY-OPSS',
    to: 'authority',
    status: 'EXCUSED',
    flags: ['RELIANCE_FALSE'],
  };
  const failed = { of: uuidOf('never recorded'), reason: 'the letter came back' };
  const scenario = {
    ...told,
    given: given.filter(({ type, data }) => type !== 'NotificationGiven' || data.to !== 'authority'),
    then: [
      {
        asOf: '2026-03-21',
        only: [],
        rows: [line],
        refused: [
          {
            event: { in: 'kestrel/failure/shared-password', on: '2026-03-21', type: 'NotificationFailed', data: failed },
            because: 'it names no notification on the record',
          },
        ],
      },
    ],
  };
  expect(runPure(scenario, 'false-word.yaml', uuidOf)).toEqual([]);
  expect(await run(scenario, 'false-word.yaml')).toEqual([]);
  const wrong = { ...scenario, then: [{ asOf: '2026-03-21', only: [], rows: [{ ...line, flags: [] }] }] };
  expect((await run(wrong, 'false-word.yaml')).map(({ expected, got }) => `${expected}: ${got}`)).toEqual([
    'flags []: flags [RELIANCE_FALSE]',
  ]);
});

describe('a scenario for a rulebook that is not law', () => {
  const finding = (test: string, answer: string) => ({
    in: 'tarn-beck/product/cam',
    on: '2026-03-02',
    type: 'ScopeFinding',
    data: { test, answer, foundBy: 'tarn-beck', reasons: 'as found' },
  });
  const row = (duty: string, more = {}) => ({ party: 'tarn-beck', duty, status: 'OPEN', ...more });
  const scenario = {
    title: 'An importer fails a requirement of its own',
    rulebook: ['RB-3', 'RB-X'],
    rulebookData: {
      id: 'RB-X',
      basedOn: 'RB-3',
      from: '2027-01-01',
      requirements: [{ id: 'X-SR-1', holder: 'importer', provision: 'fictional', text: 'keep a register' }],
      live: ['PSTI-S18-2-REMEDY', 'PSTI-S18-3-NOTIFY-OPSS'],
      dormant: [],
    },
    parties: { authority: 'OPSS', 'tarn-beck': 'Tarn & Beck Imports Ltd' },
    given: [
      {
        in: 'tarn-beck/product/cam',
        on: '2026-03-02',
        type: 'RoleAsserted',
        data: { of: 'tarn-beck', role: 'importer', fromOn: '2026-03-02' },
      },
      ...[finding('s.5(1)', 'yes'), finding('s.6', 'no'), finding('s.54', 'yes')],
      {
        in: 'tarn-beck/product/cam',
        on: '2026-03-09',
        type: 'MadeAvailable',
        data: { from: 'tarn-beck', to: 'consumers', as: 'supply', place: 'GB', condition: 'new', reliesOn: 'statement' },
      },
      {
        in: 'tarn-beck/failure/register',
        on: '2027-01-10',
        type: 'FailureDetermined',
        data: { product: 'cam', requirement: 'X-SR-1', batches: 'all' },
      },
    ],
    then: [
      { asOf: '2026-12-31', rows: [row('PSTI-S18-2-REMEDY', { product: 'cam', status: 'DORMANT' })] },
      {
        asOf: '2027-01-10',
        rows: [
          row('PSTI-S18-2-REMEDY', { since: '2027-01-10' }),
          row('PSTI-S18-3-NOTIFY-OPSS', { to: 'authority', since: '2027-01-10', soon: 'ASAP' }),
        ],
      },
    ],
  };

  test('wakes dormant duties from its day, in the library and in a system that is started with it', async () => {
    expect(runPure(scenario, 'rb-x.yaml', uuidOf)).toEqual([]);
    expect(await run(scenario, 'rb-x.yaml')).toEqual([]);
  });
  test('leaves them dormant where the system has the law alone', async () => {
    const { rulebookData: _, ...lawful } = scenario;
    const found = (await run({ ...lawful, rulebook: 'RB-3' }, 'rb-x.yaml')).map(({ line, got }) => `${line}: ${got}`);
    expect(found).toEqual(
      expect.arrayContaining([
        'tarn-beck PSTI-S18-2-REMEDY: no such row',
        'tarn-beck PSTI-S18-3-NOTIFY-OPSS → authority: no such row',
      ]),
    );
  });
});
