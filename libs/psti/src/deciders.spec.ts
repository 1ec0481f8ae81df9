import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Refused } from './decider.ts';
import { exampleOf } from './example.ts';
import { failureRecord, productOf } from './failure-record.ts';
import type { FailureEvent } from './failure-record.ts';
import { fromDoor } from './log.ts';
import { asKnown } from './known.ts';
import type { Known } from './known.ts';
import { deciderOf, problemsIn, streamKinds, typesOf } from './streams.ts';
import type { AnyEvent, EventType, StreamKind } from './streams.ts';

const idOf = (n: number): string => `00000000-0000-5000-8000-${String(n).padStart(12, '0')}`;
type Data = Readonly<Record<string, unknown>>;
type Line = readonly [type: EventType, on: string, data?: Data, at?: string];

/** A stream as its decider sees it: every event is first checked by its shape, then decided, then folded. */
const streamOf = (kind: StreamKind) => {
  const { initial, decide, evolve } = deciderOf(kind);
  const recorded: Known<AnyEvent>[] = [];
  let state = initial;
  const offered = ([type, on, data = {}, at]: Line) => {
    expect(problemsIn(kind, { type, on, at, data })).toEqual([]);
    return fromDoor({ id: idOf(recorded.length + 1), type, version: 1, on, at, data });
  };
  return {
    recorded,
    /** In plain lists, to be compared. */
    state: (): unknown => JSON.parse(JSON.stringify(state)),
    /** Records it and answers its id. */
    add: (...line: Line): string => {
      const event = offered(line);
      decide(event, state);
      const leaf = recorded.length;
      const known = {
        ...event,
        stream: `kestrel/${kind}/one`,
        revision: leaf,
        recordedAt: `${event.on}T23:00:00.000Z`,
        by: 'person-1',
        leaf,
      };
      recorded.push(known);
      state = evolve(state, known);
      return event.id;
    },
    /** The sentence with which it is refused, after the field that it is about. */
    refuses: (...line: Line): string => {
      try {
        decide(offered(line), state);
      } catch (error) {
        if (error instanceof Refused) return `${error.field === undefined ? '' : `${error.field}: `}${error.says}`;
        throw error;
      }
      return 'admitted';
    },
  };
};
const NOWHERE = idOf(99);
const reported: Line = [
  'ComplianceFailureReported',
  '2026-02-03',
  { product: 'puffincam-2', from: { kind: 'researcher' }, claims: 'is', text: 'one password' },
];
const determined: Data = { product: 'puffincam-2', requirement: 'SR1', batches: 'all' };
const told: Data = { to: 'tarn-beck', means: 'email', claims: 'is', content: ['details'], text: 'the failure' };

