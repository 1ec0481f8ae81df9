import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { uuidOf } from '#access';
import { MemoryStore } from '#event-store';
import type { AppendOptions, NewEvent } from '#event-store';
import { corrected, fromLog } from '#psti';
import { Vault } from '#vault';
import { Books } from './books.ts';
import { Delivery, DELIVERY } from './index.ts';
import { eventId, failure, notified, reported, SmallChain, StandingClock } from './small-chain.ts';

let chain: SmallChain;
const begin = async (at?: Promise<SmallChain>) => {
  chain = await (at ?? SmallChain.at());
  await chain.admitAll();
  const product = 'kestrel/product/puffincam-2';
  await chain.record(product, { type: 'RoleAsserted', data: { of: 'kestrel', role: 'manufacturer', fromOn: '2026-01-01' } });
  const supply = {
    from: 'kestrel',
    to: 'tarn-beck',
    toRole: 'importer',
    as: 'supply',
    place: 'GB',
    condition: 'new',
    reliesOn: 'statement',
  };
  await chain.record(product, { type: 'MadeAvailable', data: supply });
  await chain.record(failure, reported());
  await chain.delivery.start();
};
beforeEach(() => begin());
afterEach(() => chain.close());

const theirs = 'tarn-beck/failure/shared-password';
const deliveredId = (event: string, to: string, stream = failure) => uuidOf(`dutybook:delivery/${stream}/${event}/${to}`);
const correction = (supersedes: string, event?: object) => ({
  type: 'Correction',
  data: { supersedes, event, reasons: 'a slip' },
});
const on20th = (offer: object) => ({ ...offer, on: '2026-02-20' });
const standing = async (stream: string) => corrected((await chain.events(stream)).map(fromLog));
const typesOn = async (stream: string) => (await chain.events(stream)).map(({ type }) => type);

const another = () => new Delivery(chain.store, chain.vault, new Books(chain.store));

/** Delivers again from the beginning of the log, as after a checkpoint that was lost. */
async function deliverAnew(): Promise<void> {
  await chain.delivery.stop();
  const { storeId } = chain.store;
  const { reactors, leases } = chain.vault;
  const from = await reactors.position('delivery', storeId);
  const fence = (await leases.take('delivery', 'whoever lost it')) ?? 0;
  expect(await reactors.advance({ reactor: 'delivery', storeId, from, to: '' }, fence)).toBe(true);
  await leases.release('delivery', 'whoever lost it');
  const anew = another();
  await anew.start();
  expect(await anew.waitFor(await chain.store.head(), 5_000)).toBe(true);
  await anew.stop();
}

describe('a notification given', () => {
  test('becomes one received in the recipient’s book, with the same words under its own id', async () => {
    const given = await chain.record(failure, { ...notified('tarn-beck'), at: '2026-02-20T09:30:00Z' });
    await chain.settled();
    const [received, ...more] = await chain.events(theirs);
    expect(more).toEqual([]);
    expect(received).toMatchObject({
      id: deliveredId(given.id, 'tarn-beck'),
      type: 'NotificationReceived',
      by: DELIVERY,
      on: '2026-02-20',
      at: '2026-02-20T09:30:00Z',
      data: {
        product: 'puffincam-2',
        from: 'kestrel',
        fromRole: 'manufacturer',
        toRole: 'importer',
        suppliedByFrom: true,
        claims: 'is',
        content: ['details', 'risks', 'steps'],
        sourceId: given.id,
      },
    });
    expect(await chain.words(received, 'text')).toBe('the failure and our investigation');
    expect(received?.data['text']).not.toBe((await chain.events(failure))[1]?.data['text']);
  });

  test('to the authority or to customers crosses into no book', async () => {
    await chain.record(failure, notified('authority'));
    await chain.record(failure, notified('customers'));
    await chain.settled();
    expect(await chain.events('authority/failure/shared-password')).toEqual([]);
    expect((await chain.events(failure)).map(({ type }) => type)).toEqual([
      'ComplianceFailureReported',
      'NotificationGiven',
      'NotificationGiven',
    ]);
  });

  test('whose words were erased before it was delivered says so', async () => {
    await chain.delivery.stop();
    const { id } = await chain.record(failure, notified('tarn-beck'));
    await chain.vault.erase({
      party: 'kestrel',
      texts: [{ stream: failure, id, field: 'text' }],
      on: '2026-02-20',
      basis: 'named a person',
    });
    await chain.delivery.start();
    await chain.settled();
    expect(await chain.words((await chain.events(theirs))[0], 'text')).toBe('erased on 2026-02-20');
  });
});

