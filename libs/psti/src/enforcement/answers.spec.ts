import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { noticeAnswers, noticeDutyNotOwed } from './answers.ts';
import { fromLog } from '../log.ts';
import { noticeRecord } from '../notice.ts';
import type { Known } from '../known.ts';
import type { NoticeEvent } from '../notice.ts';
import type { Asking } from './case.ts';
import type { Obligation } from '../obligation.ts';
import { section } from '../act.ts';
import { readScenario } from '../scenario/given.ts';
import type { Entry, Fields } from '../scenario/given.ts';

/**
 * The notices of the worked scenarios 6 and 10, folded from the streams that the files give. What becomes of the duties that the notices
 * name is worked out elsewhere: here it is said by hand.
 */

const uuidOf = (name: string): string =>
  createHash('sha256')
    .update(name)
    .digest('hex')
    .replace(/(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5');
const scenario = (file: string) =>
  readScenario(parse(readFileSync(new URL(`../../scenarios/${file}`, import.meta.url), 'utf8')), file, uuidOf);

const noticesGiven = (file: string): readonly Known<NoticeEvent>[] =>
  scenario(file)
    .given.filter(({ stream }) => stream.split('/')[1] === 'notice')
    .map(({ stream, id, event, by, recordedAt }, leaf) =>
      fromLog({
        id,
        version: 1,
        ...event,
        data: JSON.parse(JSON.stringify(event.data)),
        stream,
        by,
        recordedAt,
        revision: leaf,
        leaf,
      }),
    )
    .filter((event): event is Known<NoticeEvent> => event.stream.includes('/notice/'));

const named = (status: Obligation['status'], on: string): Obligation => ({
  key: 'named',
  duty: 'PSTI-S11-3-NOTIFY-OPSS',
  holder: 'halcyon',
  role: 'manufacturer',
  product: 'beacon',
  cite: section(11, '(3)'),
  what: 'Notify.',
  status,
  on,
  timing: 'ASAP',
  rulebook: 'RB-3',
  why: { triggers: [], settledBy: [], trace: [], settings: [], says: '' },
});
/** Halcyon notified OPSS on 2026-06-09; Pennine's gate was met again on 2026-07-06. */
const rowAt =
  (asOf: string): Asking['rowOf'] =>
  ({ duty }) =>
    duty === 'PSTI-S11-3-NOTIFY-OPSS'
      ? named(asOf >= '2026-06-09' ? 'DONE' : 'OPEN', asOf >= '2026-06-09' ? '2026-06-09' : '')
      : named(asOf >= '2026-07-06' ? 'ACTIVE' : 'CROSSED', asOf >= '2026-07-06' ? '2026-07-06' : '2026-01-19');

const answersAt = (file: string, party: string, { asOf, knownAt }: Pick<Entry, 'asOf' | 'knownAt'>) =>
  noticeAnswers({ party, notices: noticesGiven(file) }, { asOf, knownAt }, { rowOf: rowAt(asOf) });

const NOTICE_ROW = /^PSTI-(S28|S29|S30|S32|S36)-/;
const rowLine = ({ holder, duty, status, on, dueOn, since }: Obligation) => ({
  party: holder,
  duty,
  status,
  on,
  due: dueOn,
  since,
});

/** Each line of an entry, with the answer that it should match. */
const compared = (file: string, party: string, entry: Entry): readonly (readonly [line: Fields, answer: object])[] => {
  const answers = answersAt(file, party, entry);
  const found: Readonly<Record<string, readonly object[]>> = {
    notices: answers.notices,
    guards: answers.guards,
    dates: answers.dates,
    money: answers.money,
    rows: answers.rows.map(rowLine),
  };
  return Object.entries(entry.lines).flatMap(([key, lines]) =>
    lines
      .filter(({ duty }) => key !== 'rows' || NOTICE_ROW.test(String(duty)))
      .map((line) => [line, best(line, key, found[key] ?? [])] as const),
  );
};
const IDENTITY: Readonly<Record<string, readonly string[]>> = {
  notices: ['notice'],
  guards: ['guard', 'notice'],
  dates: ['timer', 'party', 'of'],
  money: ['what', 'of'],
  rows: ['party', 'duty'],
};
const best = (line: Fields, key: string, answers: readonly object[]): object =>
  answers.find((answer) =>
    (IDENTITY[key] ?? []).every((field) => line[field] === undefined || Reflect.get(answer, field) === line[field]),
  ) ?? (key === 'rows' ? { ...line, status: 'N/T' } : {});

describe.each([
  ['06-compliance-notice.yaml', 'pennine'],
  ['10-penalty.yaml', 'halcyon'],
  ['10b-penalty-daily-too-high.yaml', 'halcyon'],
  ['10c-penalty-paid-too-soon.yaml', 'halcyon'],
  ['10d-penalty-appeal-withdrawn.yaml', 'halcyon'],
])('%s: what it asks about notices is answered to the letter', (file, party) => {
  const entries = scenario(file).then.filter((entry) => compared(file, party, entry).length > 0);
  test.each(entries.map((entry) => [entry.asOf, entry] as const))('as of %s', (_, entry) => {
    for (const [line, answer] of compared(file, party, entry)) expect(answer).toMatchObject(line);
  });
  test('the notices that it gives are admitted by their own stream', () => {
    const byStream = Map.groupBy(noticesGiven(file), ({ stream }) => stream);
    for (const events of byStream.values())
      events.reduce((state, event) => {
        noticeRecord.decide(event, state);
        return noticeRecord.evolve(state, event);
      }, noticeRecord.initial);
    expect(byStream.size).toBeGreaterThan(0);
  });
});

test('and the check goes red when a line says otherwise', () => {
  const [entry] = scenario('10-penalty.yaml').then.filter(({ asOf }) => asOf === '2026-06-09');
  const pairs = entry === undefined ? [] : compared('10-penalty.yaml', 'halcyon', entry);
  const wrong = pairs.map(([line, answer]) => [
    { ...line, state: 'P-PAID', amount: 1, last: '2026-06-07', answer: 'no', status: 'DONE' },
    answer,
  ]);
  expect(wrong.length).toBeGreaterThan(4);
  for (const [line, answer] of wrong) expect(answer).not.toMatchObject(line ?? {});
});

describe('why a row that the scenarios list as N/T did not arise', () => {
  const why = (file: string, party: string, asOf: string, duty: 'PSTI-S28-2-COMPLY-NOTICE' | 'PSTI-S36-5-PAY-DAILY') =>
    noticeDutyNotOwed({ party, notices: noticesGiven(file) }, { asOf, knownAt: asOf }, { rowOf: rowAt(asOf) }, { duty });

  test('scenario 6, on the day of sending: it counts as given only on the next working day', () =>
    expect(why('06-compliance-notice.yaml', 'pennine', '2026-06-24', 'PSTI-S28-2-COMPLY-NOTICE')).toMatchObject({
      status: 'N/T',
      says: 'Not triggered: it counts as given only on 2026-06-25.',
    }));
  test('scenario 10b: £25,000 a day is bad, and not capped', () =>
    expect(why('10b-penalty-daily-too-high.yaml', 'halcyon', '2026-06-09', 'PSTI-S36-5-PAY-DAILY')).toMatchObject({
      status: 'N/T',
      says: 'Not triggered: the notice asks for more than £20,000 a day: that part of it is bad.',
    }));
  test('scenario 10d: the breach ended while the notice had no effect', () =>
    expect(why('10d-penalty-appeal-withdrawn.yaml', 'halcyon', '2026-07-02', 'PSTI-S36-5-PAY-DAILY')).toMatchObject({
      status: 'N/T',
      says: 'Not triggered: the breach had ended on 2026-06-09, before the notice had effect again.',
    }));
});
