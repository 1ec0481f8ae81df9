import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { KeyReused } from '#event-store';
import { Refused } from '#psti';
import { Invalid, NotFound } from './index.ts';
import { eventId, failure, notified, reported, SmallChain } from './small-chain.ts';

let chain: SmallChain;
beforeAll(async () => {
  chain = await SmallChain.at();
  await chain.admitAll();
});
afterAll(() => chain.close());

type Offer = Parameters<SmallChain['record']>[1];
const says = (stream: string, offer: Offer): Promise<unknown> =>
  chain.record(stream, offer).then(
    () => 'recorded',
    (error: unknown) => {
      if (error instanceof Invalid) return error.problems.map(({ field, says }) => `${field}: ${says}`);
      if (error instanceof Refused || error instanceof NotFound) return `${error.name}: ${error.says}`;
      throw error;
    },
  );
const nothing = 'NotFound: There is nothing of that name in a book that you can see';

describe('an event recorded', () => {
  test('stands on the log as it was offered, its words in the vault', async () => {
    const id = eventId('report');
    const receipt = await chain.record(failure, { ...reported(), id });
    const [event] = await chain.events(failure);
    expect(event).toMatchObject({
      id,
      type: 'ComplianceFailureReported',
      version: 1,
      on: '2026-02-20',
      stream: failure,
      revision: 0,
    });
    expect(receipt).toEqual({
      stream: failure,
      id,
      revision: 0,
      position: event?.position,
      leaf: event?.leaf,
      recordedAt: event?.recordedAt,
      duplicate: false,
    });
    expect(event?.data['text']).toMatch(/^hmac-sha256:/);
    expect(await chain.words(event, 'text')).toBe('all units share one admin password');
  });

  test('and offered again is answered with its receipt', async () => {
    const id = eventId('report');
    const again = await chain.record(failure, { ...reported(), id });
    expect(again).toMatchObject({ id, revision: 0, duplicate: true });
    expect(await chain.events(failure)).toHaveLength(1);
  });

  test('also when its words have been erased since: they do not come back', async () => {
    const [id, stream] = [eventId('erased since'), 'quayside/failure/f-erased'];
    const first = await chain.record(stream, { ...reported(), id });
    await chain.vault.erase({ party: 'quayside', texts: [{ stream, id, field: 'text' }], on: '2026-02-20', basis: 'asked' });
    expect(await chain.record(stream, { ...reported(), id })).toEqual({ ...first, duplicate: true });
    expect(await chain.words((await chain.events(stream))[0], 'text')).toEqual({ erased: { on: '2026-02-20', basis: 'asked' } });
  });

  test('and offered under its id with another body is refused, naming the first; the words stay', async () => {
    const id = eventId('report');
    await expect(chain.record(failure, { ...reported('no units do'), id })).rejects.toThrow(KeyReused);
    await expect(chain.record(failure, { ...reported('no units do'), id })).rejects.toThrow(/at revision 0/);
    expect(await chain.words((await chain.events(failure))[0], 'text')).toBe('all units share one admin password');
  });

  test('is answered with its receipt when the record has moved on and would refuse it now', async () => {
    const id = eventId('acknowledged once');
    const given = await chain.record(failure, notified('tarn-beck'));
    const stream = `kestrel/delivery/${given.id}`;
    const answer = {
      type: 'NotificationAcknowledged',
      data: { failure: 'shared-password', notification: given.id, recipient: 'tarn-beck', textHash: 'a'.repeat(64) },
      by: 'tarn-beck',
    };
    const first = await chain.record(stream, { ...answer, id });
    expect(await says(stream, answer)).toMatch(/^Refused: .*already/);
    expect(await chain.record(stream, { ...answer, id })).toEqual({ ...first, duplicate: true });
  });
});

describe('a correction', () => {
  test('takes the place of what it names, its words under its own id', async () => {
    const stream = 'quayside/failure/f-corrected';
    const first = await chain.record(stream, reported());
    const replacement = { ...reported('two units share one'), version: 1, on: '2026-02-19' };
    await chain.record(stream, {
      type: 'Correction',
      data: { supersedes: first.id, event: replacement, reasons: 'counted again' },
    });
    const [, correction] = await chain.events(stream);
    expect(correction?.data['event']).toMatchObject({
      type: 'ComplianceFailureReported',
      on: '2026-02-19',
      data: { text: expect.stringMatching(/^hmac-/) },
    });
    expect([...(correction ? await chain.vault.texts.of([correction]) : []).values()].sort()).toEqual([
      'counted again',
      'two units share one',
    ]);
  });

  test.each<[string, Offer, unknown]>([
    [
      'of what is not there',
      { type: 'Correction', data: { supersedes: eventId('nowhere'), reasons: 'a slip' } },
      'Refused: `supersedes` names an event that is not on this record',
    ],
    [
      'by an event that has not happened',
      {
        type: 'Correction',
        data: { supersedes: eventId('report'), event: { ...reported(), on: '2026-02-21' }, reasons: 'a slip' },
      },
      ['data.event.on: 2026-02-21 has not come: today is 2026-02-20 in London'],
    ],
    [
      'by one that names a stranger',
      {
        type: 'Correction',
        data: { supersedes: eventId('report'), event: { ...notified('nobody'), on: '2026-02-20' }, reasons: 'a slip' },
      },
      ['data.event.data.to: No party nobody has been admitted here'],
    ],
  ])('%s is refused', async (_, offer, expected) => expect(await says(failure, offer)).toEqual(expected));
});