test('a contact made becomes one received', async () => {
  await chain.record(theirs, reported());
  const made = await chain.record(theirs, {
    type: 'ContactMade',
    data: { to: 'kestrel', means: 'phone', claims: 'may be', text: 'we rang' },
  });
  await chain.settled();
  const received = (await chain.events(failure)).at(-1);
  expect(received).toMatchObject({
    type: 'ContactReceived',
    id: deliveredId(made.id, 'kestrel', theirs),
    data: { from: 'tarn-beck', claims: 'may be' },
  });
  expect(await chain.words(received, 'text')).toBe('we rang');
});

describe('what corrects or undoes a notification', () => {
  let given: string;
  beforeEach(async () => {
    given = (await chain.record(failure, notified('tarn-beck'))).id;
    await chain.settled();
  });

  test('corrects it there', async () => {
    await chain.record(failure, correction(given, on20th(notified('tarn-beck', 'the failure alone'))));
    await chain.settled();
    expect(await typesOn(theirs)).toEqual(['NotificationReceived', 'Correction']);
    const [received] = await standing(theirs);
    const [, corrects] = await chain.events(theirs);
    expect(received).toMatchObject({ id: deliveredId(given, 'tarn-beck'), type: 'NotificationReceived' });
    expect([...(corrects ? await chain.vault.texts.of([corrects]) : []).values()].sort()).toEqual([
      'a slip',
      'the failure alone',
    ]);
  });

  test('withdraws it there, and delivers to whom it was meant', async () => {
    await chain.record(failure, correction(given, on20th(notified('quayside'))));
    await chain.settled();
    expect(await standing(theirs)).toEqual([]);
    expect(await standing('quayside/failure/shared-password')).toMatchObject([{ type: 'NotificationReceived', from: 'kestrel' }]);
  });

  test('withdraws it there when it failed, and restores it when that was a mistake', async () => {
    const failed = await chain.record(failure, { type: 'NotificationFailed', data: { of: given, reason: 'it bounced' } });
    await chain.settled();
    expect(await standing(theirs)).toEqual([]);
    await chain.record(failure, correction(failed.id));
    await chain.settled();
    expect(await standing(theirs)).toMatchObject([{ id: deliveredId(given, 'tarn-beck'), type: 'NotificationReceived' }]);
  });

  test('leaves alone the day of receipt that the recipient has put right', async () => {
    chain.clock.instant = '2026-02-22T12:00:00.000Z';
    const [received] = await chain.events(theirs);
    const { text: _, ...fields } = received?.data ?? {};
    const late = {
      type: 'NotificationReceived',
      on: '2026-02-21',
      data: { ...fields, text: 'the failure and our investigation' },
    };
    await chain.record(theirs, correction(received?.id ?? '', late));
    await chain.record(
      failure,
      correction(given, on20th({ ...notified('tarn-beck', 'the failure alone'), at: '2026-02-20T10:00:00Z' })),
    );
    await chain.settled();
    const [now] = await standing(theirs);
    expect(now).toMatchObject({ type: 'NotificationReceived', on: '2026-02-21', sourceId: given });
    expect(now).not.toHaveProperty('at');
  });
});