describe('a failure record', () => {
  test('begins with an event that names its product', () => {
    const record = streamOf('failure');
    expect(record.refuses('BeliefEnded', '2026-02-03', { reasons: 'r' })).toBe(
      'data.product: The first event of a failure record names the product that it is about',
    );
    record.add(...reported);
    expect(record.refuses('BeliefEnded', '2026-02-03', { reasons: 'r' })).toBe('admitted');
  });
  test('is about that product alone', () => {
    const record = streamOf('failure');
    record.add(...reported);
    expect(record.refuses('FailureDetermined', '2026-02-10', { ...determined, product: 'glowhub' })).toBe(
      'data.product: A failure concerns one product, and this record is about puffincam-2',
    );
  });
  test('knows what its events are caused by, and that this came first', () => {
    const record = streamOf('failure');
    const report = record.add(...reported);
    expect(record.refuses('FailureDetermined', '2026-02-10', { ...determined, causedBy: NOWHERE })).toBe(
      'data.causedBy: `causedBy` names an event that is not on this record',
    );
    expect(record.refuses('FailureDetermined', '2026-02-02', { ...determined, causedBy: report })).toBe(
      'on: That is before what it depends on, which was on 2026-02-03',
    );
    expect(
      record.refuses('AwarenessAsserted', '2026-02-02', {
        kind: 'actual',
        assessedBy: 'kestrel',
        reasons: 'r',
        causedBy: report,
      }),
    ).toMatch(/^on: That is before/);
    expect(record.refuses('FailureDetermined', '2026-02-03', { ...determined, causedBy: report })).toBe('admitted');
  });
  test('compares times on one day where both are known', () => {
    const record = streamOf('failure');
    const notice = record.add('NotificationGiven', '2026-02-11', { ...told, product: 'puffincam-2' }, '2026-02-11T09:30:00Z');
    expect(
      record.refuses('NotificationFailed', '2026-02-11', { of: notice, reason: 'bounced' }, '2026-02-11T09:29:59.9Z'),
    ).toMatch(/^on: That is before/);
    expect(record.refuses('NotificationFailed', '2026-02-11', { of: notice, reason: 'bounced' }, '2026-02-11T09:30Z')).toBe(
      'admitted',
    );
    expect(record.refuses('NotificationFailed', '2026-02-11', { of: notice, reason: 'bounced' })).toBe('admitted');
  });
  test('doubts what was told, and fails what was given', () => {
    const record = streamOf('failure');
    const report = record.add(...reported);
    const notice = record.add('NotificationGiven', '2026-02-11', told);
    expect(record.refuses('DoubtRecorded', '2026-02-11', { of: notice, reasons: 'r' })).toBe(
      'data.of: `of` names nothing that this party was told',
    );
    expect(record.refuses('NotificationFailed', '2026-02-11', { of: report, reason: 'r' })).toBe(
      'data.of: `of` names no notification that was given',
    );
    expect(record.refuses('DoubtRecorded', '2026-02-11', { of: NOWHERE, reasons: 'r' })).toBe(
      'data.of: `of` names an event that is not on this record',
    );
    expect(record.refuses('DoubtRecorded', '2026-02-03', { of: report, reasons: 'r' })).toBe('admitted');
  });
  test('makes each record once, and updates what was made', () => {
    const record = streamOf('failure');
    record.add(...reported);
    const kept: Data = { record: 'ours', kind: 'investigation', content: ['outcome'] };
    expect(record.refuses('RecordUpdated', '2026-02-12', kept)).toBe(
      'data.record: No record of that name and kind has been made, so it cannot be updated',
    );
    record.add('RecordMade', '2026-02-10', kept);
    expect(record.refuses('RecordUpdated', '2026-02-09', kept)).toBe(
      'on: That is before what it depends on, which was on 2026-02-10',
    );
    expect(record.refuses('RecordUpdated', '2026-02-12', { ...kept, kind: 'failure' })).toMatch(
      /^data.record: No record of that name and kind/,
    );
    expect(record.refuses('RecordMade', '2026-02-12', kept)).toBe(
      'data.record: That record was made on 2026-02-10: record what is new as an update of it',
    );
    expect(record.refuses('RecordMade', '2026-02-12', { ...kept, kind: 'manufacturers-investigation' })).toBe('admitted');
    expect(record.refuses('RecordUpdated', '2026-02-12', kept)).toBe('admitted');
  });
  test('keeps off nothing that happened, however late, defective or needless', () => {
    const record = streamOf('failure');
    record.add(...reported);
    record.add('RecordClosed', '2026-02-04', { reasons: 'nothing to do' });
    record.add('NotificationGiven', '2026-02-11', { ...told, to: 'never-supplied', content: [] });
    record.add('NotificationGiven', '2026-02-01', told);
    record.add('BeliefEnded', '2026-02-12', { reasons: 'never believed' });
    record.add('ContactImpossibleFinding', '2026-02-12', { whom: 'varde', foundBy: 'kestrel', reasons: 'no attempt' });
    expect(record.recorded).toHaveLength(6);
  });
});

