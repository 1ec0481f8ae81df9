import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { exampleOf } from './example.ts';
import { fromDoor, fromLog, toLog } from './log.ts';
import type { LoggedEvent } from './log.ts';
import { fieldsOf } from './shape.ts';
import type { Field } from './shape.ts';
import { eventRefsIn, eventsOf, kindOf, partiesIn, problemsIn, streamKinds, subjectsIn, textsIn, typesOf } from './streams.ts';
import type { EventType, StreamKind } from './streams.ts';

const ID = '00000000-0000-5000-8000-000000000000';
const kinds = streamKinds.flatMap((kind) =>
  typesOf(kind).map((type, at) => ({ kind, type, shape: eventsOf(kind)[at] ?? Object })),
);
const dataOf = (type: EventType) => exampleOf(type).data;

describe('the worked scenarios', () => {
  const folder = new URL('../scenarios/', import.meta.url);
  const events = (file: string): readonly { in: string; type: string; on: string; data: object }[] =>
    parse(readFileSync(new URL(file, folder), 'utf8')).given;
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml')))
    test(`${file}: every event that is given has a right shape`, () => {
      for (const { in: stream, type, on, data } of events(file)) {
        const kind = kindOf(stream);
        const named: unknown = JSON.parse(JSON.stringify(data).replace(/"\$[a-z0-9@-]+"/g, JSON.stringify(ID)));
        expect([type, kind && problemsIn(kind, { type, on, data: named })]).toEqual([type, []]);
      }
    });
});

for (const { kind, shape, type } of kinds)
  describe(`${kind}: ${type}`, () => {
    const fields = fieldsOf(shape);
    const example = dataOf(type);
    const problemsWith = (data: unknown) => problemsIn(kind, { type, on: '2026-02-11', data });
    const firstWith = (name: string, value: unknown) =>
      problemsWith({ ...example, [name]: value }).find(({ field }) => field.startsWith(`data.${name}`));

    test('its example is in order', () => expect(problemsWith(example)).toEqual([]));

    test('without its optional fields it is in order too', () => {
      const needed = new Set([...fields.filter(({ required }) => required).map(({ name }) => name), 'name', 'breach']);
      expect(problemsWith(Object.fromEntries(Object.entries(example).filter(([name]) => needed.has(name))))).toEqual([]);
    });

    test('a wrong value is refused by the name of the field, and null is one', () => {
      for (const { name } of fields) {
        expect(firstWith(name, { not: 'this' })?.says).toMatch(/^`|^there is no field/);
        expect(firstWith(name, null)?.field).toBe(`data.${name}`);
      }
    });

    test('what it needs may not be left out', () => {
      for (const { name } of fields.filter(({ required }) => required))
        expect(problemsWith({ ...example, [name]: undefined })).toContainEqual({
          field: `data.${name}`,
          says: expect.stringContaining(`\`${name}\` is missing: it `),
        });
    });

    test('a field that it does not have is refused by name', () =>
      expect(problemsWith({ ...dataOf(type), fine: 'print' })).toEqual([
        { field: 'data.fine', says: expect.stringContaining('there is no field "fine" here') },
      ]));

    test('no field has a name of the envelope', () => {
      const taken = [
        'id',
        'type',
        'version',
        'on',
        'at',
        'stream',
        'revision',
        'recordedAt',
        'by',
        'leaf',
        'position',
        'prev',
        'salt',
      ];
      expect(fields.map(({ name }) => name).filter((name) => taken.includes(name))).toEqual([]);
    });

    test('from the log and back it is the same', () => {
      const logged = { id: ID, version: 1, ...exampleOf(type), at: '2026-02-11T09:30:00Z' } as LoggedEvent;
      const stream = kind === 'installation' ? kind : `kestrel/${kind}/one`;
      const known = fromLog({ ...logged, stream, revision: 3, recordedAt: '2026-02-11T10:00:00.000Z', by: 'person-1', leaf: 7 });
      expect(known).toMatchObject({ id: ID, type, on: '2026-02-11', stream, revision: 3, leaf: 7, ...dataOf(type) });
      expect(toLog(known)).toEqual(logged);
      expect(toLog(fromDoor(logged))).toEqual(logged);
    });

    test('its texts, and no other words, are values of the vault', () => {
      const everywhere = (list: readonly Field[], under = ''): readonly string[] =>
        list.flatMap(({ name, kind: is, of }) =>
          is === 'text' ? [`${under}${name}`] : is === 'group' ? everywhere(of ?? [], `${under}${name}.`) : [],
        );
      const stands = (path: string): boolean =>
        path.split('.').reduce<unknown>((value, name) => Reflect.get(Object(value), name), dataOf(type)) !== undefined;
      expect(textsIn(type, dataOf(type))).toEqual(everywhere(fields).filter(stands));
      // However a field is called elsewhere, these are always words that somebody wrote.
      const always = ['text', 'reasons', 'reason', 'basis', 'source', 'reference'];
      expect(fields.filter(({ name, kind: is }) => always.includes(name) && is !== 'text')).toEqual([]);
    });
  });

