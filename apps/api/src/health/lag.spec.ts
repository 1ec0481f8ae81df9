import { expect, test } from '@jest/globals';
import { Lag } from './lag.ts';

test('whoever is at the end does not lag', () => {
  const lag = new Lag();
  lag.look('5', 1_000);
  expect(lag.secondsBehind('5', 60_000)).toBe(0);
});

test('the lag runs from when the log first went past, however far it has gone since', () => {
  const lag = new Lag();
  for (const [head, at] of [
    ['5', 1_000],
    ['7', 4_000],
    ['9', 9_000],
  ] as const)
    lag.look(head, at);
  expect(lag.secondsBehind('5', 10_000)).toBe(6);
  expect(lag.secondsBehind('6', 10_000)).toBe(6);
  expect(lag.secondsBehind('7', 10_000)).toBe(1);
});

test('a log that stands still is looked at for hours in no more memory, and an hour is the most that is told', () => {
  const lag = new Lag();
  lag.look('5', 0);
  for (let at = 1_000; at < 10_000_000; at += 1_000) lag.look('5', at);
  expect(lag.secondsBehind('', 10_000_000)).toBe(3_600);
});