describe('a correction', () => {
  const correction = (supersedes: string, event?: unknown): Data => ({ supersedes, event, reasons: 'a slip' });
  const again = (on: string, data: Data) => ({ type: 'FailureDetermined', on, data });

  test('names what is there', () => {
    const record = streamOf('failure');
    record.add(...reported);
    expect(record.refuses('Correction', '2026-02-12', correction(NOWHERE))).toBe(
      'data.supersedes: `supersedes` names an event that is not on this record',
    );
  });
  test('gives the same type of event, and is no earlier', () => {
    const record = streamOf('failure');
    const report = record.add(...reported);
    expect(record.refuses('Correction', '2026-02-12', correction(report, again('2026-02-10', determined)))).toBe(
      'data.event: An event is corrected by one of its own type: ComplianceFailureReported, not FailureDetermined',
    );
    expect(record.refuses('Correction', '2026-02-02', correction(report))).toMatch(/^on: That is before/);
  });
  test('is made once: then it is the correction that is corrected', () => {
    const record = streamOf('failure');
    record.add(...reported);
    const wrong = record.add('FailureDetermined', '2026-02-10', determined);
    const first = record.add('Correction', '2026-02-12', correction(wrong, again('2026-02-09', determined)));
    expect(record.refuses('Correction', '2026-02-13', correction(wrong))).toBe(
      `data.supersedes: That was already corrected on 2026-02-12: correct that correction, ${first}`,
    );
    expect(
      record.refuses(
        'Correction',
        '2026-02-13',
        correction(first, { type: 'BeliefEnded', on: '2026-02-09', data: { reasons: 'r' } }),
      ),
    ).toBe('data.event: An event is corrected by one of its own type: FailureDetermined, not BeliefEnded');
    record.add('Correction', '2026-02-13', correction(first, again('2026-02-08', { ...determined, requirement: 'SR2A' })));
    const standing = asKnown(record.recorded, { asOf: '2026-02-28', knownAt: '2026-02-28' });
    expect(standing).toMatchObject([{ type: 'ComplianceFailureReported' }, { id: wrong, on: '2026-02-08', requirement: 'SR2A' }]);
    expect(record.state()).toMatchObject({ determinations: [{ id: wrong, on: '2026-02-08', requirement: 'SR2A' }] });
  });
  test('that is withdrawn lets what it corrected stand again, to be corrected anew', () => {
    const record = streamOf('failure');
    record.add(...reported);
    const event = record.add('FailureDetermined', '2026-02-10', determined);
    const withdrawal = record.add('Correction', '2026-02-12', correction(event));
    expect(record.state()).toMatchObject({ determinations: [] });
    record.add('Correction', '2026-02-13', correction(withdrawal));
    expect(record.state()).toMatchObject({ determinations: [{ id: event, on: '2026-02-10' }] });
    expect(record.refuses('Correction', '2026-02-14', correction(event))).toBe('admitted');
  });
  test('withdrawn by mistake, an event comes back by correcting the withdrawal', () => {
    const record = streamOf('failure');
    record.add(...reported);
    const event = record.add('FailureDetermined', '2026-02-10', determined);
    const withdrawal = record.add('Correction', '2026-02-12', correction(event));
    record.add('Correction', '2026-02-13', correction(withdrawal, again('2026-02-11', determined)));
    expect(record.state()).toMatchObject({ determinations: [{ id: event, on: '2026-02-11' }] });
  });
  test('puts in place only what the record would have admitted there', () => {
    const record = streamOf('failure');
    const report = record.add(...reported);
    const found = record.add('FailureDetermined', '2026-02-10', { ...determined, causedBy: report });
    const replaced = (on: string, causedBy: string) =>
      record.refuses('Correction', '2026-02-12', correction(found, again(on, { ...determined, causedBy })));
    expect(replaced('2026-02-09', found)).toBe('data.causedBy: `causedBy` names an event that is not on this record');
    expect(replaced('2026-02-02', report)).toMatch(/^on: That is before/);
    expect(replaced('2026-02-09', report)).toBe('admitted');
    const made = record.add('RecordMade', '2026-02-11', { record: 'ours', kind: 'failure', content: [] });
    const madeAgain = { type: 'RecordMade', on: '2026-02-11', data: { record: 'ours', kind: 'failure', content: ['details'] } };
    expect(record.refuses('Correction', '2026-02-12', correction(made, madeAgain))).toBe('admitted');
  });
  test('of what nothing stands for any more cannot be named as a cause', () => {
    const record = streamOf('failure');
    const report = record.add(...reported);
    record.add('Correction', '2026-02-05', correction(report));
    expect(record.refuses('BeliefAsserted', '2026-02-06', { reasons: 'r', causedBy: report })).toBe(
      'data.causedBy: `causedBy` names an event that is not on this record',
    );
  });
  test('of the first event may change the product, or leave it when nothing names one', () => {
    const record = streamOf('failure');
    const report = record.add(...reported);
    const renamed = record.add(
      'Correction',
      '2026-02-05',
      correction(report, { type: reported[0], on: reported[1], data: { ...reported[2], product: 'glowhub' } }),
    );
    expect(record.state()).toMatchObject({ product: 'glowhub' });
    record.add('Correction', '2026-02-06', correction(renamed, { type: reported[0], on: reported[1], data: reported[2] }));
    expect(record.state()).toMatchObject({ product: 'puffincam-2' });
    const alone = streamOf('failure');
    alone.add('Correction', '2026-02-05', correction(alone.add(...reported)));
    expect(alone.state()).toMatchObject({ product: 'puffincam-2', reports: [] });
    expect(alone.refuses('InvestigationStarted', '2026-02-06')).toBe('admitted');
  });
  test('of what was delivered is open to both sides: its sender may correct what its recipient corrected', () => {
    const record = streamOf('failure');
    const received: Data = { ...told, to: undefined, from: 'varde', product: 'puffincam-2', sourceId: NOWHERE };
    const receipt = record.add('NotificationReceived', '2026-02-11', received);
    record.add(
      'Correction',
      '2026-02-12',
      correction(receipt, { type: 'NotificationReceived', on: '2026-02-12', data: received }),
    );
    record.add(
      'Correction',
      '2026-02-13',
      correction(receipt, { type: 'NotificationReceived', on: '2026-02-11', data: { ...received, authorityNotified: 'yes' } }),
    );
    expect(record.state()).toMatchObject({ received: [{ id: receipt, on: '2026-02-11', authorityNotified: 'yes' }] });
  });
  test('is known to every stream', () => {
    for (const kind of streamKinds) {
      const stream = streamOf(kind);
      expect(stream.refuses('Correction', '2026-02-12', correction(NOWHERE))).toBe(
        'data.supersedes: `supersedes` names an event that is not on this record',
      );
      const type = typesOf(kind)[0] ?? 'Correction';
      const event = stream.add(type, '2026-02-11', { ...exampleOf(type).data, causedBy: undefined, check: undefined });
      const empty = stream.add('Correction', '2026-02-12', correction(event, exampleOf(type)));
      stream.add('Correction', '2026-02-13', correction(empty));
      expect(stream.recorded).toHaveLength(3);
    }
  });
});

