import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { uuidOf } from '#access';
import { EventStore } from '#event-store';
import { Delivery } from '#records';
import { Vault, VaultUnavailable } from '#vault';
import { Running } from './running.ts';
import { tell } from './scenario.ts';

/** I-10: what fails inside is told as a problem, with a reference that finds it in the log, and nothing of how it failed. */

let running: Running;
beforeEach(async () => {
  running = await Running.start();
  await tell(running, '01-straight-chain');
});
afterEach(() => running.stop());

const kept = /node_modules|\.[jt]s\b|sqlite|closed|Error|database|\/tmp|stack/i;
const record = '/v1/parties/kestrel/failures/shared-password';

test('a vault that is gone is our own failure', async () => {
  await running.app.get(Vault).close();
  const { status, headers, json, text } = await running.send(record, { as: 'kestrel' });
  expect([status, headers['content-type'], json().type]).toEqual([
    500,
    'application/problem+json; charset=utf-8',
    '/problems/internal',
  ]);
  expect(text).not.toMatch(kept);
  const line = running.lines.find((each) => each.includes('"level":50') && each.includes(json().reference));
  expect(line && JSON.parse(line).err.message).toEqual(expect.any(String));
});

test.each([
  ['cannot be reached', false, 503, '5'],
  ['has a full disk', true, 507, undefined],
])('a vault that %s is told as what it is, and not as our failure', async (_, isFull, expected, again) => {
  const { texts } = running.app.get(Vault);
  jest.spyOn(texts, 'of').mockRejectedValue(new VaultUnavailable('connect ECONNREFUSED 127.0.0.1:5432', isFull));
  const { status, headers, text } = await running.send(record, { as: 'kestrel' });
  expect([status, headers['content-type'], headers['retry-after']]).toEqual([
    expected,
    'application/problem+json; charset=utf-8',
    again,
  ]);
  expect(text).toMatch(/vault/);
  expect(text).not.toMatch(kept);
});

test('a log that is gone takes nothing, and the answer tells when to try again', async () => {
  await running.app.get(EventStore).close();
  const { status, headers, text } = await running.send(`${record}/events/${uuidOf('x')}`, {
    method: 'PUT',
    as: 'kestrel',
    json: { type: 'BeliefAsserted', on: '2026-03-01', data: { reasons: 'none' } },
  });
  expect([status, headers['content-type']]).toEqual([503, 'application/problem+json; charset=utf-8']);
  expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  expect(text).not.toMatch(kept);
  expect((await running.send('/health/live')).status).toBe(200);
});

test('a position whose deliveries are not made within ten seconds is answered so, and lists without it go on', async () => {
  await running.app.get(Delivery).stop();
  const sent = await running.send(`${record}/events/${uuidOf('late')}`, {
    method: 'PUT',
    as: 'kestrel',
    json: { type: 'ContactMade', on: '2026-03-21', data: { to: 'tarn-beck', means: 'phone', claims: 'is' } },
  });
  const waited = await running.send(`/v1/duties?waitFor=${String(sent.headers['dutybook-position'])}`, { as: 'kestrel' });
  expect([waited.status, waited.json().type, waited.headers['retry-after']]).toEqual([503, '/problems/behind', '1']);
  expect(waited.ms).toBeGreaterThan(9_000);
  expect((await running.send('/v1/duties', { as: 'kestrel' })).status).toBe(200);
});
