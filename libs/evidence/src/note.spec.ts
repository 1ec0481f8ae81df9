import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  checkpointText,
  NotANote,
  openCheckpoint,
  parseCheckpoint,
  parseNote,
  SigningKey,
  textSigned,
  VerifierKey,
  writtenNote,
} from './index.ts';

/** A checkpoint of the Go project's public checksum database and the key that it is checked with: neither of our making. */
const published = {
  key: VerifierKey.parse('sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8'),
  note:
    'go.sum database tree\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n' +
    '— sum.golang.org Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n',
};
const root = '0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62';

describe('a checkpoint that another log has published', () => {
  test('is read and verified', () =>
    expect(openCheckpoint(published.note, [published.key])).toEqual({ origin: 'go.sum database tree', size: 20_852_163, root }));

  test('is written the same again', () => {
    expect(writtenNote(parseNote(published.note))).toBe(published.note);
    expect(checkpointText(parseCheckpoint(parseNote(published.note).text))).toBe(parseNote(published.note).text);
    expect(String(published.key)).toBe('sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8');
  });

  test('counts for nothing under another origin, or with another key of that name', () => {
    expect(() => textSigned(published.note.replace('go.sum database tree', 'go.sum database'), [published.key])).toThrow(
      'The signature of sum.golang.org is not of this text.',
    );
    expect(() => textSigned(published.note, [SigningKey.made('sum.golang.org').verifier])).toThrow('No key that was given');
  });
});

const ours = SigningKey.made('dutybook/log/a');
const other = SigningKey.made('dutybook/log/b');
const checkpoint = { origin: 'dutybook/log/a', size: 70, root };
const note = ours.note(checkpointText(checkpoint));
const signatureOf = (signed: string) => signed.slice(signed.lastIndexOf('\n\n') + 2);

describe('a note', () => {
  test('may carry signatures of others, known or not, before and after ours', () => {
    const text = checkpointText(checkpoint);
    const others = [other, SigningKey.made('witness.example'), SigningKey.made('dutybook/log/a')].map((key) =>
      signatureOf(key.note(text)),
    );
    const many = `${text}\n${others.join('')}${signatureOf(note)}— witness.example AAAAAQIDBAUG\n`;
    expect(openCheckpoint(many, [ours.verifier])).toEqual(checkpoint);
    expect(openCheckpoint(many, [ours.verifier, other.verifier])).toEqual(checkpoint);
  });

  test('is spoilt by one wrong signature of a known key, beside however many right ones', () => {
    const wrong = signatureOf(other.note('something else\n'));
    expect(() => openCheckpoint(`${note}${wrong}`, [ours.verifier, other.verifier])).toThrow('is not of this text');
    expect(openCheckpoint(`${note}${wrong}`, [ours.verifier])).toEqual(checkpoint);
  });

  test('may have empty lines in its text: the last one is where the signatures begin', () => {
    expect(textSigned(ours.note('one\n\nthree\n'), [ours.verifier])).toBe('one\n\nthree\n');
  });

  test.each([
    ['no signature', checkpointText(checkpoint)],
    ['nothing below the empty line', `${checkpointText(checkpoint)}\n`],
    ['no newline at its end', note.slice(0, -1)],
    ['a line that is no signature', `${note}dutybook\n`],
    ['a hyphen in the place of the dash', note.replace('— ', '- ')],
    ['a key without a name', note.replace('dutybook/log/a ', ' ').replace('— dutybook/log/a', '— ')],
    ['a name with a plus', note.replace('— dutybook/log/a', '— dutybook+a')],
    ['a signature in two words', `${note.slice(0, -10)} ${note.slice(-10)}`],
    ['base64 that is not padded', note.replace(/=+\n$/, '\n')],
    ['base64 with a stray bit', note.replace(/.=\n$/, (end) => `${end.startsWith('B') ? 'C' : 'B'}${end.slice(1)}`)],
    ['a signature that is an id only', `${note}— a AAAAAA==\n`],
    ['a carriage return', note.replace('\n', '\r\n')],
    ['a tab', note.replace('70', '\t70')],
    ['sixty-five signatures', note + signatureOf(note).repeat(64)],
  ])('with %s is none', (_, broken) => {
    expect(broken).not.toBe(note);
    expect(() => openCheckpoint(broken, [ours.verifier])).toThrow(NotANote);
  });

  test('whose bytes are no UTF-8 is none', () =>
    expect(() => parseNote(Buffer.concat([Buffer.of(0xff), Buffer.from(note)]))).toThrow('It is not text in UTF-8.'));
});