describe('a product record', () => {
  test('relies on a check of the label that is on it', () => {
    const record = streamOf('product');
    const supply: Data = { from: 'harbour', to: 'wharf', as: 'supply', place: 'GB', condition: 'new', reliesOn: 'label' };
    const role = record.add('RoleAsserted', '2025-12-08', { of: 'harbour', role: 'importer', fromOn: '2025-12-08' });
    const check = record.add('LabelChecked', '2025-12-11', { scheme: 'JC-STAR', satisfied: true, source: 'register' });
    expect(record.refuses('MadeAvailable', '2025-12-11', { ...supply, check: NOWHERE })).toBe(
      'data.check: `check` names an event that is not on this record',
    );
    expect(record.refuses('MadeAvailable', '2025-12-11', { ...supply, check: role })).toBe(
      'data.check: `check` names an event that is not the check of a label',
    );
    expect(record.refuses('MadeAvailable', '2025-12-10', { ...supply, check })).toMatch(/^on: That is before/);
    expect(record.refuses('MadeAvailable', '2025-12-11', { ...supply, check })).toBe('admitted');
  });
  test('holds two roles of one party side by side', () => {
    const record = streamOf('product');
    record.add('RoleAsserted', '2026-01-01', { of: 'kestrel', role: 'manufacturer', fromOn: '2026-01-01' });
    record.add('RoleAsserted', '2026-01-01', { of: 'kestrel', role: 'importer', fromOn: '2026-01-01' });
    expect(record.recorded).toHaveLength(2);
  });
});