describe('is refused, in words for a person', () => {
  test.each<[string, string, Offer, unknown]>([
    [
      'a kind that is not there',
      failure,
      { type: 'FailureForgotten', data: {} },
      [expect.stringMatching(/^type: `type` is one of: ComplianceFailureReported, /)],
    ],
    [
      'a field that is not there',
      failure,
      { ...reported(), data: { ...reported().data, severity: 'high' } },
      [expect.stringMatching(/^data.severity: there is no field "severity" here/)],
    ],
    ['a day that does not exist', failure, { ...reported(), on: '2026-02-30' }, [expect.stringMatching(/^on: .*2026-02-30/)]],
    [
      'a day that has not come',
      failure,
      { ...reported(), on: '2026-02-21' },
      ['on: 2026-02-21 has not come: today is 2026-02-20 in London'],
    ],
    [
      'an hour that has not come',
      failure,
      { ...reported(), at: '2026-02-20T12:00:01Z' },
      ['at: 2026-02-20T12:00:01Z has not come: it is 2026-02-20T12:00:00.000Z'],
    ],
    ['a party that nobody admitted', failure, notified('nobody'), ['data.to: No party nobody has been admitted here']],
    ['an id that is none', failure, { ...reported(), id: 'Report-1' }, ['id: `id` is a UUID in small letters']],
    [
      'an event before what it depends on',
      failure,
      { type: 'DoubtRecorded', on: '2026-02-19', data: { of: eventId('report'), reasons: 'odd' } },
      expect.stringMatching(/^Refused: /),
    ],
    [
      'what the log cannot hold',
      'kestrel/product/puffincam-2',
      { type: 'ProductDescribed', data: { mark: 'Kestrel \uD800', model: 'PuffinCam 2' } },
      [expect.stringMatching(/^data.mark: /)],
    ],
    [
      'a party admitted under a word with another meaning',
      'installation',
      { type: 'PartyAdmitted', data: { party: 'consumers', name: 'Consumers Ltd' }, by: 'operator' },
      [expect.stringMatching(/^data.party: consumers is no party's id/)],
    ],
    ['a stream of no kind', 'kestrel/papers/shared-password', reported(), nothing],
    ['a stream of no possible name', 'kestrel/failure/Shared Password', reported(), nothing],
    ['a stream with a part too many', 'kestrel/failure/f1/f2', reported(), nothing],
    ['a book that nobody has', 'nobody/failure/f1', reported(), nothing],
    ['another party’s book', failure, { ...reported(), by: 'quayside' }, nothing],
    [
      'another party’s profile',
      'kestrel/profile',
      { type: 'TargetSet', data: { duty: 'PSTI-S11-3-NOTIFY-OPSS', days: 2 }, by: 'quayside' },
      nothing,
    ],
    [
      'a party in the installation’s own stream',
      'installation',
      { type: 'PartyAdmitted', data: { party: 'x', name: 'X' }, by: 'kestrel' },
      'Refused: Only the operator of this installation can record that',
    ],
  ])('%s', async (_, stream, offer, expected) => {
    const before = await chain.store.head();
    expect(await says(stream, offer)).toEqual(expected);
    expect(await chain.store.head()).toBe(before);
  });

  const shared = { requirement: 'SR1', batches: 'all', product: 'puffincam-2' };
  const paper = { statement: 'soc-1', issuers: ['kestrel'], items: 'all', batches: 'all' };
  const sent = { kind: 'compliance', breach: { duty: 'PSTI-S8-1-COMPLY-SR1' }, means: 'post' };
  test.each<[string, string, string, object]>([
    ['sinceOn', failure, 'FailureDetermined', shared],
    ['readOn', failure, 'ComplianceFailureReported', reported().data],
    ['arrivedOn', 'kestrel/notice/cn-1', 'NoticeGiven', { ...sent, contents: [] }],
    ['arrivedOn', 'kestrel/notice/cn-1', 'RepresentationsMade', {}],
    ['issuedOn', 'kestrel/product/puffincam-2', 'SoCIssued', paper],
    ['untilOn', 'kestrel/product/puffincam-2', 'SoCCopyHeld', paper],
    ['dissolvedOn', 'kestrel/profile', 'PartyDescribed', {}],
  ])('`%s` a day ahead, for what happens on it has not happened: %s %s', async (field, stream, type, data) => {
    const event = { type, on: '2026-02-20', data: { ...data, [field]: '2026-02-21' } };
    const ahead = `\`${field}\`, 2026-02-21, has not come: today is 2026-02-20 in London`;
    expect(await says(stream, event)).toEqual([`data.${field}: ${ahead}`]);
    const correction = { type: 'Correction', data: { supersedes: eventId('report'), event, reasons: 'a slip' } };
    expect(await says(stream, correction)).toEqual([`data.event.data.${field}: ${ahead}`]);
  });

  test('and not a day ahead that only a field names', async () => {
    const offer = { type: 'SupportPeriodPublished', data: { untilOn: '2031-12-31', conditionsMet: 'all' } };
    expect(await says('kestrel/product/puffincam-2', offer)).toBe('recorded');
  });

  test('and not late at night in London summer, when the day has come there', async () => {
    const summer = await SmallChain.at();
    await summer.admitAll();
    summer.clock.instant = '2026-06-30T23:30:00.000Z';
    await expect(summer.record(failure, { ...reported(), on: '2026-07-01' })).resolves.toMatchObject({ revision: 0 });
    await summer.close();
  });

  test('and an event refused once can be mended and offered under its id, with other words', async () => {
    const [id, stream] = [eventId('mended'), 'quayside/failure/f-mended'];
    await chain.record(stream, reported());
    const given = await chain.record(stream, notified('kestrel'));
    const bounced = (of: string, reason: string) => ({ type: 'NotificationFailed', data: { of, reason }, id });
    expect(await says(stream, bounced(eventId('nowhere'), 'it bounced'))).toMatch(/^Refused: /);
    expect(await says(stream, bounced(given.id, 'the mailbox is full'))).toBe('recorded');
    expect(await chain.words((await chain.events(stream))[2], 'reason')).toBe('the mailbox is full');
  });
});

describe('an authorised representative', () => {
  const stream = 'kestrel/failure/represented';
  const through = { ...notified('authority'), data: { ...notified('authority').data, through: 'dovecote' }, by: 'dovecote' };
  const appointment = {
    type: 'ARAppointed',
    data: { manufacturer: 'kestrel', representative: 'dovecote', delegated: ['S11-3'], fromOn: '2026-02-20' },
  };

  test('does not see the manufacturer’s book by an appointment in its own', async () => {
    await chain.record(stream, { ...reported(), data: { ...reported().data, product: 'airsense-5' } });
    await chain.record('dovecote/product/airsense-5', appointment);
    expect(await says(stream, through)).toBe(nothing);
  });

  test('writes in it, named in `through`, once the manufacturer has appointed it for that product', async () => {
    await chain.record('kestrel/product/airsense-5', appointment);
    expect(await says(stream, { ...notified('authority'), by: 'dovecote' })).toBe(
      'Refused: You act here for the manufacturer: what you record in its book names you in `through`',
    );
    expect(await says(stream, through)).toBe('recorded');
    expect(await says(failure, through)).toBe(nothing);
  });

  test('corrects there what went through it, and nothing else', async () => {
    const events = await chain.events(stream);
    const withdrawn = (id = '') =>
      says(stream, { type: 'Correction', data: { supersedes: id, reasons: 'sent twice' }, by: 'dovecote' });
    expect(await withdrawn(events[0]?.id)).toMatch(/^Refused: You act here for the manufacturer/);
    expect(await withdrawn(events[1]?.id)).toBe('recorded');
  });

  test('is out again when the appointment ends', async () => {
    chain.clock.instant = '2026-02-22T12:00:00.000Z';
    const [appointed] = await chain.events('kestrel/product/airsense-5');
    const event = { ...appointment, on: '2026-02-20', data: { ...appointment.data, untilOn: '2026-02-21' } };
    await chain.record('kestrel/product/airsense-5', {
      type: 'Correction',
      data: { supersedes: appointed?.id, event, reasons: 'ended' },
    });
    expect(await says(stream, through)).toBe(nothing);
  });

  test('is let in by the operator’s entry as well', async () => {
    await chain.record('kestrel/product/sleepmat', { ...appointment, by: 'operator' });
    const record = 'kestrel/failure/sleepless';
    await chain.record(record, { ...reported(), data: { ...reported().data, product: 'sleepmat' } });
    expect(await says(record, through)).toBe('recorded');
  });
});

describe('the authority', () => {
  test('reports in a party’s book as itself, and determines nothing there', async () => {
    const from = (party?: string) => ({
      ...reported(),
      data: { ...reported().data, from: { kind: 'authority', party } },
      by: 'authority',
    });
    expect(await says(failure, from('authority'))).toBe('recorded');
    expect(await says(failure, from())).toMatch(/^Refused: In a party’s book the authority records its notices/);
  });
});

describe('an answer to a notification', () => {
  const answer = (notification: string, more = {}): Offer => ({
    type: 'QuestionAsked',
    data: { failure: 'shared-password', notification, recipient: 'hollybush', text: 'which batches?', ...more },
    by: 'hollybush',
  });

  test('is recorded by whom it was given to, and by nobody else', async () => {
    const { id } = await chain.record(failure, notified('hollybush'));
    const stream = `kestrel/delivery/${id}`;
    expect(await says(stream, answer(id))).toBe('recorded');
    expect(await says(stream, { ...answer(id), by: 'quayside' })).toBe(nothing);
    expect(await says(stream, { ...answer(id), by: 'kestrel' })).toBe(
      'Refused: Only the party to whom the message was given can answer it',
    );
    const [asked] = await chain.events(stream);
    const reply = { failure: 'shared-password', notification: id, recipient: 'hollybush', of: asked?.id, text: 'all of them' };
    expect(await says(stream, { type: 'QuestionAnswered', data: reply })).toBe('recorded');
  });

  test('is about the message that the stream is named by, in the record that gave it, from the one it was given to', async () => {
    const { id } = await chain.record(failure, notified('hollybush'));
    const [stream, other] = [`kestrel/delivery/${id}`, eventId('another')];
    expect(await says(stream, answer(other))).toEqual([`data.notification: What stands here concerns the notification ${id}`]);
    expect(await says(stream, answer(id, { failure: 'represented' }))).toBe(nothing);
    expect(await says(stream, answer(id, { recipient: 'quayside' }))).toEqual([
      `data.recipient: The notification ${id} was not given to quayside`,
    ]);
    expect(await says(`kestrel/delivery/${other}`, answer(other))).toBe(nothing);
    expect(
      await says(`kestrel/delivery/${other}`, {
        ...answer(other),
        type: 'QuestionAnswered',
        data: { ...answer(other).data, of: other },
        by: 'kestrel',
      }),
    ).toEqual([`data.failure: kestrel has given no notification ${other} in its record of the failure shared-password`]);
  });

  test.each([
    ['NotificationAcknowledged', { textHash: 'a'.repeat(64), text: undefined }, 'It was acknowledged on 22 February 2026'],
    ['Declined', { why: 'wrong recipient', text: undefined }, 'It was declined on 22 February 2026'],
    ['QuestionAsked', {}, 'A question about it was asked on 22 February 2026'],
  ])('shows that it has not failed: %s', async (type, more, when) => {
    const { id } = await chain.record(failure, notified('hollybush'));
    const other = await chain.record(failure, notified('quayside'));
    const bounced = (of: string) => ({ type: 'NotificationFailed', on: '2026-02-22', data: { of, reason: 'it bounced' } });
    await chain.record(`kestrel/delivery/${id}`, { ...answer(id, more), type });
    const says22nd = `${when}: a notification that was answered has not failed`;
    expect(await says(failure, bounced(id))).toEqual([`data.of: ${says22nd}`]);
    const first = await chain.record(failure, bounced(other.id));
    const correction = { type: 'Correction', data: { supersedes: first.id, event: bounced(id), reasons: 'a slip' } };
    expect(await says(failure, correction)).toEqual([`data.event.data.of: ${says22nd}`]);
  });

  test('that comes after the sender took it for failed leaves what was recorded, and its receipt', async () => {
    const { id } = await chain.record(failure, notified('hollybush'));
    const bounced = { type: 'NotificationFailed', data: { of: id, reason: 'it bounced' }, id: eventId('took it for failed') };
    const first = await chain.record(failure, bounced);
    expect(await says(`kestrel/delivery/${id}`, answer(id))).toBe('recorded');
    expect(await chain.record(failure, bounced)).toEqual({ ...first, duplicate: true });
    expect(await says(failure, { type: 'Correction', data: { supersedes: first.id, reasons: 'it arrived' } })).toBe('recorded');
  });

  test('is still the answer of whom it was first given to, when the notification is corrected to another', async () => {
    const { id } = await chain.record(failure, notified('hollybush'));
    const event = { ...notified('quayside'), on: '2026-02-22' };
    await chain.record(failure, { type: 'Correction', data: { supersedes: id, event, reasons: 'sent to the wrong shop' } });
    const declined = {
      type: 'Declined',
      data: { failure: 'shared-password', notification: id, recipient: 'hollybush', why: 'wrong recipient' },
      by: 'hollybush',
    };
    expect(await says(`kestrel/delivery/${id}`, declined)).toBe('recorded');
  });
});
