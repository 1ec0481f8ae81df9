import { describe, expect, test } from '@jest/globals';
import { missingIn } from './answer.ts';
import { hashOfShown, saidIn } from './notice.ts';

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