describe('a notice', () => {
  const breach = { duty: 'PSTI-S15-2-SOC-ACCOMPANY', product: 'sleepmat' };
  const intention: Data = { kind: 'compliance', breach, means: 'hand' };
  const given: Data = {
    ...intention,
    contents: [],
    requirements: [{ item: 'evidence', duty: 'PSTI-S28-4-STEPS-EVIDENCE', days: 21 }],
  };

  test('is given before it is varied, revoked, met, paid or appealed against', () => {
    const notice = streamOf('notice');
    const intended = notice.add('IntentNotified', '2026-06-10', intention);
    expect(notice.refuses('NoticeVaried', '2026-06-26', given)).toBe(
      'No notice of that name has been given, so it cannot be varied',
    );
    expect(notice.refuses('NoticeRevoked', '2026-06-26')).toBe('No notice of that name has been given, so it cannot be revoked');
    expect(notice.refuses('RequirementMet', '2026-07-07', { item: 'evidence' })).toBe(
      'No notice of that name has been given, so nothing that it requires can be met',
    );
    expect(notice.refuses('PenaltyPaid', '2026-07-07', { part: 'fixed', amount: 1 })).toBe(
      'No notice of that name has been given, so no penalty under it can be paid',
    );
    expect(notice.refuses('AppealLodged', '2026-07-07', { against: NOWHERE })).toBe(
      'data.against: `against` names an event that is not on this record',
    );
    expect(notice.refuses('AppealLodged', '2026-07-07', { against: intended })).toBe(
      'data.against: An appeal is against a notice given, or a variation of it',
    );
  });
  test('given, its own items are met on or after that day', () => {
    const notice = streamOf('notice');
    notice.add('NoticeGiven', '2026-06-24', given);
    expect(notice.refuses('RequirementMet', '2026-07-07', { item: 'statement' })).toBe(
      'data.item: The notice requires no such item; it requires: evidence',
    );
    expect(notice.refuses('RequirementMet', '2026-06-23', { item: 'evidence' })).toBe(
      'on: That is before what it depends on, which was on 2026-06-24',
    );
    expect(notice.refuses('PenaltyPaid', '2026-07-07', { part: 'fixed', amount: 1 })).toBe(
      'data.part: A compliance notice asks for no penalty',
    );
    expect(notice.refuses('RequirementMet', '2026-07-07', { item: 'evidence' })).toBe('admitted');
  });
  test('too early, without intention, a second time: an answer beside the fact, never refused', () => {
    const notice = streamOf('notice');
    notice.add('NoticeGiven', '2026-06-24', given);
    notice.add('IntentNotified', '2026-06-24', intention);
    notice.add('NoticeGiven', '2026-06-25', given);
    notice.add('RepresentationsMade', '2026-06-26');
    expect(notice.recorded).toHaveLength(4);
  });
  test('is of one kind', () => {
    const notice = streamOf('notice');
    notice.add('IntentNotified', '2026-06-10', intention);
    expect(notice.refuses('NoticeGiven', '2026-06-24', { ...given, kind: 'stop' })).toBe(
      'data.kind: This is a compliance notice: one of another kind has a record of its own',
    );
  });
  test('is appealed against before the appeal ends', () => {
    const notice = streamOf('notice');
    const against = notice.add('NoticeGiven', '2026-06-24', given);
    expect(notice.refuses('AppealWithdrawn', '2026-07-10', { against })).toBe(
      'data.against: No appeal against that has been lodged',
    );
    expect(notice.refuses('AppealDetermined', '2026-07-10', { against, outcome: 'varied' })).toBe(
      'data.against: No appeal against that has been lodged',
    );
    notice.add('AppealLodged', '2026-07-01', { against });
    expect(notice.refuses('AppealWithdrawn', '2026-06-30', { against })).toBe(
      'on: That is before what it depends on, which was on 2026-07-01',
    );
    expect(notice.refuses('SuspendedByUpperTribunal', '2026-09-01', { against })).toBe(
      'data.against: The Tribunal has decided no appeal against that, so the Upper Tribunal suspends nothing',
    );
    notice.add('AppealDetermined', '2026-08-10', { against, outcome: 'confirmed' });
    expect(notice.refuses('SuspendedByUpperTribunal', '2026-09-01', { against })).toBe('admitted');
  });
  test('drops an intention that there was, and decides a claim that was received', () => {
    const notice = streamOf('notice');
    expect(notice.refuses('IntentDropped', '2026-06-12')).toBe(
      'No intention to give this notice has been notified, so none can be dropped',
    );
    expect(notice.refuses('ClaimDecided', '2026-06-12', { amount: 0, outcome: 'refused' })).toBe(
      'No claim has been received, so none can be decided',
    );
    notice.add('ClaimReceived', '2026-06-01', { amount: 0 });
    expect(notice.refuses('ClaimDecided', '2026-05-31', { amount: 0, outcome: 'refused' })).toMatch(/^on: That is before/);
    expect(notice.refuses('ClaimDecided', '2026-07-15', { amount: 0, outcome: 'refused' })).toBe('admitted');
  });
});