describe('where a receipt came from', () => {
  const received = {
    type: 'NotificationReceived',
    data: { ...notified('x').data, to: undefined, product: 'puffincam-2', from: 'kestrel' },
  };
  const offer = (more: object) => ({ ...received, data: JSON.parse(JSON.stringify({ ...received.data, ...more })) });

  test('nobody makes up: what came from outside is recorded without it', async () => {
    await chain.record(theirs, offer({}));
    const made = offer({ sourceId: eventId('made up'), mintedBy: 'kestrel', mintedAs: 'shared-password' });
    await expect(chain.record(theirs, made)).rejects.toThrow(
      'data.sourceId: Only what was delivered here says `sourceId`: leave it out',
    );
  });

  test('stays as it was in a correction by the recipient', async () => {
    const given = await chain.record(failure, notified('tarn-beck'));
    await chain.settled();
    const [{ id, data } = { id: '', data: {} }] = await chain.events(theirs);
    const late = (more: object) => correction(id, on20th({ ...received, data: { ...data, text: 'the failure', ...more } }));
    await expect(chain.record(theirs, late({ sourceId: eventId('made up') }))).rejects.toThrow(
      'data.event.data.sourceId: Only what',
    );
    await chain.record(theirs, late({}));
    expect(await standing(theirs)).toMatchObject([{ sourceId: given.id, by: DELIVERY }]);
  });
});

describe('where it goes', () => {
  test('a record of the recipient’s under that id about another product is left alone: the id is made from the sender’s', async () => {
    await chain.record(theirs, { ...reported(), data: { ...reported().data, product: 'airsense-5' } });
    const given = await chain.record(failure, notified('tarn-beck'));
    await chain.settled();
    const made = `tarn-beck/failure/${uuidOf('dutybook:failure/kestrel/shared-password')}`;
    expect(await typesOn(theirs)).toEqual(['ComplianceFailureReported']);
    expect(await chain.events(made)).toMatchObject([{ id: deliveredId(given.id, 'tarn-beck') }]);

    await chain.record(made, { type: 'ContactMade', data: { to: 'kestrel', means: 'email', claims: 'is' } });
    await chain.record(failure, correction(given.id));
    await chain.settled();
    expect((await chain.events(failure)).map(({ type }) => type)).toContain('ContactReceived');
    expect(await standing(made)).toMatchObject([{ type: 'ContactMade' }]);
  });

  test('so is one that came from another’s minting of the same id', async () => {
    await chain.record('hollybush/failure/shared-password', reported());
    await chain.record('hollybush/failure/shared-password', notified('quayside'));
    await chain.settled();
    await chain.record(failure, notified('quayside'));
    await chain.settled();
    expect(await chain.events('quayside/failure/shared-password')).toMatchObject([{ data: { from: 'hollybush' } }]);
    expect(await chain.events(`quayside/failure/${uuidOf('dutybook:failure/kestrel/shared-password')}`)).toMatchObject([
      { data: { from: 'kestrel' } },
    ]);
  });

  test('a product that the recipient keeps under another id is the same product', async () => {
    await chain.record('tarn-beck/product/cam', { type: 'SameProductAs', data: { product: 'puffincam-2' } });
    await chain.record(theirs, { ...reported(), data: { ...reported().data, product: 'cam' } });
    await chain.record(failure, notified('tarn-beck'));
    await chain.settled();
    expect(await typesOn(theirs)).toEqual(['ComplianceFailureReported', 'NotificationReceived']);
  });

  test('roles and supplies are those that the sender keeps under another id, too', async () => {
    await chain.record('kestrel/product/cam', { type: 'SameProductAs', data: { product: 'puffincam-2' } });
    await chain.record('kestrel/failure/f2', { ...reported(), data: { ...reported().data, product: 'cam' } });
    await chain.record('kestrel/failure/f2', notified('tarn-beck'));
    await chain.settled();
    expect(await chain.events('tarn-beck/failure/f2')).toMatchObject([
      { data: { fromRole: 'manufacturer', toRole: 'importer', suppliedByFrom: true } },
    ]);
  });
});

