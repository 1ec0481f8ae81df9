import { describe, expect, test } from '@jest/globals';
import { missingIn } from './answer.ts';
import type { GivenNotification, ReceivedNotification } from '#views';
import { givenLine, hashOfShown, reachOf, receivedLine, saidIn } from './notice.ts';
import { noticeModel, typedModel, type Told } from './notice-page.ts';

const happened = (event: string, on: string) => ({ event, on, recordedAt: `${on}T10:00:00.000Z` });
const given: GivenNotification = {
  kind: 'notification',
  party: 'tarn-beck',
  to: 'quayside',
  product: 'puffincam-2',
  failure: 'shared-password',
  message: 'given',
  given: happened('given', '2026-02-12'),
  content: [],
  texts: [],
  answer: 'none',
  carriage: { questions: [] },
};
const handed = { ...given, handedToBook: happened('received', '2026-02-12') };
const bounced = { ...handed, failed: happened('bounced', '2026-02-14') };
const lineOf = (notice: GivenNotification) =>
  givenLine(
    notice,
    (party) => party,
    (_, product = '') => product,
  );
const told: Told = {
  notice: given,
  failure: 'shared-password',
  names: (party) => party,
  product: 'PuffinCam 2',
  words: [],
  failing: [],
  said: () => undefined,
  today: '2026-03-01',
  side: 'sender',
  path: '/parties/tarn-beck/deliveries/given',
};

describe('a notification that did not arrive', () => {
  test('is not reached since the day that the sender recorded, and is neither given nor waiting for an answer', () => {
    const lines = [lineOf(handed), lineOf(bounced), lineOf({ ...given, failed: bounced.failed })];
    expect(lines.map(({ status }) => `${status.word} ${status.detail ?? ''}`.trim())).toEqual([
      'No answer yet',
      'Not reached – 14 February 2026',
      'Not reached – 14 February 2026',
    ]);
    expect(Object.fromEntries(reachOf(lines).map(({ text, number }) => [text, number]))).toEqual({
      ...{ given: 1, 'not reached': 2, 'in the recipient’s book': 1, 'no answer yet': 1 },
      ...{ acknowledged: 0, declined: 0, 'questions waiting': 0 },
    });
  });

  test('says so on its page, with the reason', () => {
    const reason = { label: 'Why it failed', words: 'it bounced' };
    const { notice, failed } = noticeModel({ ...told, notice: bounced, failing: [reason] }, 'asked');
    expect(notice.status.word).toBe('Not reached');
    expect(failed).toEqual({ to: 'quayside', on: '2026-02-14', words: [reason] });
    expect(noticeModel(told, 'asked')).toMatchObject({ failed: undefined, notice: { status: { word: 'No answer yet' } } });
  });
});

describe('what a notification says', () => {
  test('is told sentence by sentence, and its silence is not', () => {
    expect(
      saidIn({ claims: 'is', content: ['details', 'risks'], authorityNotified: 'yes', manufacturerAware: 'no', texts: [] }),
    ).toEqual([
      'There is a compliance failure.',
      'It gives details of the failure and the risks it poses.',
      'The manufacturer is not aware of the failure.',
      'OPSS has been notified of it.',
    ]);
    expect(saidIn({ claims: 'may be', content: [], texts: [] })).toEqual(['There may be a compliance failure.']);
  });
});

describe('an acknowledgement', () => {
  const shown = {
    from: 'Tarn & Beck Imports Ltd',
    product: 'PuffinCam 2',
    said: ['There is a compliance failure.'],
    words: ['what Kestrel told us'],
  };
  const hash = hashOfShown(shown);
  const form = { act: 'acknowledge', typedName: 'A. Name', typedRole: 'shop manager', received: 'yes', textHash: hash };

  test('needs a name, a role and the box', () => {
    expect(missingIn(form, hash)).toEqual([]);
    expect(missingIn({ act: 'acknowledge', textHash: hash }, hash).map(({ field }) => field)).toEqual([
      'typedName',
      'typedRole',
      'received',
    ]);
  });

  test('of a text that has changed since is refused', () => {
    const changed = hashOfShown({ ...shown, words: ['something else'] });
    expect(changed).not.toBe(hash);
    expect(missingIn(form, changed)).toHaveLength(1);
  });

  test('an empty form, as a scanner sends it, is no answer', () => {
    expect(missingIn({}, hash)).toHaveLength(1);
  });
});

