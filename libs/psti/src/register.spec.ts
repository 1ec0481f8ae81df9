import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { statuses, timings } from './act.ts';
import type { DutyId } from './act.ts';
import { guards } from './enforcement/guard.ts';
import { obligations } from './owed.ts';
import { register, shapingAny } from './register.ts';
import type { Register, RegisteredDuty } from './register.ts';
import { registerText } from './register-text.ts';
import { lawInForce } from './rulebook.ts';
import { readScenario } from './scenario/given.ts';
import { booksOf, emptyWorld, take } from './scenario/world.ts';
import { shown } from './settings.ts';

/** That every duty and guard of the law page is coded, cited and tried, in its words and no others. */

const index = readFileSync(new URL('../duty-index.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [id = '', holder = '', section = '', timing = '', rb1, rb2, rb3] = line.split(',');
    return {
      id,
      holder: holder.replaceAll('_', ' '),
      section,
      timing,
      force: { 'RB-0': 'absent', 'RB-1': rb1, 'RB-2': rb2, 'RB-3': rb3 },
    };
  });
const found = register();
const byId = new Map(found.duties.map((duty) => [duty.id as string, duty]));

/** The section, regulation or schedule that a cite begins with: s.11 of `s.11(3), (4)(a), (6)`. */
const headOf = (provision: string): string => /^(s\.\d+|reg\.\d+)/.exec(provision)?.[1] ?? provision;
const faultsIn = ({ duties }: Pick<Register, 'duties'>): readonly string[] => {
  const coded = new Map(duties.map((duty) => [duty.id as string, duty]));
  return [
    ...index.flatMap((line) => {
      const duty = coded.get(line.id);
      if (duty === undefined) return [`${line.id} is not coded`];
      const { holder, timing, force } = duty;
      return JSON.stringify([holder, timing, force]) === JSON.stringify([line.holder, line.timing, line.force])
        ? []
        : [`${line.id} is bent`];
    }),
    ...duties.filter(({ id }) => !index.some((line) => line.id === id)).map(({ id }) => `${id} is not the law page’s`),
  ];
};

describe('the register and the law page’s index', () => {
  test('each of the 71 duties is coded, with its holder, its timing and its force in each rulebook, and no other', () => {
    expect(index).toHaveLength(71);
    expect(faultsIn(found)).toEqual([]);
    expect(found.duties).toHaveLength(71);
  });
  test('…and this finds one that is missing, bent or made up', () => {
    const [first, second, ...rest] = found.duties;
    if (first === undefined || second === undefined) throw new Error('there are many');
    const broken = [{ ...second, timing: 'ASAP' as const }, { ...first, id: 'PSTI-S99-1-NEW' as DutyId }, ...rest];
    expect(faultsIn({ duties: broken })).toEqual([
      `${first.id} is not coded`,
      `${second.id} is bent`,
      'PSTI-S99-1-NEW is not the law page’s',
    ]);
  });
  test('each is cited by the section under which the index has it, with a stable link', () => {
    for (const { id, section } of index) {
      const duty = byId.get(id);
      const [cite, indexed] = [headOf(duty?.cite.provision ?? ''), headOf(section)];
      // Retention of the statement is reg.8, made under s.9(6).
      expect([id, cite]).toEqual([id, id === 'PSTI-R8-SOC-RETAIN' ? 'reg.8' : indexed]);
      expect(duty?.cite.link).toMatch(
        /^https:\/\/www\.legislation\.gov\.uk\/(ukpga\/2022\/46\/section|uksi\/2023\/1007\/regulation)\/\d+$/,
      );
    }
  });
  test('each says what must be done, what raises it and what discharges it', () => {
    for (const duty of found.duties) {
      expect([duty.id, duty.what.length > 10, duty.discharge.length > 5]).toEqual([duty.id, true, true]);
      expect([duty.id, duty.since.length + duty.besides.length + (duty.of === undefined ? 0 : 1) > 0]).toEqual([duty.id, true]);
    }
  });
  test('the counts are the law page’s (§2.7)', () => {
    const count = (holder: RegisteredDuty['holder'], force: 'live' | 'dormant') =>
      found.duties.filter((duty) => duty.holder === holder && duty.force['RB-3'] === force).length;
    expect(
      (['manufacturer', 'authorised representative', 'importer', 'distributor', 'notice addressee'] as const).map((holder) => [
        count(holder, 'live'),
        count(holder, 'dormant'),
      ]),
    ).toEqual([
      [20, 1],
      [6, 0],
      [13, 5],
      [10, 5],
      [11, 0],
    ]);
  });
});

test('the statuses are the law page’s, whole and unchanged (§2.0)', () =>
  expect([...statuses].sort()).toEqual(
    [
      'N/T',
      'DORMANT',
      'SEQUENCED',
      'OPEN',
      'DEFECTIVE',
      'DONE',
      'EXCUSED',
      'CEASED',
      'DISAPPLIED',
      'ACTIVE',
      'CROSSED',
      'SUSPENDED',
      'RETAIN',
      'UNDETERMINED',
    ].sort(),
  ));