describe('a delivery', () => {
  const about: Data = { failure: 'shared-password', notification: idOf(50), recipient: 'quayside' };
  const acknowledged: Data = { ...about, textHash: 'a'.repeat(64) };

  test('is acknowledged once', () => {
    const delivery = streamOf('delivery');
    delivery.add('NotificationAcknowledged', '2026-02-12', acknowledged);
    expect(delivery.refuses('NotificationAcknowledged', '2026-02-13', acknowledged)).toBe(
      'This notification was acknowledged on 2026-02-12 already',
    );
    expect(delivery.refuses('Declined', '2026-02-13', { ...about, why: 'not stocked' })).toBe('admitted');
  });
  test('is about one notification to one recipient', () => {
    const delivery = streamOf('delivery');
    delivery.add('Declined', '2026-02-12', { ...about, why: 'not stocked' });
    expect(delivery.refuses('Declined', '2026-02-12', { ...about, why: 'wrong recipient' })).toBe(
      'This notification was declined on 2026-02-12 already',
    );
    expect(delivery.refuses('QuestionAsked', '2026-02-12', { ...about, recipient: 'hollybush', text: 'which?' })).toBe(
      'data.recipient: What stands here concerns the recipient quayside, not hollybush',
    );
  });
  test('answers a question that was asked', () => {
    const delivery = streamOf('delivery');
    const declined = delivery.add('Declined', '2026-02-12', { ...about, why: 'not stocked' });
    const question = delivery.add('QuestionAsked', '2026-02-13', { ...about, text: 'which batches?' });
    const answer = (of: string, on = '2026-02-14') => delivery.refuses('QuestionAnswered', on, { ...about, of, text: 'all' });
    expect(answer(NOWHERE)).toBe('data.of: `of` names an event that is not on this record');
    expect(answer(declined)).toBe('data.of: `of` names an event that is not a question');
    expect(answer(question, '2026-02-12')).toMatch(/^on: That is before/);
    expect(answer(question)).toBe('admitted');
  });
  test('answers each question once: another answer corrects the first, or comes when that is withdrawn', () => {
    const delivery = streamOf('delivery');
    const first = delivery.add('QuestionAsked', '2026-02-13', { ...about, text: 'which batches?' });
    const second = delivery.add('QuestionAsked', '2026-02-13', { ...about, text: 'since when?' });
    const answer = (of: string, text: string): Data => ({ ...about, of, text });
    const given = delivery.add('QuestionAnswered', '2026-02-14', answer(first, 'all'));
    expect(delivery.refuses('QuestionAnswered', '2026-02-15', answer(first, 'B7 alone'))).toBe(
      'This question was answered on 2026-02-14 already',
    );
    expect(delivery.refuses('QuestionAnswered', '2026-02-15', answer(second, 'since May'))).toBe('admitted');
    const anew = { type: 'QuestionAnswered', on: '2026-02-14', data: answer(first, 'B7 alone') };
    expect(delivery.refuses('Correction', '2026-02-15', { supersedes: given, event: anew, reasons: 'a slip' })).toBe('admitted');
    delivery.add('Correction', '2026-02-15', { supersedes: given, reasons: 'a slip' });
    expect(delivery.refuses('QuestionAnswered', '2026-02-15', answer(first, 'B7 alone'))).toBe('admitted');
  });
});

describe('the installation', () => {
  test('admits a party once, by its id and by every identifier it has', () => {
    const installation = streamOf('installation');
    installation.add('PartyAdmitted', '2026-01-01', {
      party: 'kestrel',
      name: 'Kestrel',
      identifiers: { gln: '5012345678900', companyNumber: '01234567' },
    });
    expect(installation.refuses('PartyAdmitted', '2026-01-02', { party: 'kestrel', name: 'Kestrel' })).toBe(
      'data.party: The party kestrel was admitted on 2026-01-01 already',
    );
    expect(
      installation.refuses('PartyAdmitted', '2026-01-02', {
        party: 'kestrel-2',
        name: 'Kestrel',
        identifiers: { gln: '5012345678900' },
      }),
    ).toBe("data.identifiers.gln: That identifier is the party kestrel's: they are one party");
    expect(
      installation.refuses('PartyAdmitted', '2026-01-02', {
        party: 'kestrel-2',
        name: 'Kestrel',
        identifiers: { gln: '5012345678917' },
      }),
    ).toBe('admitted');
    expect(installation.refuses('PartyAdmitted', '2026-01-02', { party: 'kestrel-2', name: 'Kestrel' })).toBe('admitted');
  });
  test('ends a grant that was given, once', () => {
    const installation = streamOf('installation');
    const party = installation.add('PartyAdmitted', '2026-01-01', { party: 'kestrel', name: 'Kestrel' });
    const grant = installation.add('GrantGiven', '2026-01-02', { party: 'authority', scope: 'all' });
    expect(installation.refuses('GrantEnded', '2026-01-03', { of: NOWHERE })).toBe(
      'data.of: `of` names an event that is not on this record',
    );
    expect(installation.refuses('GrantEnded', '2026-01-03', { of: party })).toBe(
      'data.of: `of` names an event that gave no grant',
    );
    expect(installation.refuses('GrantEnded', '2026-01-01', { of: grant })).toMatch(/^on: That is before/);
    installation.add('GrantEnded', '2026-01-03', { of: grant });
    expect(installation.refuses('GrantEnded', '2026-01-04', { of: grant })).toBe(
      'data.of: That grant ended on 2026-01-03 already',
    );
  });
});