describe('a correction', () => {
  const event = { type: 'NotificationGiven', on: '2026-02-11', data: { ...dataOf('NotificationGiven'), to: 'tarn-beck' } };
  const correction = (replaced: unknown) => ({
    type: 'Correction',
    on: '2026-02-12',
    data: { supersedes: ID, event: replaced, reasons: 'a slip' },
  });

  test('carries a whole event, in order by its own shape', () => expect(problemsIn('failure', correction(event))).toEqual([]));
  test('is refused for what is wrong in it, by path', () =>
    expect(
      problemsIn(
        'failure',
        correction({ ...event, on: '2026-02-30', data: { ...event.data, to: 'Tarn & Beck', cc: 'x' }, by: 'me' }),
      ),
    ).toEqual([
      { field: 'data.event.by', says: 'there is no field "by" here; there are: type, version, on, at, data' },
      { field: 'data.event.data.cc', says: expect.stringContaining('there is no field "cc" here') },
      {
        field: 'data.event.data.to',
        says: expect.stringContaining('`to` names a party by its id: a–z, 0–9 and -, at most 64 characters'),
      },
      { field: 'data.event.on', says: '2026-02-30 is not a day of the calendar' },
    ]));
  test('does not carry another correction', () =>
    expect(problemsIn('failure', correction(correction(event)))).toEqual([
      { field: 'data.event.type', says: 'a correction gives the event as it should have been, not another correction' },
    ]));
  test('does not carry an event of another stream', () =>
    expect(problemsIn('product', correction(event)).map(({ field }) => field)).toEqual(['data.event.type']));

  test('what stands in it is found by its path', () => {
    const data = correction({ ...event, data: { ...event.data, causedBy: undefined } }).data;
    expect(textsIn('Correction', data)).toEqual(['event.data.reference', 'event.data.text', 'reasons']);
    expect(partiesIn('Correction', data)).toEqual([
      { field: 'event.data.to', value: 'tarn-beck' },
      { field: 'event.data.through', value: 'kestrel' },
    ]);
    expect(eventRefsIn('Correction', data)).toEqual([{ field: 'supersedes', value: ID }]);
  });

  test('to the log and back, the event in it keeps its own form', () => {
    const logged = { id: ID, version: 1, ...correction({ ...event, version: 1 }) } as LoggedEvent;
    const read = fromDoor(logged);
    expect(read).toMatchObject({ type: 'Correction', event: { type: 'NotificationGiven', on: '2026-02-11', to: 'tarn-beck' } });
    expect(toLog(read)).toEqual(logged);
  });
});

