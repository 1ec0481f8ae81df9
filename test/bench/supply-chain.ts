/**
 * An installation as the rows about it need one: firms that make, import and sell, and a failure in each product that goes down its
 * chain. For five events that were recorded, most of them supplies, about one duty is still to be done.
 */
import { someoneOf, uuidOf } from '#access';
import type { NewEvent } from '#event-store';

export interface Append {
  readonly stream: string;
  readonly by: string;
  readonly events: readonly NewEvent[];
}
type Data = NewEvent['data'];

export const CHAIN = 162;
const FIRM = 500;
const SHOPS = 4;

export const firmsFor = (events: number): number => Math.max(10, Math.ceil(events / FIRM));
export const firm = (n: number, firms: number): string => `firm-${n % firms}`;
/** What stands on the log in the place of words. The words of the bench are in no vault. */
export const committed = `hmac-sha256:${'Qm9vayBvZiB3aGF0IGEgcGFydHkga25ldyBhbmQgZGlk'.slice(0, 43)}`;

/** A firm's events in one stream, in order, under ids that follow from where they stand. */
export function book(stream: string, happened: readonly (readonly [type: string, on: string, data: Data])[]): Append {
  const party = stream.split('/')[0] ?? '';
  const events = happened.map(([type, on, data], n) => ({ id: idIn(stream, n), type, version: 1, on, data }));
  return { stream, by: someoneOf(party === 'installation' ? 'operator' : party).subject, events };
}
export const idIn = (stream: string, n: number): string => uuidOf(`dutybook:bench/${stream}/${n}`);

export function admissions(firms: number): readonly Append[] {
  const all = Array.from({ length: firms }, (_, n) => ({ party: firm(n, firms), name: `Firm ${n} Ltd` }));
  return [
    book(
      'installation',
      all.map((data) => ['PartyAdmitted', '2025-08-01', data] as const),
    ),
  ];
}

/** A product's chain: its maker, its importer, four shops, and what became of the failure in it. */
export function chain(n: number, firms: number): readonly Append[] {
  const [maker, importer, ...shops] = Array.from({ length: 2 + SHOPS }, (_, place) => firm(n * 7 + place * 13, firms));
  if (maker === undefined || importer === undefined) return [];
  const names = { maker, importer, shops, product: `camera-${n}`, failure: `failure-${n}` };
  return [...products(names), ...failures(names)];
}

interface Names {
  readonly maker: string;
  readonly importer: string;
  readonly shops: readonly string[];
  readonly product: string;
  readonly failure: string;
}

const day = (n: number): string => new Date(Date.UTC(2025, 7, 1 + n)).toISOString().slice(0, 10);
const role = (of: string, as: string) => ['RoleAsserted', day(0), { of, role: as, fromOn: day(0) }] as const;
const found = (by: string, test: string, answer: string) =>
  ['ScopeFinding', day(0), { test, answer, foundBy: by, reasons: committed }] as const;
export const supplied = (on: string, from: string, to: string, toRole?: string) =>
  [
    'MadeAvailable',
    on,
    { from, to, ...(toRole && { toRole }), as: 'supply', place: 'GB', condition: 'new', reliesOn: 'statement' },
  ] as const;
export const inScope = (by: string) => [found(by, 's.5(1)', 'yes'), found(by, 's.6', 'no')] as const;

function products({ maker, importer, shops, product }: Names): readonly Append[] {
  return [
    book(`${maker}/product/${product}`, [
      ['ProductDescribed', day(0), { mark: 'Puffin', model: product }],
      role(maker, 'manufacturer'),
      ...inScope(maker),
      found(maker, 's.54', 'yes'),
      ...Array.from({ length: 30 }, (_, n) => supplied(day(5 + n * 5), maker, importer, 'importer')),
    ]),
    book(`${importer}/product/${product}`, [
      role(importer, 'importer'),
      ...inScope(importer),
      ...Array.from({ length: 50 }, (_, n) => supplied(day(8 + n * 3), importer, shops[n % SHOPS] ?? '', 'distributor')),
    ]),
    ...shops.map((shop) =>
      book(`${shop}/product/${product}`, [
        role(shop, 'distributor'),
        ...inScope(shop),
        ...Array.from({ length: 10 }, (_, n) => supplied(day(20 + n * 14), shop, 'consumers')),
      ]),
    ),
  ];
}

