import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { someoneOf, uuidOf } from '#access';
import { Bench, level, type Room, scenario } from './given.ts';
import { NotificationsGiven, NotificationsReceived } from './notifications.ts';

const chain = scenario('01-straight-chain');
const [tarnBeck, hollybush, quayside, opss] = [
  someoneOf('tarn-beck'),
  someoneOf('hollybush'),
  someoneOf('quayside'),
  someoneOf('authority'),
];
const givenBy = (party: string, to: string, on: string): string =>
  chain.given.find(({ stream, event }) => stream.startsWith(`${party}/failure/`) && event.on === on && event.data['to'] === to)
    ?.id ?? '';
const toHollybush = givenBy('tarn-beck', 'hollybush', '2026-02-12');
const toQuayside = givenBy('tarn-beck', 'quayside', '2026-02-12');
const toAuthority = givenBy('kestrel', 'authority', '2026-02-11');

let bench: Bench;
let room: Room;
/** What the recipient, or the sender, says on the delivery stream of a message. */
const says = async (sender: string, message: string, recipient: string, [on, type, data]: readonly [string, string, object]) => {
  await room.recorder.record({
    stream: `${sender}/delivery/${message}`,
    id: uuidOf(`${message} ${type}`),
    event: { type, on, data: { failure: 'shared-password', notification: message, recipient, ...data } },
    by: type === 'QuestionAnswered' ? sender : recipient,
    recordedAt: `${on}T10:00:00Z`,
  });
  await level(room.views, room.store);
};
beforeAll(async () => {
  bench = new Bench();
  room = await bench.room();
  await room.recorder.scenario(chain);
  await says('tarn-beck', toHollybush, 'hollybush', ['2026-03-22', 'QuestionAsked', { text: 'which batches?' }]);
});
afterAll(() => bench.clear());

const received = async (message: string) => (await room.ask(new NotificationsReceived(hollybush, { message }))).rows[0];
const given = async (message: string) => (await room.ask(new NotificationsGiven(tarnBeck, { message }))).rows[0];

describe('what a party was told', () => {
  test('newest first, with what it says and where it is answered', async () => {
    const { rows } = await room.ask(new NotificationsReceived(quayside));
    expect(rows.map(({ received: { on }, remedy }) => [on, remedy])).toEqual([
      ['2026-03-21', 'successful'],
      ['2026-02-12', undefined],
    ]);
    expect(rows[1]).toMatchObject({
      ...{
        kind: 'notification',
        party: 'quayside',
        from: 'tarn-beck',
        fromRole: 'importer',
        product: 'puffincam-2',
        failure: 'shared-password',
      },
      ...{ message: toQuayside, answerTo: `tarn-beck/delivery/${toQuayside}`, answer: 'none', means: 'email', claims: 'is' },
      ...{ content: ['details', 'risks', 'steps'], manufacturerAware: 'yes', authorityNotified: 'yes', texts: ['text'] },
    });
  });

  test('the authority has no book: what it was told is listed from its informants’', async () => {
    const { rows } = await room.ask(new NotificationsReceived(opss, { party: 'authority' }));
    expect(rows.map(({ party, from, received: { on } }) => [party, from, on])).toEqual([
      ['authority', 'kestrel', '2026-03-21'],
      ['authority', 'kestrel', '2026-02-11'],
    ]);
    expect(rows[1]).toMatchObject({ message: toAuthority, answerTo: `kestrel/delivery/${toAuthority}` });
  });
});

describe('what became of it', () => {
  test('the sender sees that it arrived in the recipient’s book', async () => {
    expect(await given(toQuayside)).toMatchObject({ to: 'quayside', answer: 'none', handedToBook: { on: '2026-02-12' } });
    const [toOpss] = (await room.ask(new NotificationsGiven(opss, { message: toAuthority }))).rows;
    expect(toOpss?.handedToBook).toBeUndefined();
  });

  test('a question, its answer, then an acknowledgement: both sides see the last word and all before it', async () => {
    expect((await given(toHollybush))?.answer).toBe('question');
    const [question] = (await received(toHollybush))?.carriage.questions ?? [];
    expect(question).toMatchObject({ on: '2026-03-22', texts: ['text'] });
    await says('tarn-beck', toHollybush, 'hollybush', [
      '2026-03-23',
      'QuestionAnswered',
      { of: question?.event, text: 'all of them' },
    ]);
    await says('tarn-beck', toHollybush, 'hollybush', ['2026-03-24', 'NotificationAcknowledged', { textHash: 'a'.repeat(64) }]);
    for (const side of [await given(toHollybush), await received(toHollybush)])
      expect(side).toMatchObject({
        answer: 'acknowledged',
        carriage: { acknowledged: { on: '2026-03-24' }, questions: [{ on: '2026-03-22', answered: { on: '2026-03-23' } }] },
      });
  });

  test('declined, with why; and the list by answer', async () => {
    await says('tarn-beck', toQuayside, 'quayside', ['2026-03-24', 'Declined', { why: 'not stocked' }]);
    expect(await given(toQuayside)).toMatchObject({
      answer: 'declined',
      carriage: { declined: { why: 'not stocked', on: '2026-03-24' } },
    });
    const by = async (answer: 'none' | 'acknowledged' | 'declined') =>
      (await room.ask(new NotificationsGiven(tarnBeck, { answer: [answer] }))).rows.map(({ to, given: { on } }) => [to, on]);
    expect(await by('acknowledged')).toEqual([['hollybush', '2026-02-12']]);
    expect(await by('declined')).toEqual([['quayside', '2026-02-12']]);
    expect((await by('none')).map(([, on]) => on)).toEqual(['2026-03-21', '2026-03-21']);
  });

  test('one recorded as not having arrived counts as not given, and is withdrawn where it was delivered', async () => {
    const record = { stream: 'tarn-beck/failure/shared-password', by: 'tarn-beck', recordedAt: '2026-03-25T10:00:00Z' };
    const data = { of: toQuayside, reason: 'it bounced' };
    await room.recorder.record({
      ...record,
      id: uuidOf('bounced'),
      event: { type: 'NotificationFailed', on: '2026-03-25', data },
    });
    await level(room.views, room.store);
    expect(await given(toQuayside)).toMatchObject({ failed: { on: '2026-03-25' } });
    const [row] = (await room.ask(new NotificationsReceived(quayside, { message: toQuayside }))).rows;
    expect(row).toMatchObject({ received: { on: '2026-02-12' }, withdrawn: { on: '2026-03-25' } });
  });

  test('one that did not reach the authority is withdrawn for it as well', async () => {
    const data = { of: toAuthority, reason: 'the portal was down' };
    await room.recorder.record({
      ...{ stream: 'kestrel/failure/shared-password', by: 'kestrel', recordedAt: '2026-03-26T10:00:00Z' },
      id: uuidOf('portal'),
      event: { type: 'NotificationFailed', on: '2026-03-26', data },
    });
    await level(room.views, room.store);
    const [row] = (await room.ask(new NotificationsReceived(opss, { party: 'authority', message: toAuthority }))).rows;
    expect(row).toMatchObject({ received: { on: '2026-02-11' }, withdrawn: { on: '2026-03-26' } });
    expect(row).not.toHaveProperty('failed');
  });
});
