import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EventStore, verifyLog } from '#event-store';
import { Notary } from '#evidence';
import { trials } from '../../infra/trials.ts';
import type { Known } from './arbitrary.ts';
import { attemptsAt, type Attempt } from './attempt.ts';
import { Contract, type Operation } from './contract.ts';
import { Running, type Answer } from './running.ts';
import { tell } from './scenario.ts';

/**
 * I-05: every operation, tried with requests made from the document itself. Each answer must be one that the document lists, in the form
 * that it describes, soon, and never our own fault; and the log must be whole afterwards. fast-check prints the seed of what fails.
 */
const EACH = trials({ few: 250, first: 600, long: 6_000 });

let running: Running;
let contract: Contract;
let known: Known;
/** Operations that have been answered with what was asked for. */
const reached = new Set<string>();

beforeAll(async () => {
  running = await Running.start();
  contract = await Contract.of(running);
  const { parties, ids } = await tell(running, '01-straight-chain');
  await running.app.get(Notary).sign();
  known = {
    ids: [...parties, 'puffincam-2', 'shared-password', 's.19', 'SR1'],
    events: [...ids.values()],
    named: {
      party: parties.filter((party) => party !== 'authority'),
      product: ['puffincam-2'],
      failure: ['shared-password'],
      name: ['refused', 'invalid'],
      notice: ['n-1'],
      message: [ids.get('notice') ?? ''],
      notification: [ids.get('notice') ?? ''],
      recipient: ['tarn-beck'],
      leaf: ['0', '3'],
      size: ['1', '2'],
    },
  };
  running.clock.at = '2026-04-01T12:00:00Z';
});
afterAll(() => running.stop());

/** What is surely there: asked by the authority, which sees every book. */
function sureAttempt({ method, path, parameters }: Operation): Attempt {
  const filled = path.replace(/\{([^}]+)\}/g, (_, name: string) => known.named[name]?.[0] ?? 'PSTI-S11-3-NOTIFY-OPSS');
  const needed = parameters.filter((parameter) => parameter.in === 'query' && parameter.required);
  const query = needed.map(
    ({ name, schema }) => `${name}=${Array.isArray(schema['enum']) ? String(schema['enum'][0]) : '2026-03-21'}`,
  );
  return { method, as: 'authority', path: query.length === 0 ? filled : `${filled}?${query.join('&')}` };
}

const send = ({ path, ...sent }: Attempt): Promise<Answer> =>
  running.send(path, { ...sent, headers: sent.body === undefined ? {} : { 'content-type': 'application/json' } });

function breaches(operation: Operation, attempt: Attempt, answer: Answer): readonly string[] {
  const taken = attempt.wrong !== undefined && answer.status < 400 ? [`takes what is wrong: ${attempt.wrong}`] : [];
  return [...contract.breaches(operation, answer), ...taken];
}

test('I-05: every answer is one that the document describes', async () => {
  for (const operation of contract.operations)
    await fc.assert(
      fc.asyncProperty(attemptsAt(contract, operation, known), async (attempt) => {
        const answer = await send(attempt);
        if (answer.status < 300) reached.add(operation.id);
        expect({ breaches: breaches(operation, attempt, answer), answer: answer.text.slice(0, 2_000) }).toEqual({
          breaches: [],
          answer: answer.text.slice(0, 2_000),
        });
      }),
      { numRuns: EACH, examples: operation.body ? [] : [[sureAttempt(operation)]] },
    );
}, 3_600_000);

test('every operation was reached, not only refused', () => {
  // Those take an answer to a notification, or a notice that was taken before: chance does not always get there.
  const seldom = ['recordInDelivery', 'notice', 'noticeTimeline', 'whatIf'];
  expect(contract.operations.map(({ id }) => id).filter((id) => !reached.has(id) && !seldom.includes(id))).toEqual([]);
});

test('every list and every delivery goes on afterwards', async () => {
  const { position } = (await running.send('/v1/log')).json();
  expect((await running.send(`/v1/duties?waitFor=${position}`, { as: 'authority' })).status).toBe(200);
  expect((await running.send('/health/ready')).json()).toMatchObject({ status: 'ok', delivery: { behind: false } });
});

test('the log is whole afterwards, and what was refused left nothing on it', async () => {
  expect(await verifyLog(running.app.get(EventStore))).toBeUndefined();
});

describe('it finds', () => {
  const attempt = { path: '/v1/log', method: 'GET' };
  const log = () => contract.operations.find(({ id }) => id === 'log') ?? contract.operations[0];

  test.each<[string, Partial<Answer>]>([
    ['a failure of ours', { status: 500 }],
    ['a status that is not listed', { status: 204 }],
    ['a body that is not as described', { text: '{"size":"many"}' }],
    ['a hang', { ms: 6_000 }],
    ['an answer without a reference', { headers: { 'content-type': 'application/json' } }],
  ])('%s', async (_, change) => {
    const operation = log();
    expect(operation && breaches(operation, attempt, { ...(await send(attempt)), ...change })).not.toEqual([]);
  });

  test('a wrong request that is taken', async () => {
    const operation = log();
    expect(operation && breaches(operation, { ...attempt, wrong: 'all of it' }, await send(attempt))).not.toEqual([]);
  });
});