const told = { means: 'email', claims: 'is', content: ['details', 'risks', 'steps'], text: committed };
export const given = (on: string, to: string, more: Data = {}) => ['NotificationGiven', on, { to, ...told, ...more }] as const;

function failures(names: Names): readonly Append[] {
  const { maker, importer, shops, product, failure } = names;
  const makers = book(`${maker}/failure/${failure}`, [
    ['ComplianceFailureReported', day(186), { product, from: { kind: 'researcher' }, claims: 'is', text: committed }],
    ['FailureDetermined', day(193), { product, requirement: 'SR1', batches: 'all', investigated: true, stepsReasonable: true }],
    ['RecordMade', day(193), { record: 'investigation', kind: 'investigation', content: ['outcome', 'details'] }],
    ['RecordMade', day(194), { record: 'failure', kind: 'failure', content: ['details'] }],
    given(day(194), 'authority', { describesInvestigation: true }),
    given(day(194), importer, { authorityNotified: 'yes', describesInvestigation: true }),
    ['CorrectiveActionTaken', day(200), { steps: committed, successful: true, batches: 'all' }],
  ]);
  const importers = book(`${importer}/failure/${failure}`, [
    received(names, { from: maker, fromRole: 'manufacturer', toRole: 'importer', nth: 5 }),
    ['FailureDetermined', day(195), { product, requirement: 'SR1', manufacturer: maker, batches: 'all' }],
    ...shops.map((shop) => given(day(195), shop, { manufacturerAware: 'yes', authorityNotified: 'yes' })),
  ]);
  const theirs = shops.map((shop, n) =>
    book(`${shop}/failure/${failure}`, [
      received(names, { from: importer, fromRole: 'importer', toRole: 'distributor', nth: 2 + n }),
    ]),
  );
  const delivered = [makers, importers, ...theirs].map(withDeliveredId);
  return [...delivered, ...answers(makers, [importer], 5), ...answers(importers, shops, 2)];
}

interface From {
  readonly from: string;
  readonly fromRole: string;
  readonly toRole: string;
  /** Which of the sender's events it is. */
  readonly nth: number;
}
function received({ maker, product, failure }: Names, { nth, ...from }: From) {
  const source = {
    sourceId: idIn(`${from.from}/failure/${failure}`, nth),
    sourceFailure: failure,
    mintedBy: maker,
    mintedAs: failure,
  };
  return ['NotificationReceived', day(195), { product, ...from, suppliedByFrom: true, ...told, ...source }] as const;
}

/** What was delivered stands under the id that delivering it again would give. */
function withDeliveredId(append: Append): Append {
  const [recipient = ''] = append.stream.split('/');
  const events = append.events.map((event) => {
    if (event.type !== 'NotificationReceived') return event;
    const sender = `${String(event.data['from'])}/failure/${String(event.data['sourceFailure'])}`;
    return { ...event, id: uuidOf(`dutybook:delivery/${sender}/${String(event.data['sourceId'])}/${recipient}`) };
  });
  return { ...append, events };
}

/** Each recipient acknowledges what it was sent: the sender's events from the nth on. */
function answers({ stream, events }: Append, recipients: readonly string[], nth: number): readonly Append[] {
  const [sender = '', , failure = ''] = stream.split('/');
  return recipients.map((recipient, n) => {
    const notification = events[nth + n]?.id ?? '';
    const textHash = 'ab'.repeat(32);
    return book(`${sender}/delivery/${notification}`, [
      ['NotificationAcknowledged', day(196), { failure, notification, recipient, textHash }],
    ]);
  });
}