/** Everything that can cross, on one record: afterwards each id stands once in each recipient's book. */
async function everythingCrosses(): Promise<void> {
  const first = await chain.record(failure, notified('tarn-beck'));
  await chain.record(failure, notified('hollybush'));
  await chain.record(failure, { type: 'ContactMade', data: { to: 'quayside', means: 'phone', claims: 'is', text: 'we rang' } });
  const failed = await chain.record(failure, { type: 'NotificationFailed', data: { of: first.id, reason: 'it bounced' } });
  await chain.record(failure, correction(failed.id));
  await chain.record(failure, correction(first.id, on20th(notified('quayside', 'meant for you'))));
  await chain.settled();
}
const delivered = async () => {
  const books = ['tarn-beck', 'hollybush', 'quayside'].map((party) => chain.events(`${party}/failure/shared-password`));
  return (await Promise.all(books)).map((events) =>
    events.map(({ type, data }) => `${type} ${String(data['sourceId'] ?? data['supersedes'])}`),
  );
};

describe('delivered once', () => {
  test('a delivery from the beginning of the log adds nothing', async () => {
    await everythingCrosses();
    const [head, before] = [await chain.store.head(), await delivered()];
    expect(before.map(({ length }) => length)).toEqual([4, 1, 2]);
    await deliverAnew();
    expect(await chain.store.head()).toBe(head);
    expect(await delivered()).toEqual(before);
  });

  test('two deliveries at once deliver once: one of them stands by', async () => {
    await chain.delivery.stop();
    const texts = ['first', 'second', 'third'];
    const given = await Promise.all(texts.map((text) => chain.record(failure, notified('tarn-beck', text))));
    const racing = [another(), another()];
    await Promise.all(racing.map((each) => each.start()));
    await Promise.all(racing.map(async (each) => each.waitFor(await chain.store.head(), 2_000)));
    expect(racing.map((each) => each.health().state).sort()).toEqual(['following', 'standing by']);
    const asRecorded = given.toSorted((a, b) => a.position.localeCompare(b.position));
    expect((await chain.events(theirs)).map(({ id }) => id)).toEqual(asRecorded.map(({ id }) => deliveredId(id, 'tarn-beck')));
    for (const each of racing) await each.stop();
  });

  test('and finds it when the log does not keep the ids that deliveries are made under', async () => {
    await chain.close();
    const clock = new StandingClock();
    await begin(SmallChain.at('memory:', { clock, store: new Forgetful(clock) }));
    await chain.record(failure, notified('tarn-beck'));
    await chain.settled();
    expect(await typesOn(theirs)).toHaveLength(1);
    await deliverAnew();
    expect(await typesOn(theirs)).toHaveLength(2);
  });

  test('one whose words are nowhere stops there, says so, and goes no further', async () => {
    await chain.delivery.stop();
    const { position } = await chain.record(failure, notified('tarn-beck'));
    const vault = await Vault.open({ url: 'memory:' });
    const delivery = new Delivery(chain.store, vault, new Books(chain.store));
    await delivery.start();
    for (let tries = 0; delivery.health().state !== 'stuck' && tries < 600; tries += 1) await wait(50);
    expect(await delivery.waitFor(position, 100)).toBe(false);
    expect(delivery.health()).toMatchObject({
      state: 'stuck',
      stuck: { position, says: 'The words that were sent are not in the vault' },
    });
    expect(await chain.events(theirs)).toEqual([]);
    await vault.close();
  });
});

/** A log that gives every delivered event an id of its own making. */
class Forgetful extends MemoryStore {
  #made = 0;
  override append(stream: string, events: readonly NewEvent[], options: AppendOptions) {
    if (options.by !== DELIVERY) return super.append(stream, events, options);
    const key = eventId(`forgotten ${(this.#made += 1)}`);
    return super.append(
      stream,
      events.map((event) => ({ ...event, id: key })),
      { ...options, key },
    );
  }
}
