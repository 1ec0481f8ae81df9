import { describe, expect, test } from '@jest/globals';
import { crossings } from './crossing.ts';
import type { FailureEvent } from './failure-record.ts';
import type { Known } from './known.ts';
import { fromLog } from './log.ts';
import type { ProductEvent } from './product-record.ts';
import { bookFor, Sent, Supplied } from './sending.ts';
import type { AnyEvent } from './streams.ts';

type Data = Readonly<Record<string, unknown>>;
type Said = readonly [type: string, data: Data];
const isProduct = (event: Known<AnyEvent>): event is Known<ProductEvent> => event.stream.split('/')[1] === 'product';
const isFailure = (event: Known<AnyEvent>): event is Known<FailureEvent> => event.stream.split('/')[1] === 'failure';

const uuidOf = (name: string): string => name;
const SHOPS = ['quayside', 'hollybush', 'dovecote'];
const told = { means: 'email', claims: 'is', text: 'the failure', content: ['details', 'risks', 'steps'] };
const given = (to: string, more: Data = {}): Said => ['NotificationGiven', { ...told, to, ...more }];
const supplied = (to: string): Said => [
  'MadeAvailable',
  { from: 'kestrel', to, toRole: 'distributor', as: 'supply', place: 'GB', condition: 'new', reliesOn: 'statement' },
];
const corrects = (supersedes: string, [type, data]: Said): Said => [
  'Correction',
  // What a test gives is plain JSON.
  { supersedes, reasons: 'a slip', event: { type, version: 1, on: '2026-02-11', data } },
];

/** Kestrel's book of three shops that it supplied; the failure is what a test says. Ids are places on the log: `e0`, `e1`, … */
const kestrels = (failure: readonly Said[], more: readonly Said[] = []) => {
  const product = [
    ['RoleAsserted', { of: 'kestrel', role: 'manufacturer', fromOn: '2025-08-01' }],
    ...SHOPS.map(supplied),
    ...more,
  ];
  const log = [
    ...product.map((said) => ['product/camera', said] as const),
    ...failure.map((said) => ['failure/one', said] as const),
  ];
  const events = log.map(([stream, [type, data]], leaf) =>
    fromLog({
      ...{ id: `e${leaf}`, type: String(type), version: 1, on: '2026-02-11', data: JSON.parse(JSON.stringify(data)) },
      ...{ stream: `kestrel/${stream}`, revision: leaf, leaf, by: 'someone', recordedAt: '2026-02-12T12:00:00.000Z' },
    }),
  );
  const [ofProduct, ofFailure] = [events.filter(isProduct), events.filter(isFailure)];
  const sent = ofFailure.reduce((all, event) => all.add(event), new Sent());
  const products = [ofProduct.reduce((all, event) => all.add(event), new Supplied())];
  return {
    whole: { party: 'kestrel', product: ofProduct, failure: ofFailure },
    failure: ofFailure,
    sent,
    bookFor: (event: Known<FailureEvent>) => bookFor('kestrel', event, { sent, products }),
  };
};

const found: Said = ['FailureDetermined', { product: 'camera', requirement: 'SR1', batches: 'all' }];

/** Ids of the failure’s events begin behind four of the product’s. */
const histories: readonly (readonly [string, readonly Said[], (readonly Said[])?])[] = [
  ['thousands told, one by one', [found, ...SHOPS.map((to) => given(to))]],
  [
    'a record that begins with a notification, which names the product',
    [given('quayside', { product: 'camera' }), given('hollybush')],
  ],
  [
    'one that began so, and was corrected',
    [
      given('quayside', { product: 'camera', requirement: 'SR1' }),
      given('hollybush'),
      corrects('e4', given('dovecote', { product: 'camera', requirement: 'SR2' })),
      given('quayside'),
    ],
  ],
  [
    'one that failed, which turns out to have been another',
    [
      found,
      given('quayside'),
      given('hollybush'),
      ['NotificationFailed', { of: 'e5', reason: 'bounced' }],
      corrects('e7', ['NotificationFailed', { of: 'e6', reason: 'bounced' }]),
      corrects('e8', ['NotificationFailed', { of: 'e5', reason: 'bounced, both' }]),
    ],
  ],
  [
    'a correction of a correction of where one went',
    [found, given('quayside'), corrects('e5', given('hollybush')), corrects('e6', given('dovecote')), given('quayside')],
  ],
  [
    'a supply that went to another shop than was recorded first',
    [found, ...SHOPS.map((to) => given(to))],
    [corrects('e1', supplied('hollybush')), supplied('quayside'), corrects('e2', supplied('nobody'))],
  ],
];

describe('what bears on an event of a sender’s record', () => {
  test.each(histories.map(([says, failure, more = []]) => [says, failure, more] as const))(
    'makes the same cross as the whole book does: %s',
    (_, failure, more) => {
      const book = kestrels(failure, more);
      let crossed = 0;
      for (const event of book.failure) {
        const whole = crossings(event, book.whole, uuidOf);
        expect(crossings(event, book.bookFor(event), uuidOf)).toEqual(whole);
        crossed += whole.length;
      }
      expect(crossed).toBeGreaterThan(0);
    },
  );
  test('is as much however many others were supplied and told', () => {
    const { failure, bookFor: bearingOn } = kestrels([found, ...SHOPS.map((to) => given(to))]);
    const [, second] = failure;
    const book = second && bearingOn(second);
    expect(book?.failure.map(({ type }) => type)).toEqual(['FailureDetermined', 'NotificationGiven']);
    expect(book?.product.map(({ type }) => type)).toEqual(['RoleAsserted', 'MadeAvailable']);
  });
  test('the product is what the first event that names it now says', () => {
    const renamed: Said = ['FailureDetermined', { product: 'camera-2', requirement: 'SR1', batches: 'all' }];
    expect(kestrels([found]).sent.product).toBe('camera');
    expect(kestrels([found, corrects('e4', renamed)]).sent.product).toBe('camera-2');
    expect(kestrels([found, ['Correction', { supersedes: 'e4', reasons: 'not so' }]]).sent.product).toBe('camera');
  });
});
