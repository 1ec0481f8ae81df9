import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { runPure } from './scenario/run.ts';
import type { Difference } from './scenario/answers.ts';

/** The worked scenarios of the law page, and further ones, put to the library alone: all of them, and every line. */

const folder = new URL('../scenarios/', import.meta.url);
const filesIn = (within: string): readonly string[] =>
  readdirSync(new URL(within, folder)).flatMap((file) => (file.endsWith('.yaml') ? [`${within}${file}`] : []));
const read = (file: string): unknown => parse(readFileSync(new URL(file, folder), 'utf8'));

const URL_NAMESPACE = Buffer.from('6ba7b8119dad11d180b400c04fd430c8', 'hex');
const uuidOf = (name: string): string => {
  const bytes = createHash('sha1').update(URL_NAMESPACE).update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};
const run = (file: string): readonly Difference[] => runPure(read(file), file, uuidOf);

describe('the worked scenarios, and further ones', () => {
  test.each([...filesIn('./'), ...filesIn('./further/')])('%s comes out exactly', (file) => {
    expect(run(file)).toEqual([]);
  });
});

/** A comparison that finds nothing proves nothing: each wrong expectation must give exactly one difference. */
describe('a scenario whose expectations are wrong', () => {
  interface Line {
    [field: string]: unknown;
  }
  type Lines = 'rows' | 'notices' | 'guards' | 'dates' | 'money' | 'scope';
  interface Told {
    then: { [key in Lines]?: Line[] }[];
    given: Line[];
    rulebook: unknown;
  }
  const told = (file: string): Told => JSON.parse(JSON.stringify(read(file)));
  const linesOf = ({ then }: Told, key: Lines): Line[] => then.flatMap((entry) => entry[key] ?? []);
  const KEYS = ['party', 'duty', 'to', 'record', 'mirrors', 'holder-for'];
  const OF_SCOPE = ['party', 'product', 'place', 'unit', 'on'];
  const OTHER: Line = { missing: ['outcome'], crossed: ['2020-01-01'] };

  test.each(['05-retailer-finds-it.yaml'])('%s: every field of every row is compared', (file) => {
    const wrong = (field: string, right: unknown) =>
      field === 'status' ? (right === 'OPEN' ? 'DONE' : 'OPEN') : (OTHER[field] ?? 'another');
    const fields = linesOf(told(file), 'rows').flatMap(Object.keys);
    for (const field of new Set(fields.filter((key) => !KEYS.includes(key)))) {
      const scenario = told(file);
      const lines = linesOf(scenario, 'rows').filter((line) => field in line);
      for (const line of lines) line[field] = wrong(field, line[field]);
      expect([field, runPure(scenario, file, uuidOf).length]).toEqual([field, lines.length]);
    }
  });

  test.each([
    ['06-compliance-notice.yaml', ['notices', 'guards', 'dates']],
    ['10-penalty.yaml', ['guards', 'dates', 'money']],
    ['12-b2b-refurb-installer.yaml', ['scope']],
  ] as const)('%s: every field of every line about %s is compared, and by what it is named', (file, keys) => {
    const scenario = told(file);
    for (const key of keys)
      for (const line of linesOf(scenario, key))
        for (const field of Object.keys(line).filter((each) => !(key === 'scope' ? OF_SCOPE : ['party']).includes(each))) {
          const right = line[field];
          line[field] = 'another';
          expect([key, line, runPure(scenario, file, uuidOf).length]).toEqual([key, line, 1]);
          line[field] = right;
        }
  });

  test.each(['01-straight-chain.yaml'])('%s: a row that is left out is missed, one too many is not found', (file) => {
    const scenario = told(file);
    for (const { rows = [] } of scenario.then)
      rows.forEach((line, at) => {
        rows.splice(at, 1);
        const missed = line.status === 'N/T' ? 0 : 1;
        expect([line.duty, runPure(scenario, file, uuidOf).length]).toEqual([line.duty, missed]);
        rows.splice(at, 0, line);
      });
    scenario.then[0]?.rows?.push({ party: 'authority', duty: 'PSTI-S10-2-INVESTIGATE', status: 'OPEN' });
    expect(runPure(scenario, file, uuidOf).map(({ got }) => got)).toEqual(['no such row']);
  });

  test('an event that the record refuses, a rulebook that is not in force and a duty that nobody coded are named', () => {
    const scenario = told('05-retailer-finds-it.yaml');
    const given = scenario.given.find(({ type }) => type === 'ContactMade');
    if (given !== undefined) given.data = { to: 'nobody', means: 'phone', claims: 'is' };
    scenario.rulebook = 'RB-2';
    scenario.then[0]?.rows?.push({ party: 'varde', duty: 'PSTI-S99-1-NEW', status: 'N/T' });
    const lines = runPure(scenario, '05-retailer-finds-it.yaml', uuidOf).map(({ line, got }) => `${line}: ${got}`);
    expect(lines).toEqual(expect.arrayContaining(['rulebook: RB-3', 'varde PSTI-S99-1-NEW: not yet worked out']));
    expect(lines.some((line) => line.startsWith('given call: refused'))).toBe(true);
  });
});
