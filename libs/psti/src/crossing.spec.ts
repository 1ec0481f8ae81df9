import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { crossings, streamOf, usualStreamOf } from './crossing.ts';
import type { Crossing, SendersBook } from './crossing.ts';
import { failureRecord } from './failure-record.ts';
import type { FailureEvent } from './failure-record.ts';
import { fromLog, toLog } from './log.ts';
import { asKnown } from './known.ts';
import type { Known } from './known.ts';
import type { ProductEvent } from './product-record.ts';
import { bookFor, Sent, Supplied } from './sending.ts';
import { problemsIn } from './streams.ts';
import type { AnyEvent } from './streams.ts';

/** RFC 9562, version 5, in the URL namespace. */
const uuidOf = (name: string): string => {
  const digest = createHash('sha1').update(Buffer.from('6ba7b8119dad11d180b400c04fd430c8', 'hex')).update(name).digest();
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x50;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  return digest
    .toString('hex')
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

type Data = Readonly<Record<string, unknown>>;
const isProduct = (event: Known<AnyEvent>): event is Known<ProductEvent> => event.stream.split('/')[1] === 'product';
const isFailure = (event: Known<AnyEvent>): event is Known<FailureEvent> => event.stream.split('/')[1] === 'failure';

/** Several books on one log: what is recorded in one is delivered into the others. */
const books = () => {
  const log: Known<AnyEvent>[] = [];
  const append = (stream: string, event: Parameters<typeof fromLog>[0]) => {
    const known = fromLog({ ...event, stream, leaf: log.length, revision: log.filter((each) => each.stream === stream).length });
    log.push(known);
    return known;
  };
  const bookOf = (party: string): SendersBook => {
    const own = log.filter(({ stream }) => stream.startsWith(`${party}/`));
    return { party, product: own.filter(isProduct), failure: own.filter(isFailure) };
  };
  const record = (stream: string) => log.filter(({ stream: each }) => each === stream).filter(isFailure);
  /** From the whole of the sender's book, and the same from what of it bears on the event. */
  const crossed = (event: Known<FailureEvent>): readonly Crossing[] => {
    const book = bookOf(event.stream.split('/')[0] ?? '');
    const sent = record(event.stream).reduce((all, each) => all.add(each), new Sent());
    const products = [...Map.groupBy(book.product, ({ stream }) => stream).values()];
    const supplied = products.map((events) => events.reduce((all, each) => all.add(each), new Supplied()));
    const found = crossings(event, book, uuidOf);
    expect(crossings(event, bookFor(book.party, event, { sent, products: supplied }), uuidOf)).toEqual(found);
    return found;
  };
  const envelope = { recordedAt: '2026-03-01T12:00:00.000Z', by: 'person-1', revision: 0, leaf: 0 };
  const add = (
    stream: string,
    ...[type, on, data, at]: readonly [type: string, on: string, data: Data, at?: string]
  ): { id: string; crossed: readonly Crossing[]; streams: readonly string[] } => {
    const id = uuidOf(`test/${log.length}`);
    // What a test gives is plain JSON.
    const logged = { id, type, version: 1, on, at, data: JSON.parse(JSON.stringify(data)) };
    const known = append(stream, { ...logged, ...envelope, stream });
    const found = isFailure(known) ? crossed(known) : [];
    const streams = found.map((crossing) => {
      const theirs = record(usualStreamOf(crossing)).reduce(failureRecord.evolve, failureRecord.initial);
      const to = streamOf(crossing, theirs, uuidOf);
      const delivered = toLog(crossing.event);
      expect(problemsIn('failure', delivered)).toEqual([]);
      append(to, { ...delivered, ...envelope, stream: to });
      return to;
    });
    return { id, crossed: found, streams };
  };
  return {
    add,
    log,
    crossed,
    record,
    /** What a record holds today, corrections in place. */
    today: (stream: string) => asKnown(record(stream), { asOf: '2026-12-31', knownAt: '2026-12-31' }),
  };
};

const told: Data = {
  means: 'email',
  claims: 'is',
  content: ['details', 'risks', 'steps'],
  authorityNotified: 'yes',
  text: 'the failure',
};
const supply = (from: string, to: string, toRole: string, as = 'supply'): Data => ({
  from,
  to,
  toRole,
  as,
  place: 'GB',
  condition: 'new',
  reliesOn: 'statement',
});
const role = (of: string, held: string): Data => ({ of, role: held, fromOn: '2025-08-01' });
const found: Data = { product: 'puffincam-2', requirement: 'SR1', batches: 'all' };

/** Kestrel makes PuffinCam 2 and supplies Tarn & Beck; it found a failure. */
const kestrels = () => {
  const all = books();
  all.add('kestrel/product/puffincam-2', 'RoleAsserted', '2025-08-01', role('kestrel', 'manufacturer'));
  all.add('kestrel/product/puffincam-2', 'MadeAvailable', '2025-08-11', supply('kestrel', 'tarn-beck', 'importer'));
  all.add('kestrel/product/puffincam-2', 'MadeAvailable', '2025-08-12', supply('kestrel', 'quayside', 'distributor', 'offer'));
  all.add('kestrel/failure/one', 'FailureDetermined', '2026-02-10', found);
  return all;
};
const theirs = 'tarn-beck/failure/one';

describe('a notification given', () => {
  test('crosses whole, with its day and time, under an id of its own', () => {
    const all = kestrels();
    const { id, crossed, streams } = all.add(
      'kestrel/failure/one',
      'NotificationGiven',
      '2026-02-11',
      { ...told, to: 'tarn-beck', requirement: 'SR1', through: 'dovecote', describesInvestigation: true, reference: 'K-1' },
      '2026-02-11T09:30:00Z',
    );
    expect(streams).toEqual([theirs]);
    expect(crossed.map(({ event }) => toLog(event))).toEqual([
      {
        id: uuidOf(`dutybook:delivery/kestrel/failure/one/${id}/tarn-beck`),
        type: 'NotificationReceived',
        version: 1,
        on: '2026-02-11',
        at: '2026-02-11T09:30:00Z',
        data: {
          product: 'puffincam-2',
          requirement: 'SR1',
          from: 'kestrel',
          fromRole: 'manufacturer',
          toRole: 'importer',
          suppliedByFrom: true,
          means: 'email',
          claims: 'is',
          content: ['details', 'risks', 'steps'],
          authorityNotified: 'yes',
          describesInvestigation: true,
          through: 'dovecote',
          reference: 'K-1',
          text: 'the failure',
          sourceId: id,
          sourceFailure: 'one',
          mintedBy: 'kestrel',
          mintedAs: 'one',
        },
      },
    ]);
    expect(crossed[0]?.texts).toEqual([
      { field: 'text', from: { event: id, field: 'text' } },
      { field: 'reference', from: { event: id, field: 'reference' } },
    ]);
  });
  test('asked for again, however late, it is the same crossing', () => {
    const all = kestrels();
    all.add('kestrel/failure/one', 'NotificationGiven', '2026-02-11', { ...told, to: 'tarn-beck' });
    const given = all.record('kestrel/failure/one')[1];
    const then = given && all.crossed(given);
    all.add('kestrel/product/puffincam-2', 'RoleAsserted', '2026-02-12', role('kestrel', 'distributor'));
    all.add('kestrel/failure/one', 'BeliefEnded', '2026-02-20', { reasons: 'r' });
    expect(given && all.crossed(given)).toEqual(then);
    expect(then).toHaveLength(1);
  });
  test.each(['authority', 'customers', 'kestrel'])('to %s crosses into no book', (to) => {
    const { crossed } = kestrels().add('kestrel/failure/one', 'NotificationGiven', '2026-02-11', { ...told, to });
    expect(crossed).toEqual([]);
  });
  test('says that it came from a supplier only where there was a supply: an offer is not enough', () => {
    const { crossed } = kestrels().add('kestrel/failure/one', 'NotificationGiven', '2026-02-11', { ...told, to: 'quayside' });
    expect(crossed[0]?.event).toMatchObject({ toRole: 'distributor', suppliedByFrom: undefined });
  });
  test('tells roles and supplies as the book held them when it was recorded, not as it learned later', () => {
    const all = kestrels();
    const { crossed } = all.add('kestrel/failure/one', 'NotificationGiven', '2026-02-11', { ...told, to: 'hollybush' });
    expect(crossed[0]?.event).toMatchObject({ toRole: undefined, suppliedByFrom: undefined });
    all.add('kestrel/product/puffincam-2', 'MadeAvailable', '2026-01-05', supply('kestrel', 'hollybush', 'distributor'));
    const next = all.add('kestrel/failure/one', 'NotificationGiven', '2026-02-11', { ...told, to: 'hollybush' });
    expect(next.crossed[0]?.event).toMatchObject({ toRole: 'distributor', suppliedByFrom: true });
    const earlier = all.add('kestrel/failure/one', 'NotificationGiven', '2026-01-04', { ...told, to: 'hollybush' });
    expect(earlier.crossed[0]?.event).toMatchObject({ suppliedByFrom: undefined });
  });
});

describe('what the product is called', () => {
  const called = { mark: 'Kestrel', model: 'PuffinCam 2' };
  const described = (all: ReturnType<typeof books>, party: string, model = called.model) =>
    all.add(`${party}/product/puffincam-2`, 'ProductDescribed', '2025-08-01', { ...called, model });

  test('crosses with a notification and with a contact, as the sender’s book has it by then', () => {
    const all = kestrels();
    const before = all.add('kestrel/failure/one', 'ContactMade', '2026-02-10', { means: 'phone', claims: 'is', to: 'tarn-beck' });
    expect(before.crossed[0]?.event).not.toHaveProperty('mark', expect.anything());
    described(all, 'kestrel');
    for (const type of ['ContactMade', 'NotificationGiven'])
      expect(all.add('kestrel/failure/one', type, '2026-02-11', { ...told, to: 'tarn-beck' }).crossed).toMatchObject([
        { event: called },
      ]);
    described(all, 'kestrel', 'PuffinCam 2b');
    expect(all.add('kestrel/failure/one', 'NotificationGiven', '2026-02-12', { ...told, to: 'tarn-beck' }).crossed).toMatchObject(
      [{ event: { ...called, model: 'PuffinCam 2b' } }],
    );
  });

  test('is passed on by whoever was told it and describes the product nowhere; its own name for it goes before that', () => {
    const all = kestrels();
    described(all, 'kestrel');
    all.add('kestrel/failure/one', 'NotificationGiven', '2026-02-11', { ...told, to: 'tarn-beck' });
    const passOn = () => all.add(theirs, 'NotificationGiven', '2026-02-12', { ...told, to: 'quayside' }).crossed;
    expect(passOn()).toMatchObject([{ event: called }]);
    described(all, 'tarn-beck', 'the camera of Kestrel');
    expect(passOn()).toMatchObject([{ event: { ...called, model: 'the camera of Kestrel' } }]);
  });
});

describe('a contact made', () => {
  test('crosses as one received; who is appointed without a role is the representative', () => {
    const all = books();
    const appointed = { manufacturer: 'ruihai', representative: 'dovecote', delegated: ['S11-3'], fromOn: '2025-03-01' };
    all.add('dovecote/product/airsense-5', 'ARAppointed', '2025-03-01', appointed);
    all.add('dovecote/failure/default', 'ComplianceFailureReported', '2026-04-07', {
      product: 'airsense-5',
      from: { kind: 'consumer' },
      claims: 'may be',
      text: 't',
    });
    const { crossed, streams } = all.add('dovecote/failure/default', 'ContactMade', '2026-04-07', {
      to: 'ruihai',
      means: 'email',
      claims: 'may be',
    });
    expect(streams).toEqual(['ruihai/failure/default']);
    expect(crossed[0]?.event).toMatchObject({
      type: 'ContactReceived',
      from: 'dovecote',
      fromRole: 'authorised representative',
      toRole: 'manufacturer',
      claims: 'may be',
    });
    expect(crossed[0]?.texts).toEqual([]);
  });
  test('an attempt does not cross', () =>
    expect(
      kestrels().add('kestrel/failure/one', 'ContactAttempted', '2026-02-11', { to: 'tarn-beck', means: 'phone', claims: 'is' })
        .crossed,
    ).toEqual([]));
});

describe('what undoes or corrects it', () => {
  const given = () => {
    const all = kestrels();
    const notice = all.add('kestrel/failure/one', 'NotificationGiven', '2026-02-11', { ...told, to: 'tarn-beck' });
    return { all, notice: notice.id, receipt: notice.crossed[0]?.event.id };
  };
  const correct = (all: ReturnType<typeof books>, supersedes: string, event?: Data) =>
    all.add('kestrel/failure/one', 'Correction', '2026-02-14', {
      supersedes,
      event: event && { type: 'NotificationGiven', on: '2026-02-11', data: event },
      reasons: 'a slip',
    });

  test('a notification that failed is withdrawn from the book it reached', () => {
    const { all, notice, receipt } = given();
    const { crossed } = all.add('kestrel/failure/one', 'NotificationFailed', '2026-02-12', { of: notice, reason: 'bounced' });
    expect(crossed).toMatchObject([
      {
        to: 'tarn-beck',
        event: { type: 'Correction', on: '2026-02-12', supersedes: receipt, event: undefined, reasons: 'bounced' },
      },
    ]);
    expect(crossed[0]?.texts).toEqual([{ field: 'reasons', from: { event: expect.any(String), field: 'reason' } }]);
    expect(all.today(theirs)).toEqual([]);
  });
  test('that it failed is itself withdrawn: it stands there again', () => {
    const { all, notice, receipt } = given();
    const failed = all.add('kestrel/failure/one', 'NotificationFailed', '2026-02-12', { of: notice, reason: 'bounced' });
    correct(all, failed.id);
    expect(all.today(theirs)).toMatchObject([
      { id: receipt, type: 'NotificationReceived', on: '2026-02-11', content: told.content },
    ]);
  });
  test('corrected words replace the old ones there, and are found where the correction put them', () => {
    const { all, notice, receipt } = given();
    const { crossed, id } = correct(all, notice, { ...told, to: 'tarn-beck', text: 'the failure, better said' });
    expect(all.today(theirs)).toMatchObject([{ id: receipt, text: 'the failure, better said' }]);
    expect(crossed[0]?.texts).toEqual([
      { field: 'reasons', from: { event: id, field: 'reasons' } },
      { field: 'event.data.text', from: { event: id, field: 'event.data.text' } },
    ]);
  });
  test('withdrawn here, it is withdrawn there; and given back when the withdrawal is withdrawn', () => {
    const { all, notice, receipt } = given();
    const withdrawal = correct(all, notice);
    expect(all.today(theirs)).toEqual([]);
    correct(all, withdrawal.id);
    expect(all.today(theirs)).toMatchObject([{ id: receipt, text: 'the failure' }]);
  });
  test('sent to the wrong party: withdrawn there, and delivered to the right one', () => {
    const { all, notice } = given();
    const { crossed, id } = correct(all, notice, { ...told, to: 'quayside' });
    expect(crossed.map(({ to, event }) => [to, event.type])).toEqual([
      ['tarn-beck', 'Correction'],
      ['quayside', 'NotificationReceived'],
    ]);
    expect(all.today(theirs)).toEqual([]);
    expect(all.today('quayside/failure/one')).toMatchObject([
      { id: uuidOf(`dutybook:delivery/kestrel/failure/one/${id}/quayside`), sourceId: notice },
    ]);
  });
  test('and back again: the first receipt stands once more, nothing is received twice', () => {
    const { all, notice, receipt } = given();
    const away = correct(all, notice, { ...told, to: 'quayside' });
    correct(all, away.id, { ...told, to: 'tarn-beck' });
    expect(all.today(theirs)).toMatchObject([{ id: receipt }]);
    expect(all.today('quayside/failure/one')).toEqual([]);
  });
  test('corrected to be for the authority, it is withdrawn from the book it had reached', () => {
    const { all, notice } = given();
    expect(correct(all, notice, { ...told, to: 'authority' }).crossed).toMatchObject([
      { to: 'tarn-beck', event: { type: 'Correction', event: undefined } },
    ]);
    expect(all.today(theirs)).toEqual([]);
  });
  test('the recipient corrected the day of receipt in its own book: the sender’s stays', () => {
    const { all, receipt } = given();
    const { crossed } = all.add(theirs, 'Correction', '2026-02-13', {
      supersedes: receipt,
      event: { type: 'NotificationReceived', on: '2026-02-12', data: { ...told, from: 'kestrel', product: 'puffincam-2' } },
      reasons: 'it came the day after',
    });
    expect(crossed).toEqual([]);
    expect(all.today(theirs)).toMatchObject([{ id: receipt, on: '2026-02-12' }]);
    expect(all.today('kestrel/failure/one')).toMatchObject([{}, { type: 'NotificationGiven', on: '2026-02-11' }]);
  });
  test('corrections of anything else stay at home', () => {
    const { all } = given();
    const belief = all.add('kestrel/failure/one', 'BeliefEnded', '2026-02-12', { reasons: 'r' });
    expect(correct(all, belief.id).crossed).toEqual([]);
  });
});

describe('which record it goes to', () => {
  test('the id goes with it from book to book, with who minted it', () => {
    const all = kestrels();
    all.add('kestrel/failure/one', 'NotificationGiven', '2026-02-11', { ...told, to: 'tarn-beck' });
    const { streams, crossed } = all.add(theirs, 'NotificationGiven', '2026-02-12', { ...told, to: 'hollybush' });
    expect(streams).toEqual(['hollybush/failure/one']);
    expect(crossed[0]?.event).toMatchObject({ from: 'tarn-beck', sourceFailure: 'one', mintedBy: 'kestrel', mintedAs: 'one' });
    expect(all.add('kestrel/failure/one', 'NotificationGiven', '2026-02-13', { ...told, to: 'hollybush' }).streams).toEqual([
      'hollybush/failure/one',
    ]);
  });
  test('a record of the recipient’s own about the same product is the one', () => {
    const all = kestrels();
    all.add(theirs, 'AwarenessAsserted', '2026-02-01', {
      product: 'puffincam-2',
      kind: 'constructive',
      assessedBy: 'tarn-beck',
      reasons: 'r',
    });
    expect(all.add('kestrel/failure/one', 'NotificationGiven', '2026-02-11', { ...told, to: 'tarn-beck' }).streams).toEqual([
      theirs,
    ]);
  });
  test('a record that the recipient began itself about another requirement is another failure, unless it learned of that only later', () => {
    const notice = { ...told, to: 'tarn-beck' };
    const before = kestrels();
    before.add(theirs, 'FailureDetermined', '2026-02-01', { ...found, requirement: 'SR2A' });
    expect(before.add('kestrel/failure/one', 'NotificationGiven', '2026-02-11', notice).streams).toEqual([elsewhere]);
    expect(
      before.add('kestrel/failure/one', 'NotificationGiven', '2026-02-12', { ...notice, requirement: 'SR2A' }).streams,
    ).toEqual([theirs]);
    const corrected = kestrels();
    corrected.add(theirs, 'FailureDetermined', '2026-02-01', { ...found, requirement: 'SR2A' });
    const { id } = corrected.add('kestrel/failure/one', 'NotificationGiven', '2026-02-11', notice);
    const event = { type: 'NotificationGiven', version: 1, on: '2026-02-11', data: { ...notice, requirement: 'SR2A' } };
    const correction = { supersedes: id, event, reasons: 'the other one' };
    expect(corrected.add('kestrel/failure/one', 'Correction', '2026-02-12', correction).streams).toEqual([elsewhere]);
    const after = kestrels();
    after.add(theirs, 'ComplianceFailureReported', '2026-02-01', {
      ...{ product: 'puffincam-2', from: { kind: 'consumer' }, claims: 'may be', text: 'all units share a password' },
    });
    const { crossed, streams } = after.add('kestrel/failure/one', 'NotificationGiven', '2026-02-11', notice);
    after.add(theirs, 'FailureDetermined', '2026-02-12', { ...found, requirement: 'SR2A' });
    const state = after.record(theirs).filter(({ type }) => type !== 'NotificationReceived');
    const replayed = crossed.map((crossing) =>
      streamOf(crossing, state.reduce(failureRecord.evolve, failureRecord.initial), uuidOf),
    );
    expect([streams, replayed]).toEqual([[theirs], [theirs]]);
  });
  test('what the recipient minted comes home to it, whatever else was found meanwhile', () => {
    const all = kestrels();
    all.add(theirs.replace('one', 'two'), 'FailureDetermined', '2026-02-01', { ...found, requirement: 'SR2A' });
    all.add(theirs.replace('one', 'two'), 'NotificationGiven', '2026-02-02', { ...told, to: 'kestrel' });
    all.add('kestrel/failure/two', 'FailureDetermined', '2026-02-03', found);
    expect(all.add('kestrel/failure/two', 'NotificationGiven', '2026-02-04', { ...told, to: 'tarn-beck' }).streams).toEqual([
      theirs.replace('one', 'two'),
    ]);
  });
  const elsewhere = `tarn-beck/failure/${uuidOf('dutybook:failure/kestrel/one')}`;
  test('a record under that id about another product is another failure', () => {
    const all = kestrels();
    all.add(theirs, 'FailureDetermined', '2026-02-01', { ...found, product: 'glowhub' });
    const notice = all.add('kestrel/failure/one', 'NotificationGiven', '2026-02-11', { ...told, to: 'tarn-beck' });
    expect(notice.streams).toEqual([elsewhere]);
    expect(
      all.add('kestrel/failure/one', 'NotificationFailed', '2026-02-12', { of: notice.id, reason: 'bounced' }).streams,
    ).toEqual([elsewhere]);
    expect(all.today(elsewhere)).toEqual([]);
  });
  test('unless the recipient holds both products to be one', () => {
    const all = kestrels();
    all.add(theirs, 'FailureDetermined', '2026-02-01', { ...found, product: 'our-puffin' });
    const { crossed } = all.add('kestrel/failure/one', 'NotificationGiven', '2026-02-11', { ...told, to: 'tarn-beck' });
    const state = all.record(theirs).slice(0, 1).reduce(failureRecord.evolve, failureRecord.initial);
    expect(crossed.map((crossing) => streamOf(crossing, state, uuidOf, ['our-puffin']))).toEqual([theirs]);
  });
  test('a record that came from another minter is another failure', () => {
    const all = kestrels();
    all.add('varde/failure/one', 'FailureDetermined', '2026-02-01', found);
    expect(all.add('varde/failure/one', 'NotificationGiven', '2026-02-02', { ...told, to: 'tarn-beck' }).streams).toEqual([
      theirs,
    ]);
    expect(all.add('kestrel/failure/one', 'NotificationGiven', '2026-02-11', { ...told, to: 'tarn-beck' }).streams).toEqual([
      elsewhere,
    ]);
  });
  test('an answer from such a record comes home to the one it is about', () => {
    const all = kestrels();
    all.add(theirs, 'FailureDetermined', '2026-02-01', { ...found, product: 'glowhub' });
    all.add('kestrel/failure/one', 'NotificationGiven', '2026-02-11', { ...told, to: 'tarn-beck' });
    expect(all.add(elsewhere, 'ContactMade', '2026-02-12', { to: 'kestrel', means: 'phone', claims: 'is' }).streams).toEqual([
      'kestrel/failure/one',
    ]);
    expect(all.add(elsewhere, 'NotificationGiven', '2026-02-12', { ...told, to: 'hollybush' }).streams).toEqual([
      'hollybush/failure/one',
    ]);
  });
});