describe('what is offered', () => {
  const of = (kind: StreamKind, type: string, data: unknown, rest: object = {}) =>
    problemsIn(kind, { type, on: '2026-02-11', data, ...rest }).map(({ field, says }) => `${field}: ${says}`);
  const contact = { to: 'varde', means: 'phone', claims: 'is' };

  test('of an unknown kind: the kinds that there are', () =>
    expect(of('delivery', 'ContactMade', contact)).toEqual([
      'type: `type` is one of: NotificationAcknowledged, Declined, QuestionAsked, QuestionAnswered, Correction',
    ]));
  test.each(['constructor', '__proto__', 'toString', 7, null, undefined])('of the kind %s: refused', (type) =>
    expect(problemsIn('failure', { type, on: '2026-02-11', data: {} })).toHaveLength(1),
  );
  test('in a version that is not known', () =>
    expect(of('failure', 'ContactMade', contact, { version: 2 })).toEqual(['version: `version` of ContactMade is 1']));
  test.each([[], 'words', 7, null])('with %p for its fields', (data) =>
    expect(of('failure', 'ContactMade', data)).toEqual(['data: `data` is a group of fields']),
  );
  test('with keys that JavaScript knows', () => {
    const hostile: unknown = JSON.parse(
      '{"to":"varde","means":"phone","claims":"is","__proto__":{"text":"x"},"constructor":{},"hasOwnProperty":1}',
    );
    expect(problemsIn('failure', { type: 'ContactMade', on: '2026-02-11', data: hostile }).map(({ field }) => field)).toEqual([
      'data.__proto__',
      'data.constructor',
      'data.hasOwnProperty',
    ]);
  });
  test('with such keys deeper down', () => {
    const hostile: unknown = JSON.parse(
      '{"product":"p","from":{"kind":"press","__proto__":{"party":"x"}},"claims":"is","text":"x"}',
    );
    expect(
      problemsIn('failure', { type: 'ComplianceFailureReported', on: '2026-02-11', data: hostile }).map(({ field }) => field),
    ).toEqual(['data.from.__proto__']);
    expect(Reflect.get({}, 'party')).toBeUndefined();
  });

  test('a day that does not exist', () => {
    expect(of('failure', 'ContactMade', contact, { on: '2026-02-30' })).toEqual(['on: 2026-02-30 is not a day of the calendar']);
    expect(of('failure', 'ContactMade', contact, { on: '30.2.2026' })).toEqual([
      'on: `on` is a day, written YYYY-MM-DD; "30.2.2026" is not',
    ]);
    expect(of('failure', 'ContactMade', contact, { on: undefined })).toEqual([
      'on: `on` is missing: it is a day, written YYYY-MM-DD',
    ]);
  });
  test.each(['0000-01-01', '0026-02-01', '1982-12-31'])('%s, a day before any product of the Act', (day) => {
    const says = (name: string) =>
      `\`${name}\`, ${day}, is before 1983-01-01, when no product could yet connect to the internet: check the year`;
    expect(of('failure', 'ContactMade', contact, { on: day })).toEqual([`on: ${says('on')}`]);
    const determined = { product: 'p', requirement: 'SR1', batches: 'all', sinceOn: day };
    expect(of('failure', 'FailureDetermined', determined)).toEqual([`data.sinceOn: ${says('sinceOn')}`]);
    expect(of('failure', 'ContactMade', contact, { on: '1983-01-01' })).toEqual([]);
  });
  test('an instant that is not on its day in London, where summer time begins and ends', () => {
    const at = (on: string, instant: string) => of('failure', 'ContactMade', contact, { on, at: instant });
    expect(at('2026-07-02', '2026-07-01T23:30:00Z')).toEqual([]);
    expect(at('2026-07-01', '2026-07-01T23:30:00Z')).toEqual(['at: `at` is an instant on another day in London than `on`']);
    expect(at('2026-03-28', '2026-03-28T23:30:00Z')).toEqual([]);
    expect(at('2026-02-11', '2026-02-11T09:30:00+00:00')).toEqual([expect.stringContaining('at: `at` is an instant in UTC')]);
    expect(at('2026-02-11', '2026-02-29T09:30:00Z')).toEqual(['at: 2026-02-29 is not a day of the calendar']);
  });

  test('a choice, a list, a number, a text: what is wrong, and what is allowed', () => {
    expect(of('failure', 'ContactMade', { ...contact, means: 'fax' })).toEqual([
      'data.means: `means` is one of: email, phone, post, hand, form; "fax" is not',
    ]);
    expect(of('failure', 'ContactMade', { ...contact, text: ' ' })).toEqual(['data.text: `text` has no words in it']);
    expect(of('failure', 'ContactMade', { ...contact, text: 'a\u0000b' })).toEqual([
      'data.text: `text` holds characters that cannot be read',
    ]);
    expect(of('failure', 'ContactMade', { ...contact, text: '\ud800' })).toEqual([
      'data.text: `text` holds characters that cannot be read',
    ]);
    expect(of('failure', 'ContactMade', { ...contact, text: 'two lines\n\tin the text' })).toEqual([]);
    expect(of('failure', 'ContactMade', { ...contact, text: 'x'.repeat(20_001) })).toEqual([
      'data.text: `text` is longer than 20000 characters',
    ]);
    const record = { record: 'one', kind: 'failure', content: ['details'] };
    expect(of('failure', 'RecordMade', { ...record, content: ['detail'] })).toEqual([
      'data.content: `content[0]` is one of: outcome, details, steps; "detail" is not',
    ]);
    expect(of('failure', 'RecordMade', { ...record, content: ['details', 'details'] })).toEqual([
      'data.content: `content` lists "details" twice',
    ]);
    expect(of('notice', 'PenaltyPaid', { part: 'fixed', amount: 0.5 })).toEqual([
      'data.amount: `amount` is an amount in whole pence; 0.5 is not',
    ]);
  });
  test('a duty, a reading or a requirement that there is not', () => {
    const finding = { foundBy: 'kestrel', reasons: 'r' };
    expect(of('failure', 'ReasonableStepsFinding', { ...finding, duty: 'PSTI-S99' })).toEqual([
      'data.duty: `duty` names a duty by its id, such as PSTI-S11-3-NOTIFY-OPSS; "PSTI-S99" is not',
    ]);
    expect(of('profile', 'SettingChosen', { setting: 'A60', value: 'x' })).toEqual([
      'data.setting: `setting` names a reading of doubtful text, from A1 to A59; "A60" is not',
    ]);
    expect(of('profile', 'SettingChosen', { setting: 'constructor', value: 'x' })).toHaveLength(1);
    expect(of('profile', 'SettingChosen', { setting: 'A5', value: 'x' })).toEqual([
      'data.value: `value` of A5 is one of: reliance, literal',
    ]);
    const determined = { product: 'p', requirement: 'SR9', batches: 'all' };
    expect(of('failure', 'FailureDetermined', determined)).toEqual([
      expect.stringContaining('data.requirement: `requirement` names a security requirement: SR1'),
    ]);
    expect(of('failure', 'FailureDetermined', { ...determined, requirement: 'X-SR-1' })).toEqual([]);
  });
  test('batches: those that are named, or all; none is no answer, though an old log that says so is read', () => {
    const says = ['data.batches: Say which batches, or all'];
    const determined = { product: 'p', requirement: 'SR1' };
    expect(of('failure', 'FailureDetermined', { ...determined, batches: [] })).toEqual(says);
    expect(of('failure', 'FailureNegatived', { ...determined, batches: [] })).toEqual(says);
    expect(of('failure', 'CorrectiveActionTaken', { steps: 'a new release', batches: [] })).toEqual(says);
    expect(of('product', 'MadeAvailable', { ...dataOf('MadeAvailable'), batches: [] })).toEqual(says);
    expect(of('failure', 'FailureDetermined', { ...determined, batches: ['B7', 'B7'] })).toEqual([
      'data.batches: `batches` lists "B7" twice',
    ]);
    expect(of('failure', 'FailureDetermined', { ...determined, batches: ['B7'] })).toEqual([]);
    const logged = { id: ID, type: 'FailureDetermined', version: 1, on: '2026-02-11', data: { ...determined, batches: [] } };
    const stands = { stream: 'kestrel/failure/x', revision: 0, recordedAt: '2026-02-11T10:00:00.000Z', by: 'person-1', leaf: 7 };
    expect(fromLog({ ...logged, ...stands })).toMatchObject({ batches: [] });
  });
  test('fields that do not go together', () => {
    const supply = dataOf('MadeAvailable');
    expect(of('product', 'MadeAvailable', { ...supply, to: 'consumers' })).toEqual([
      'data.toRole: `toRole` is the role of a party: customers and consumers have none',
    ]);
    expect(of('product', 'RoleAsserted', { of: 'a', role: 'none', fromOn: '2026-02-11', untilOn: '2026-02-10' })).toEqual([
      'data.untilOn: `untilOn` is before `fromOn`',
    ]);
    expect(of('installation', 'PartyAdmitted', { party: 'a' })).toEqual([
      expect.stringContaining('data.name: `name` is missing'),
    ]);
    expect(of('installation', 'PartyAdmitted', { party: 'a', soleTraderName: 'A. Person' })).toEqual([]);
    expect(of('installation', 'PartyAdmitted', { party: 'a', name: 'A Ltd', soleTraderName: 'A. Person' })).toEqual([
      'data.name: a party has a `name` or a `soleTraderName`, not both',
    ]);
    const notice = dataOf('NoticeGiven');
    expect(of('notice', 'NoticeGiven', { ...notice, breach: undefined })).toEqual([
      'data.breach: `breach` is missing: it is a group of fields: duty, product, failure, recipient',
    ]);
    expect(of('notice', 'NoticeGiven', { ...notice, kind: 'information', breach: undefined })).toEqual([]);
    const requirement = { item: 'one', duty: 'PSTI-S28-4-STEPS-EVIDENCE', days: 21, untilOn: '2026-03-01' };
    expect(
      of('notice', 'NoticeGiven', { ...notice, requirements: [{ ...requirement, untilOn: undefined }, requirement] }),
    ).toEqual(['data.requirements.1.untilOn: a requirement has `days` or `untilOn`, not both']);
  });
  test('people are references', () =>
    expect(subjectsIn('ComplianceFailureReported', dataOf('ComplianceFailureReported'))).toEqual([
      { field: 'from.subject', value: 'person-1' },
    ]));
  test('customers, consumers and registers are no parties', () => {
    expect(partiesIn('MadeAvailable', { from: 'kestrel', to: 'consumers', toldBy: 'register' })).toEqual([
      { field: 'from', value: 'kestrel' },
    ]);
    expect(partiesIn('RecordMade', { jointWith: ['bramley', 'thistle'] }).map(({ field }) => field)).toEqual([
      'jointWith.0',
      'jointWith.1',
    ]);
  });
  test('of no kind that a stream of another kind has', () =>
    expect(streamKinds.flatMap(typesOf).filter((type, at, all) => type !== 'Correction' && all.indexOf(type) !== at)).toEqual(
      [],
    ));
});