test('so are the words for how soon, and each is used', () => {
  expect(Object.keys(timings)).toEqual([
    'ASAP',
    'ASAP+C',
    'PRACT',
    'NONE',
    'GATE',
    'CONT',
    'DATE',
    'With the notice',
    'As notice says',
  ]);
  expect(new Set(found.duties.map(({ timing }) => timing))).toEqual(new Set(Object.keys(timings)));
});
test('there are 24 timers, T1 to T24, each with its provision', () => {
  expect(found.timers.map(({ id }) => id)).toEqual(Array.from({ length: 24 }, (_, at) => `T${at + 1}`));
  for (const { cite } of found.timers) expect(cite?.link).toMatch(/^https:/);
});
test('there are ten guards, each with its provision', () => {
  expect(found.guards.map(({ id }) => id).sort()).toEqual(
    [
      'AUTH-R10-2',
      'AUTH-S28-5',
      'AUTH-S28-7',
      'AUTH-S29-5',
      'AUTH-S30-6',
      'AUTH-S31-2',
      'AUTH-S34-7',
      'AUTH-S36-3',
      'AUTH-S39-1',
      'AUTH-S43-4',
    ].sort(),
  );
  for (const { cite } of found.guards) expect(cite?.link).toMatch(/^https:/);
});

const here = new URL('.', import.meta.url);
const specs = readdirSync(here, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.spec.ts') && !file.endsWith('register.spec.ts'))
  .map((file) => readFileSync(new URL(file, here), 'utf8'));
/** What stands in the title of a test or of a group of tests, or in the table of one that is run for each. */
const titles = specs.flatMap((text) => text.match(/(?:test|describe)(?:\.each\([\s\S]*?\))?\(\s*(['"`])[\s\S]*?\1/g) ?? []);
const untried = (ids: readonly string[]): readonly string[] =>
  ids.filter((id) => !titles.some((title) => new RegExp(`${id}(?![A-Z0-9-])`).test(title)));

describe('every duty and guard is tried by name', () => {
  test('in the title of a test', () => expect(untried([...index.map(({ id }) => id), ...Object.keys(guards)])).toEqual([]));
  test('…and this finds one that none names', () =>
    expect(untried(['PSTI-S99-1-NEW', 'PSTI-S19-5'])).toEqual(['PSTI-S99-1-NEW', 'PSTI-S19-5']));
});

describe('the readings that a duty declares', () => {
  const files = ['scenarios', 'test-rulebooks'].flatMap((folder) =>
    readdirSync(new URL(`../${folder}/`, import.meta.url), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => new URL(`../${folder}/${file}`, import.meta.url)),
  );
  /** Every row of every book of a file, at each of the clocks at which it asks. */
  const rowsIn = (file: URL) => {
    const scenario = readScenario(parse(readFileSync(file, 'utf8')), file.pathname, (name) => name);
    const world = emptyWorld((name) => name);
    for (const record of [...scenario.admitted, ...scenario.given]) take(world, record);
    return scenario.then.flatMap(({ asOf, knownAt }) => {
      const clocks = { asOf, knownAt };
      const books = Object.keys(scenario.parties).flatMap((party) => booksOf(world, { scenario, party, clocks }));
      return books.flatMap((book) => obligations(book, clocks));
    });
  };
  const undeclared = (rows: ReturnType<typeof rowsIn>): readonly string[] => [
    ...new Set(
      rows.flatMap(({ duty, why }) =>
        why.settings.flatMap(({ id }) => {
          const declared: readonly string[] = [...shapingAny, ...(byId.get(duty)?.readings ?? [])];
          return declared.includes(id) ? [] : [`${duty} ${id}`];
        }),
      ),
    ),
  ];
  const rows = files.flatMap(rowsIn);
  test('are all that any answer of any scenario shows beside it', () => {
    expect(rows.length).toBeGreaterThan(500);
    expect(undeclared(rows)).toEqual([]);
  });
  test('…and this finds one that it does not declare', () => {
    const odd = rows.slice(0, 1).map((row) => ({ ...row, why: { ...row.why, settings: [shown(new Map(), 'A27')] } }));
    expect(undeclared(odd)).toEqual([`${odd[0]?.duty} A27`]);
  });
});

describe('the page that is written from it', () => {
  const text = registerText(found, { code: (id) => [`code of ${id}`], tests: (id) => [`specs of ${id}`] });
  test('has a heading for every duty and reading, and a line for every guard and timer', () => {
    for (const { id } of [...found.duties, ...found.readings]) expect(text).toContain(`\n### ${id}\n`);
    for (const { id } of [...found.guards, ...found.timers]) expect(text).toContain(`\n| ${id} | `);
    for (const { id } of [...found.duties, ...found.guards, ...found.timers, ...found.readings])
      expect(text).toContain(`[specs of ${id}]`);
    for (const { id } of found.duties) expect(text).toContain(`[code of ${id}]`);
  });
  test('indexes every duty by section, in the order of the Act', () => {
    const sections = [...text.matchAll(/^\| s\.(\d+) \|/gm)].map(([, section]) => Number(section));
    expect(sections).toEqual([...sections].sort((a, b) => a - b));
    expect(new Set(sections).size).toBe(sections.length);
    const indexed = text.slice(0, text.indexOf('## Duties\n'));
    for (const { id } of found.duties) expect(indexed).toContain(`[${id}](#${id.toLowerCase()})`);
  });
  test('follows the law that it is given', () => {
    const [first] = lawInForce;
    expect(register(first === undefined ? [] : [first]).duties.every(({ force }) => force['RB-0'] === 'absent')).toBe(true);
  });
});