describe('whatever is offered in whatever order', () => {
  const line = (kind: StreamKind) =>
    fc.record({
      type: fc.constantFrom(...typesOf(kind)),
      day: fc.integer({ min: 1, max: 5 }),
      names: fc.integer({ min: 1, max: 12 }),
      withdraws: fc.boolean(),
    });
  /** Every field that names an event names one that may be there; a correction gives whatever it names. */
  const offer = (
    { type, day, names, withdraws }: { type: EventType; day: number; names: number; withdraws: boolean },
    recorded: readonly Known<AnyEvent>[],
    n: number,
  ): AnyEvent => {
    const on = `2026-02-0${day}`;
    const target = recorded[names - 1];
    const replaced = target === undefined || withdraws || target.type === 'Correction' ? undefined : exampleOf(target.type);
    const named = Object.keys(exampleOf(type).data).filter((name) =>
      ['causedBy', 'of', 'check', 'against', 'supersedes'].includes(name),
    );
    const data = {
      ...exampleOf(type).data,
      ...Object.fromEntries(named.map((name) => [name, idOf(names)])),
      ...(type === 'Correction' ? { event: replaced && { ...replaced, on } } : {}),
    };
    return fromDoor({ id: idOf(n + 1), type, version: 1, on, data });
  };

  test.each(streamKinds)('%s: what is admitted folds, and what would have been refused folds too', (kind) => {
    const { initial, decide, evolve } = deciderOf(kind);
    const run = (lines: readonly { type: EventType; day: number; names: number; withdraws: boolean }[], all: boolean) => {
      const recorded: Known<AnyEvent>[] = [];
      let state = initial;
      for (const each of lines) {
        const leaf = recorded.length;
        const event = offer(each, recorded, leaf);
        try {
          if (!all) decide(event, state);
        } catch (error) {
          if (error instanceof Refused && /^[A-Z`]/.test(error.says)) continue;
          throw error;
        }
        const known = {
          ...event,
          stream: `kestrel/${kind}/one`,
          revision: leaf,
          recordedAt: `2026-02-06T00:00:0${leaf % 10}.000Z`,
          by: 'person-1',
          leaf,
        };
        recorded.push(known);
        state = evolve(state, known);
      }
      return { recorded, state };
    };
    fc.assert(
      fc.property(fc.array(line(kind), { maxLength: 15 }), fc.boolean(), (lines, all) => {
        const { recorded, state } = run(lines, all);
        // Folding again gives the same; everything recorded is kept as it was recorded.
        expect(recorded.reduce((folded, event) => evolve(folded, event), initial)).toEqual(state);
        expect(JSON.parse(JSON.stringify(state))).toMatchObject({ recorded: JSON.parse(JSON.stringify(recorded)) });
      }),
      { numRuns: 150 },
    );
  });

  test('a decision reads the state and leaves it as it was', () => {
    const record = streamOf('failure');
    const report = record.add(...reported);
    const frozen = JSON.stringify(record.state());
    record.refuses('FailureDetermined', '2026-02-01', { ...determined, causedBy: report });
    record.refuses('Correction', '2026-02-12', { supersedes: report, reasons: 'r' });
    expect(JSON.stringify(record.state())).toBe(frozen);
  });
  test('the product of a record is what its first event named', () => {
    const known: Known<FailureEvent>[] = [];
    expect(productOf(known.reduce(failureRecord.evolve, failureRecord.initial))).toBeUndefined();
  });
});
