import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { runPure } from './scenario/run.ts';
import type { Difference } from './scenario/then.ts';

/** The worked scenarios of the law page, put to the library alone. Files that are not exact yet are listed with how far they are. */

const EXACT = ['01', '02', '03', '03b', '04', '05', '07', '08', '11', '12', '12b'];

const folder = new URL('../scenarios/', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
const numberOf = (file: string): string => file.split('-')[0] ?? '';
const read = (file: string): unknown => parse(readFileSync(new URL(file, folder), 'utf8'));

const URL_NAMESPACE = Buffer.from('6ba7b8119dad11d180b400c04fd430c8', 'hex');
const uuidOf = (name: string): string => {
  const bytes = createHash('sha1').update(URL_NAMESPACE).update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};
const run = (file: string): readonly Difference[] => runPure(read(file), file, uuidOf);

describe('the worked scenarios', () => {
  test.each(files.filter((file) => EXACT.includes(numberOf(file))))('%s comes out exactly', (file) => {
    expect(run(file)).toEqual([]);
  });

  test.each(files.filter((file) => !EXACT.includes(numberOf(file))))('%s runs, and says what it lacks by name', (file) => {
    for (const { line, expected, got } of run(file)) {
      expect(line).not.toBe('');
      expect(got).not.toBe(expected);
    }
  });

  test('how far each file is', () => {
    const table = files.map((file) => {
      const differences = run(file);
      const uncoded = differences.filter(({ got }) => got === 'not yet worked out').length;
      return `${file.padEnd(52)} ${String(differences.length).padStart(4)} differ, ${String(uncoded).padStart(3)} of them not yet worked out`;
    });
    process.stdout.write(`${table.join('\n')}\n`);
    expect(table).toHaveLength(files.length);
  });
});

/** A comparison that finds nothing proves nothing: each wrong expectation must give exactly one difference. */
describe('a scenario whose expectations are wrong', () => {
  interface Line {
    [field: string]: unknown;
  }
  interface Told {
    then: { rows?: Line[] }[];
    given: Line[];
    rulebook: unknown;
  }
  const told = (file: string): Told => JSON.parse(JSON.stringify(read(file)));
  const linesOf = ({ then }: Told): Line[] => then.flatMap(({ rows }) => rows ?? []);
  const KEYS = ['party', 'duty', 'to', 'record', 'mirrors', 'holder-for'];
  const OTHER: Line = { missing: ['outcome'], crossed: ['2020-01-01'] };

  test.each(['05-retailer-finds-it.yaml'])('%s: every field of every row is compared', (file) => {
    const scenario = told(file);
    for (const line of linesOf(scenario))
      for (const field of Object.keys(line).filter((key) => !KEYS.includes(key))) {
        const right = line[field];
        line[field] = field === 'status' ? (right === 'OPEN' ? 'DONE' : 'OPEN') : (OTHER[field] ?? 'another');
        expect([line.party, line.duty, field, runPure(scenario, file, uuidOf).length]).toEqual([line.party, line.duty, field, 1]);
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
