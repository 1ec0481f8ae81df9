import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Copies, savedNotes } from './index.ts';

const directory = mkdtempSync(join(tmpdir(), 'dutybook-copies-'));
afterAll(() => rmSync(directory, { recursive: true }));
const LOG = '00000000-0000-7000-8000-000000000001';
let place = '';
let copies: Copies;
beforeEach(() => {
  place = join(mkdtempSync(join(directory, 'one-')), 'far', 'away');
  copies = new Copies(place, LOG);
});

describe('the copies of checkpoints', () => {
  test('are one file for each size, in the folder of their log, for their owner alone', () => {
    for (const size of [1_200, 7, 90]) copies.keep(size, `note of ${size}`);
    expect(copies.sizes()).toEqual([7, 90, 1_200]);
    expect(copies.read(90)).toBe('note of 90');
    expect(readdirSync(join(place, LOG))).toEqual(['0000000000000007.note', '0000000000000090.note', '0000000000001200.note']);
    expect(statSync(join(place, LOG)).mode & 0o777).toBe(0o700);
    expect(statSync(join(place, LOG, '0000000000000007.note')).mode & 0o777).toBe(0o600);
  });

  test('are none where nothing was ever kept', () => {
    expect(copies.sizes()).toEqual([]);
    new Copies(place, 'another').keep(7, 'of another log');
    expect(copies.sizes()).toEqual([]);
  });

  test('kept twice are kept once, and another for the same size is refused', () => {
    copies.keep(7, 'note');
    copies.keep(7, 'note');
    expect(() => copies.keep(7, 'another')).toThrow('is another checkpoint for the same size');
    expect(copies.read(7)).toBe('note');
  });

  test('half written by one that was killed, count for nothing and are in nobody’s way', () => {
    copies.keep(7, 'note');
    writeFileSync(join(place, LOG, `0000000000000009.note.${process.pid}`), 'no');
    expect(copies.sizes()).toEqual([7]);
    copies.keep(9, 'note of 9');
    expect(readFileSync(join(place, LOG, '0000000000000009.note'), 'utf8')).toBe('note of 9');
  });

  test('are found by whoever is given the folder, a log’s folder in it, or one of them', () => {
    copies.keep(7, 'note');
    copies.keep(9, 'note of 9');
    for (const path of [place, join(place, LOG)]) expect(savedNotes(path).map(({ bytes }) => String(bytes))).toHaveLength(2);
    expect(savedNotes(join(place, LOG, '0000000000000009.note')).map(({ bytes }) => Buffer.from(bytes).toString())).toEqual([
      'note of 9',
    ]);
  });
});