describe('what OPSS is told', () => {
  const toAuthority: ReceivedNotification = {
    ...given,
    party: 'authority',
    from: 'kestrel',
    product: 'pc2',
    received: given.given,
  };

  test('is about the sender’s record: OPSS has none', () => {
    const line = receivedLine(
      toAuthority,
      (party) => party,
      (party, product = '') => `${party} ${product}`,
    );
    expect(line).toMatchObject({ record: '/parties/kestrel/failures/shared-password', product: 'kestrel pc2' });
  });

  test('is read in the sender’s book, and the sender is told so', () => {
    expect(lineOf({ ...given, to: 'authority' }).bookless).toBe('OPSS reads it here, in the sender’s book');
    expect(lineOf(given).bookless).toBeUndefined();
  });

  test('can be acknowledged and asked about; only a party can say that it is not for it', () => {
    const formsOf = (to: string) =>
      Object.keys(noticeModel({ ...told, notice: { ...given, to }, side: 'recipient' }, 'asked')).filter((form) =>
        ['acknowledge', 'ask', 'decline'].includes(form),
      );
    expect(formsOf('authority')).toEqual(['ask', 'acknowledge']);
    expect(formsOf('quayside')).toEqual(['ask', 'acknowledge', 'decline']);
  });
});

describe('an answer that is changed', () => {
  const acknowledged = happened('acknowledged', '2026-02-13');
  const declined = { ...happened('declined', '2026-02-15'), why: 'not stocked' };
  const formsAfter = (notice: GivenNotification) =>
    Object.keys(noticeModel({ ...told, notice, side: 'recipient' }, 'asked')).filter((form) =>
      ['acknowledge', 'decline'].includes(form),
    );

  test('can be: whoever has acknowledged may still decline, and the other way round', () => {
    expect(formsAfter({ ...handed, answer: 'acknowledged', carriage: { acknowledged, questions: [] } })).toEqual(['decline']);
    expect(formsAfter({ ...handed, answer: 'declined', carriage: { declined, questions: [] } })).toEqual(['acknowledge']);
  });

  test.each([
    ['declined', 'Declined', 'Declined: not stocked', '2026-02-15T10:00:00.000Z'],
    ['acknowledged', 'Acknowledged', 'Received', '2026-02-13T10:00:00.000Z'],
  ] as const)('counts by its last word: %s', (answer, word, title, at) => {
    const notice = { ...handed, answer, carriage: { acknowledged, declined, questions: [] } };
    expect(lineOf(notice)).toMatchObject({ status: { word }, answeredAt: at });
    expect(noticeModel({ ...told, notice }, 'asked')).toMatchObject({ receipt: { title, recordedAt: at } });
    expect(Boolean(noticeModel({ ...told, notice }, 'asked').acknowledgedBy)).toBe(answer === 'acknowledged');
  });
});

describe('questions and their answers', () => {
  test('an answer without words leads to the box of the question that it is for', () => {
    const form = { act: 'reply', of: 'q2' };
    const { problems } = typedModel(form, missingIn(form, ''));
    expect(problems).toEqual([{ text: 'Write your answer', href: '#reply-q2' }]);
  });

  test('a question has the id that the address of its page names, and only the recipient is asked for one', () => {
    expect(noticeModel({ ...told, side: 'recipient' }, 'asked')).toMatchObject({ ask: { id: 'asked' } });
    expect(noticeModel(told, 'asked')).not.toHaveProperty('ask');
  });
});
