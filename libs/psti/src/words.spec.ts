import { describe, expect, test } from '@jest/globals';
import { choiceOf } from './choice-words.ts';
import { eventWords } from './event-words.ts';
import { exampleOf } from './example.ts';
import { labelOf } from './field-words.ts';
import { fromDoor } from './log.ts';
import { fieldsOf } from './shape.ts';
import type { Field } from './shape.ts';
import { eventsOf, streamKinds, typesOf } from './streams.ts';
import type { EventType } from './streams.ts';
import { and, longDay, pounds, sentenceOf } from './words.ts';

const party = (id: string): string => ({ kestrel: 'Kestrel', 'tarn-beck': 'Tarn & Beck', authority: 'OPSS' })[id] ?? id;
const said = (type: EventType, data: object, words?: (field: string) => string | undefined): string =>
  sentenceOf(fromDoor({ id: 'id', type, version: 1, on: '2026-02-11', data: { ...data } }), { party, words });
const everyType = [...new Set(streamKinds.flatMap(typesOf))];
const everyField = (fields: readonly Field[], under = ''): readonly (readonly [string, Field])[] =>
  fields.flatMap((field) => [
    [`${under}${field.name}`, field] as const,
    ...everyField(field.kind === 'group' ? (field.of ?? []) : [], `${under}${field.name}.`),
  ]);

describe('what happened', () => {
  test('is one sentence for every kind of event, with every field and with none of the optional ones', () => {
    for (const kind of streamKinds)
      for (const [at, shape] of eventsOf(kind).entries()) {
        const type = typesOf(kind)[at] ?? 'Correction';
        const { data } = exampleOf(type);
        const needed = new Set(fieldsOf(shape).flatMap(({ name, required }) => (required ? [name] : [])));
        for (const some of [data, Object.fromEntries(Object.entries(data).filter(([name]) => needed.has(name)))])
          expect([type, said(type, some)]).toEqual([
            type,
            expect.stringMatching(/^[A-Z](?!.*(undefined|NaN|\[object|null| {2}|,,|\$\{)).*[^\s:;,]$/),
          ]);
      }
  });
  test('reads as people speak', () => {
    const notice = { to: 'tarn-beck', means: 'email', claims: 'is', text: 't' };
    expect(said('NotificationGiven', { ...notice, content: ['details', 'risks', 'steps'], authorityNotified: 'yes' })).toBe(
      'Notified Tarn & Beck by e-mail that there is a compliance failure, with details of the failure, the risks and the steps taken, saying that OPSS has been notified',
    );
    expect(said('NotificationGiven', { ...notice, to: 'authority', claims: 'may be', content: [] })).toBe(
      'Notified OPSS by e-mail that there may be a compliance failure, without details, risks or steps',
    );
    expect(said('CorrectiveActionTaken', { successful: true, batches: 'all' }, () => 'firmware 2.1')).toBe(
      'Remedied the failure in all batches: firmware 2.1',
    );
    expect(said('CorrectiveActionTaken', { batches: ['A1', 'A2'] })).toBe('Tried to remedy the failure in batches A1 and A2');
    expect(said('ComplianceFailureReported', { from: { kind: 'researcher' }, claims: 'is' })).toBe(
      'A security researcher reported that there is a compliance failure',
    );
    expect(said('RoleAsserted', { of: 'kestrel', role: 'manufacturer', fromOn: '2025-08-01', toldBy: 'register' })).toBe(
      'Kestrel is a manufacturer of it from 1 August 2025 (told by a public register)',
    );
    expect(
      said('MadeAvailable', {
        from: 'kestrel',
        to: 'tarn-beck',
        as: 'supply',
        units: 1,
        condition: 'new',
        reliesOn: 'statement',
      }),
    ).toBe('Kestrel supplied it to Tarn & Beck (1 unit), new, relying on a statement');
    expect(
      said('NoticeGiven', {
        kind: 'penalty',
        means: 'hand',
        contents: [],
        fixedPenalty: 200_000_000,
        payUntilOn: '2026-05-31',
        dailyRate: 1_500_000,
      }),
    ).toBe(
      'The authority sent or handed over a penalty notice, by hand, asking for £2,000,000 by 31 May 2026 and £15,000 a day after that',
    );
  });
  test('says days, amounts and lists in the British way', () => {
    expect(longDay('2026-02-09')).toBe('9 February 2026');
    expect([0, 5, 123_456, 41_200_000_000].map(pounds)).toEqual(['£0', '£0.05', '£1,234.56', '£412,000,000']);
    expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(and)).toEqual(['', 'a', 'a and b', 'a, b and c']);
  });
});

describe('what a form says', () => {
  test('a title and one sentence for every kind of event', () => {
    for (const type of everyType) {
      expect(eventWords[type].title).toMatch(/^[A-Z]/);
      expect(eventWords[type].hint).toMatch(/^[A-Z].*[^.]\.$/);
    }
    expect(new Set(everyType.map((type) => eventWords[type].title)).size).toBe(everyType.length);
  });
  test('a label for every field, however deep, and no name of the code as one', () => {
    for (const kind of streamKinds)
      for (const [at, shape] of eventsOf(kind).entries())
        for (const [path] of everyField(fieldsOf(shape))) {
          const { label, hint } = labelOf(typesOf(kind)[at] ?? 'Correction', path);
          expect([path, label]).toEqual([path, expect.stringMatching(/^[A-Z]/)]);
          expect(hint ?? 'None.').toMatch(/\.$/);
        }
  });
  test('a word for every choice', () => {
    const choices = streamKinds.flatMap((kind) => eventsOf(kind).flatMap((shape) => everyField(fieldsOf(shape))));
    const closed = choices.flatMap(([, { kind, options, of }]) =>
      kind === 'choice' && options?.[0] !== 'A1' ? (options ?? []) : of?.[0]?.kind === 'choice' ? (of[0].options ?? []) : [],
    );
    expect(closed.length).toBeGreaterThan(100);
    for (const choice of closed)
      expect([choice, choiceOf(choice)]).toEqual([choice, expect.stringMatching(/^[A-Z(]|^s\.|^Sch\./)]);
    expect(choiceOf('may be')).toBe('There may be a failure');
    expect(choiceOf('constructor')).toBe('constructor');
  });
  test('a field asked for in an own way by one kind of event', () => {
    expect(labelOf('TargetSet', 'days').label).toBe('Days');
    expect(labelOf('ComplianceFailureReported', 'from.kind').label).toBe('Who told you');
    expect(labelOf('NoticeGiven', 'requirements.0.days').hint).toBe('Beginning with the day on which the notice is given.');
  });
});