describe('a checkpoint', () => {
  test.each([
    ['a size with a zero before it', 'a\n070\nROOT\n'],
    ['a size below nothing', 'a\n-1\nROOT\n'],
    ['a size that no number holds exactly', 'a\n9007199254740993\nROOT\n'],
    ['no origin', '\n70\nROOT\n'],
    ['no root', 'a\n70\n\n'],
    ['a root of 31 bytes', `a\n70\n${Buffer.alloc(31).toString('base64')}\n`],
    ['a root in hexadecimal', `a\n70\n${root}\n`],
    ['an empty line more', 'a\n70\nROOT\n\n'],
  ])('with %s is none', (_, text) =>
    expect(() => parseCheckpoint(text.replace('ROOT', Buffer.from(root, 'hex').toString('base64')))).toThrow(NotANote),
  );

  test('of an empty log, or with lines that others add, is one', () => {
    expect(parseCheckpoint(checkpointText({ ...checkpoint, size: 0 })).size).toBe(0);
    expect(parseCheckpoint(`${checkpointText(checkpoint)}more\n`)).toEqual(checkpoint);
  });
});

describe('a key to verify with', () => {
  test.each([
    ['another id', (text: string) => text.replace(/\+[0-9a-f]{8}\+/, '+00000000+')],
    ['another name', (text: string) => text.replace('log/a', 'log/b')],
    ['another type', (text: string) => text.replace(/^([^+]+\+[^+]+\+)A/, '$1B')],
    ['half of its bytes', (text: string) => text.slice(0, -20)],
    ['nothing after its name', () => 'dutybook/log/a'],
  ])('with %s is none', (_, broken) => {
    const text = String(ours.verifier);
    expect(() => VerifierKey.parse(broken(text))).toThrow(NotANote);
    expect(String(VerifierKey.parse(text))).toBe(text);
  });
});

/** Any one change of a signed checkpoint: what it is said to be afterwards, where anything is believed at all. */
const MUTATIONS = 2_000;
const believed = (open: typeof openCheckpoint, changed: Buffer) => {
  try {
    return open(changed, [ours.verifier]);
  } catch (error) {
    if (error instanceof NotANote) return undefined;
    throw error;
  }
};

/** A note in which a bit was turned, or a byte put in, taken out or doubled. */
const changed = fc
  .tuple(fc.nat(Buffer.byteLength(note) - 1), fc.nat(7), fc.constantFrom('turn', 'put in', 'take out', 'double'), fc.nat(255))
  .map(([at, bit, how, byte]) => {
    const bytes = Buffer.from(note);
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
    if (how === 'put in') return Buffer.concat([before, Buffer.of(byte), after]);
    if (how === 'take out') return Buffer.concat([before, after.subarray(1)]);
    if (how === 'double') return Buffer.concat([before, after.subarray(0, 1), after]);
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at);
    return bytes;
  });

describe(`changed anywhere, ${MUTATIONS} times`, () => {
  const says = (open: typeof openCheckpoint) => (bytes: Buffer) => {
    const found = believed(open, bytes);
    return found === undefined || JSON.stringify(found) === JSON.stringify(checkpoint);
  };

  test('a signed checkpoint says what was signed, or nothing', () =>
    fc.assert(fc.property(changed, says(openCheckpoint)), { numRuns: MUTATIONS, seed: 20261126 }));

  test('and finds it when signatures are not checked', () =>
    expect(() =>
      fc.assert(
        fc.property(
          changed,
          says((bytes) => parseCheckpoint(parseNote(bytes).text)),
        ),
        { numRuns: MUTATIONS, seed: 20261126 },
      ),
    ).toThrow());
});
