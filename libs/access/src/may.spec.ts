import { describe, expect, test } from '@jest/globals';
import { may, someoneOf, unseen } from './index.ts';
import type { Action, Fact, Facts } from './index.ts';

/**
 * The books are Kestrel's. Dovecote is appointed its representative for the product; Tarn & Beck was given the message; Quayside
 * has no business with any of it.
 */
const people = ['kestrel', 'dovecote', 'tarn-beck', 'quayside', 'authority', 'operator'] as const;
const facts: Facts = { representatives: ['dovecote'], recipients: ['tarn-beck'] };

const determined: Fact = { type: 'FailureDetermined', data: { product: 'puffincam-2' } };
const throughDovecote: Fact = { type: 'NotificationGiven', data: { to: 'tarn-beck', through: 'dovecote' } };
const throughAnother: Fact = { type: 'NotificationGiven', data: { to: 'tarn-beck', through: 'quayside' } };
const reported = (from: object): Fact => ({ type: 'ComplianceFailureReported', data: { from } });
const byAuthority = reported({ kind: 'authority', party: 'authority' });
const appointed: Fact = { type: 'ARAppointed', data: { representative: 'dovecote' } };
const described: Fact = { type: 'PartyDescribed', data: { dissolvedOn: '2026-02-28' } };
const acknowledged: Fact = { type: 'NotificationAcknowledged', data: {} };
const queued: Fact = { type: 'DeliveryQueued', data: {} };
const correction = (event?: Fact): Fact => ({ type: 'Correction', data: event ? { event } : {} });

const record = (kind: string, event: Fact): Action => ({
  does: 'record',
  stream: kind === 'installation' ? kind : `kestrel/${kind}`,
  event,
});
const read = (kind: string): Action => ({ does: 'read', stream: kind === 'installation' ? kind : `kestrel/${kind}` });

/** yes: allowed. no: refused with a sentence about it. –: as if it were not there. In the order of `people`. */
type Cell = 'yes' | 'no' | '–';
const table: readonly (readonly [string, Action, string, Facts?])[] = [
  ['read a product', read('product/puffincam-2'), 'yes yes – – yes –'],
  ['read a failure record', read('failure/f1'), 'yes yes – – yes –'],
  ['read a notice', read('notice/n1'), 'yes – – – yes –'],
  ['read the profile', read('profile'), 'yes – – – yes –'],
  ['read a delivery', read('delivery/m1'), 'yes – yes – yes –'],
  ['read papers', read('papers/f1'), 'yes – – – – –'],
  ['read what no kind of stream is', read('installation/x'), '– – – – – –'],
  ['read the installation', read('installation'), 'yes yes yes yes yes yes'],
  ['read all of the book', { does: 'read book', party: 'kestrel' }, 'yes – – – yes –'],
  ['compare books', { does: 'compare books' }, '– – – – yes –'],

  ['record on a product', record('product/puffincam-2', { type: 'RoleAsserted', data: {} }), 'yes no – – no –'],
  ['appoint a representative', record('product/puffincam-2', appointed), 'yes no – – no yes'],
  ['record in a failure record', record('failure/f1', determined), 'yes no – – no –'],
  ['notify through the representative', record('failure/f1', throughDovecote), 'yes yes – – no –'],
  ['notify through somebody else', record('failure/f1', throughAnother), 'yes no – – no –'],
  ['report as the authority', record('failure/f1', byAuthority), 'yes no – – yes –'],
  ['report as from a researcher', record('failure/f1', reported({ kind: 'researcher' })), 'yes no – – no –'],
  ['record a notice', record('notice/n1', { type: 'NoticeGiven', data: {} }), 'yes – – – yes –'],
  ['record in the profile', record('profile', { type: 'TargetSet', data: {} }), 'yes – – – no –'],
  ['describe the party', record('profile', described), 'yes – – – no yes'],
  ['record in the papers', record('papers/f1', { type: 'Draft', data: {} }), 'yes – – – – –'],
  ['acknowledge', record('delivery/m1', acknowledged), 'no – yes – no –'],
  ['decline', record('delivery/m1', { type: 'Declined', data: {} }), 'no – yes – no –'],
  ['ask', record('delivery/m1', { type: 'QuestionAsked', data: {} }), 'no – yes – no –'],
  ['say a step was taken', record('delivery/m1', { type: 'StepTaken', data: {} }), 'no – yes – no –'],
  ['answer a question', record('delivery/m1', { type: 'QuestionAnswered', data: {} }), 'yes – no – no –'],
  ['queue a delivery', record('delivery/m1', queued), 'yes – no – no –'],
  ['admit a party', record('installation', { type: 'PartyAdmitted', data: {} }), 'no no no no no yes'],
  ['record where no kind of stream is', record('installation/x', determined), '– – – – – –'],

  ['withdraw a determination', record('failure/f1', correction()), 'yes no – – no –', { ...facts, superseded: determined }],
  [
    'correct what went through the representative',
    record('failure/f1', correction(throughDovecote)),
    'yes yes – – no –',
    { ...facts, superseded: throughDovecote },
  ],
  [
    'withdraw what went through the representative',
    record('failure/f1', correction()),
    'yes yes – – no –',
    { ...facts, superseded: throughDovecote },
  ],
  [
    'put such a thing in the place of another',
    record('failure/f1', correction(throughDovecote)),
    'yes no – – no –',
    { ...facts, superseded: determined },
  ],
  [
    'put another in the place of such a thing',
    record('failure/f1', correction(determined)),
    'yes no – – no –',
    { ...facts, superseded: throughDovecote },
  ],
  [
    'withdraw the authority’s report',
    record('failure/f1', correction()),
    'yes no – – yes –',
    { ...facts, superseded: byAuthority },
  ],
  ['withdraw an acknowledgement', record('delivery/m1', correction()), 'no – yes – no –', { ...facts, superseded: acknowledged }],
  ['withdraw what was queued', record('delivery/m1', correction()), 'yes – no – no –', { ...facts, superseded: queued }],
  [
    'correct how the party was described',
    record('profile', correction(described)),
    'yes – – – no yes',
    { ...facts, superseded: described },
  ],
  [
    'put a target in the place of how it was described',
    record('profile', correction({ type: 'TargetSet', data: {} })),
    'yes – – – no –',
    { ...facts, superseded: described },
  ],
  ['correct what is not there', record('failure/f1', correction()), 'yes no – – no –'],
];

