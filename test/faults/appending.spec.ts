import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { counted, numbers, trials } from '../../infra/trials.ts';
import { deciderOf, fromLog } from '#psti';
import { Crowd, hotRecord, sameKeyAtOnce, sameKeyForElse, writeAndRead } from './crowd.ts';
import type { Kind } from './history/check-history.ts';
import { broken, Whole } from './whole.ts';

const KEYS = trials({ few: 20, first: 200 });
const OTHER_BODIES = trials({ few: 10, first: 100 });
const COMMANDS = trials({ few: 320, first: 5_000 });
const DEEDS = trials({ few: 800, first: 20_000 });
/** So long at most; it tells a hang from a busy machine. */
const PATIENCE_MS = 30 * 60_000;

const wholes: Whole[] = [];
const crowds: Crowd[] = [];
async function started(program?: string): Promise<{ whole: Whole; crowd: Crowd }> {
  const whole = program === undefined ? new Whole() : new Whole(undefined, broken(program));
  const crowd = new Crowd(whole);
  wholes.push(whole);
  crowds.push(crowd);
  await whole.start();
  await crowd.admitAll();
  return { whole, crowd };
}
afterAll(async () => {
  for (const crowd of crowds) crowd.leave();
  await Promise.all(wholes.map((whole) => whole.clear()));
});
const draw = (seed: number) => {
  const drawn = numbers(seed);
  return () => drawn.next().value;
};
const kindsFound = (crowd: Crowd): readonly Kind[] => [...new Set(crowd.check().map(({ kind }) => kind))];

describe('many clients of one system, over HTTP', () => {
  let whole: Whole;
  let crowd: Crowd;
  beforeAll(async () => {
    ({ whole, crowd } = await started());
  });
  const events = (of: string) => whole.events().filter(({ stream }) => stream.startsWith(of));

  test(
    `S-02: ${KEYS} keys, each offered by 50 at once of whom 5 hang up: one event each, and all are told the same`,
    async () => {
      expect(await sameKeyAtOnce(crowd, KEYS, draw(2))).toEqual([]);
      expect(events('kestrel/failure/same-key-')).toHaveLength(KEYS);
      expect(crowd.check()).toEqual([]);
      const unsure = crowd.journal.entries.filter(({ outcome }) => outcome === 'unknown').length;
      expect(unsure).toBeGreaterThan(0);
      counted(`S-02: ${KEYS * 50} requests, and ${unsure} of them cut off and sent again`);
    },
    PATIENCE_MS,
  );

  test(
    `S-03: ${OTHER_BODIES} keys for another body, another party, another stream: refused, and only what is another event is recorded`,
    async () => {
      const answers = await sameKeyForElse(crowd, OTHER_BODIES);
      expect(Object.fromEntries([...answers].map(([way, statuses]) => [way, [...statuses]]))).toEqual({
        first: [201],
        'other words': [422],
        'another field': [422],
        'another day': [422],
        'another party, there': [404],
        'another kind of stream': [422],
        'the same, in another record': [201],
      });
      expect(events('kestrel/failure/other-body-')).toHaveLength(OTHER_BODIES);
      expect(events('kestrel/failure/elsewhere-')).toHaveLength(OTHER_BODIES);
      expect(events('kestrel/product/')).toEqual([]);
      expect(crowd.check()).toEqual([]);
    },
    PATIENCE_MS,
  );

  test(
    `S-05: ${COMMANDS} commands of 64 on one record: each decides on what stands, and what stands is the order of the log`,
    async () => {
      const statuses = await hotRecord(crowd, COMMANDS);
      const log = events('kestrel/failure/hot');
      expect([...statuses.keys()].sort()).toEqual([201, 409]);
      expect(log).toHaveLength(statuses.get(201) ?? 0);
      // At least one of each round of 64 succeeds.
      expect(log.length).toBeGreaterThan(COMMANDS / 64);
      expect(correctedTwice(log)).toEqual([]);
      // Whoever decides again, one after another, in the order of the log, comes to the same.
      const { initial, evolve, decide } = deciderOf('failure');
      log.map(fromLog).reduce((record, event) => {
        decide(event, record);
        return evolve(record, event);
      }, initial);
      expect(crowd.check()).toEqual([]);
      counted(`S-05: ${statuses.get(201)} recorded, ${statuses.get(409)} refused`);
    },
    PATIENCE_MS,
  );

  test(
    `S-07: ${DEEDS} writes and reads of 8: whoever asks after another was told comes after it, and no reader ever goes backwards`,
    async () => {
      await writeAndRead(crowd, DEEDS, draw(7));
      expect(crowd.check()).toEqual([]);
    },
    PATIENCE_MS,
  );

  test(
    'and in the end the log verifies, and every list is what the log makes of it',
    async () => {
      expect(crowd.check(await whole.views())).toEqual([]);
      expect(await whole.faults()).toEqual([]);
    },
    PATIENCE_MS,
  );
});

describe('the same clients of a system with one thing wrong', () => {
  test('S-02: and finds it when the log does not know a key again', async () => {
    const { crowd } = await started('knows-no-key');
    const apart = await sameKeyAtOnce(crowd, 2, draw(2));
    expect(apart).toHaveLength(2);
    expect(kindsFound(crowd)).toEqual(expect.arrayContaining(['lost', 'duplicated', 'phantom']));
  }, 300_000);

  test('S-03: and finds it when the log does not know a key again', async () => {
    const { crowd } = await started('knows-no-key');
    const answers = await sameKeyForElse(crowd, 2);
    expect([...(answers.get('other words') ?? [])]).toEqual([201]);
  }, 300_000);

  test('S-05: and finds it when it is decided on a record that lacks what others did', async () => {
    const { whole, crowd } = await started('decides-on-less');
    await hotRecord(crowd, 128);
    expect(correctedTwice(whole.events()).length).toBeGreaterThan(0);
  }, 300_000);

  test('S-07: and finds it when a read may be of a moment ago', async () => {
    const { crowd } = await started('reads-late');
    await writeAndRead(crowd, 300, draw(7));
    expect(kindsFound(crowd)).toContain('stale');
  }, 300_000);
});

/** The lost update: two corrections of one and the same event, both admitted. */
function correctedTwice(events: readonly { readonly type: string; readonly data: object }[]): readonly string[] {
  const named = events.flatMap(({ type, data }) => (type === 'Correction' ? String(Reflect.get(data, 'supersedes')) : []));
  return named.filter((id, n) => named.indexOf(id) < n);
}
