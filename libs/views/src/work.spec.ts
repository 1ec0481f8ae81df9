import { expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Rest } from './work.ts';

const LONG = 60_000;
const within = (pause: Promise<void>): Promise<string> => Promise.race([pause.then(() => 'over'), sleep(20, 'still on')]);

test('a pause lasts as long as was asked, unless somebody who waits ends it', async () => {
  const rest = new Rest();
  await rest.take(1);
  const long = rest.take(LONG);
  expect(await within(long)).toBe('still on');
  rest.hurry();
  expect(await within(long)).toBe('over');
});

test('as long as anybody waits none is taken', async () => {
  const rest = new Rest();
  const [one, other] = [rest.hurry(), rest.hurry()];
  one();
  expect(await within(rest.take(LONG))).toBe('over');
  other();
  const long = rest.take(LONG);
  expect(await within(long)).toBe('still on');
  rest.hurry();
  await long;
});