const cell = (person: string, action: Action, given: Facts): Cell => {
  const answer = may(someoneOf(person), action, given);
  if (answer.allow) return 'yes';
  return answer.seen ? 'no' : '–';
};

describe('who may', () => {
  test.each(table)('%s', (_, action, expected, given = facts) =>
    expect(people.map((person) => cell(person, action, given))).toEqual(expected.split(' ')),
  );

  test.each(table)('%s: without the facts neither representative nor recipient is known', (_, action) => {
    const without = (person: string) => cell(person, action, {});
    expect(without('dovecote')).toBe(without('quayside'));
    expect(without('tarn-beck')).toBe(without('quayside'));
  });
});

describe('a stranger', () => {
  type Policy = typeof may;
  const elsewhere = (action: Action, party: string): Action =>
    'stream' in action ? { ...action, stream: action.stream.replace('kestrel', party) } : action;
  const hidden = table.filter(([, action, , given = facts]) => cell('quayside', action, given) === '–');

  /** Where a stranger could tell a book that is there from one that is not. */
  const leaks = (policy: Policy) =>
    hidden.flatMap(([title, action, , given = facts]) => {
      const told = ['kestrel', 'nobody'].map((party) => policy(someoneOf('quayside'), elsewhere(action, party), given));
      return told.every((answer) => JSON.stringify(answer) === JSON.stringify(unseen)) ? [] : [title];
    });

  test('is told of a book that is there what it is told of one that is not', () => {
    expect(hidden.length).toBeGreaterThan(25);
    expect(leaks(may)).toEqual([]);
  });

  test('and finds it when one answer speaks of the book, or one guard is gone', () => {
    const telling: Policy = (person, action, given) => {
      const answer = may(person, action, given);
      return answer.allow || action.does !== 'read' ? answer : { ...answer, says: 'That is another party’s' };
    };
    const open: Policy = (person, action, given) => (action.does === 'read book' ? { allow: true } : may(person, action, given));
    expect(leaks(telling)).toContain('read a failure record');
    expect(leaks(open)).toEqual(['read all of the book']);
  });
});

describe('the authority', () => {
  const own = (kind: string, does: 'read' | 'record'): Cell =>
    cell(
      'authority',
      does === 'read' ? { does, stream: `authority/${kind}` } : { does, stream: `authority/${kind}`, event: determined },
      {},
    );

  test('keeps no failure record of its own, and holds no product', () => {
    expect(own('failure/f1', 'record')).toBe('no');
    expect(own('product/p1', 'record')).toBe('no');
    expect(own('profile', 'record')).toBe('yes');
    expect(own('papers/f1', 'read')).toBe('yes');
  });
});

test('somebody of a party is always the same reference, another one for each party', () => {
  expect(someoneOf('kestrel')).toEqual({ party: 'kestrel', subject: '10502730-0f82-5be8-95dc-03afa0f4893e' });
  expect(someoneOf('tarn-beck').subject).not.toBe(someoneOf('kestrel').subject);
});
