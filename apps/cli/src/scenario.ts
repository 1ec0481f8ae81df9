import { readFile } from 'node:fs/promises';
import { parse, YAMLParseError } from 'yaml';
import { uuidOf } from '#access';
import { compare, compareRulebooks, NotAScenario, questionsOf, readScenario, runPure } from '#psti';
import type { About, Answers, Difference, Entry, NotOwed, Obligation, Question, Scenario, ToRecord } from '#psti';
import { Door } from './door.ts';
import { startSystem } from './system.ts';
import type { System } from './system.ts';

/**
 * Puts a scenario file to the library alone, or to a system of its own over its REST API, and prints each row that differs with what
 * was expected and why the engine says otherwise.
 */
export async function scenario(files: readonly string[], { pure }: { readonly pure: boolean }): Promise<boolean> {
  let exact = true;
  for (const file of files) {
    const differences = await differencesIn(file, pure);
    console.log(`${differences.length === 0 ? 'exact ' : 'DIFFERS'} ${file}`);
    for (const difference of differences) console.log(told(difference));
    exact &&= differences.length === 0;
  }
  return exact;
}

const told = ({ entry, line, expected, got, why }: Difference): string =>
  [
    `  ${entry === 0 ? 'file' : `then ${entry}`}: ${line}`,
    `    expected ${expected}`,
    `    got      ${got}`,
    `    because  ${why}`,
  ].join('\n');

async function differencesIn(file: string, pure: boolean): Promise<readonly Difference[]> {
  try {
    const parsed: unknown = parse(await readFile(file, 'utf8'));
    return pure ? runPure(parsed, file, uuidOf) : await runOverRest(readScenario(parsed, file, uuidOf));
  } catch (error) {
    if (error instanceof NotAScenario || error instanceof YAMLParseError)
      return [{ entry: 0, line: 'the file', expected: 'a scenario', got: 'something else', why: error.message }];
    throw error;
  }
}

async function runOverRest(asked: Scenario): Promise<readonly Difference[]> {
  const system = await startSystem({ clock: true });
  try {
    const run = new Run(system, asked);
    return [...(await run.given()), ...compareRulebooks(asked), ...(await run.then())];
  } finally {
    await system.stop();
  }
}

type Asked<Kind extends Question['ask']> = Extract<Question, { ask: Kind }>;

class Run {
  private readonly door: Door;

  constructor(
    private readonly system: System,
    private readonly asked: Scenario,
  ) {
    this.door = new Door(system.url);
  }

  /** Records everything, each event with the clock standing where the file says; what crosses has crossed before the clock goes on. */
  async given(): Promise<readonly Difference[]> {
    const refused: Difference[] = [];
    for (const record of [...this.asked.admitted, ...this.asked.given]) {
      const says = await this.record(record);
      if (says !== undefined)
        refused.push({ entry: 0, line: `given ${record.name}`, expected: 'recorded', got: 'refused', why: says });
    }
    return refused;
  }

  private async record(record: ToRecord): Promise<string | undefined> {
    await this.system.holdClockAt(record.recordedAt);
    const answer = await this.door.record(record);
    if ('refused' in answer) return answer.refused;
    await this.door.settled(answer.position);
    return undefined;
  }

  async then(): Promise<readonly Difference[]> {
    const found: Difference[] = [];
    for (const [at, entry] of this.asked.then.entries()) found.push(...compare(this.asked, at + 1, await this.answers(entry)));
    return found;
  }

  private async answers(entry: Entry): Promise<Answers> {
    const rows: Obligation[] = [];
    const whyNot = new Map<number, NotOwed | undefined>();
    const refused = new Map<number, string | undefined>();
    for (const question of questionsOf(this.asked, entry)) {
      if (question.ask === 'rows') rows.push(...(await this.rows(question)));
      if (question.ask === 'whyNot') whyNot.set(question.line, await this.whyNot(question));
      if (question.ask === 'refused') refused.set(question.line, await this.refusal(entry, question.line));
    }
    return { rows, whyNot, scope: new Map(), refused, notices: [], guards: [], dates: [], money: [] };
  }

  private rows({ party, asOf, knownAt }: Asked<'rows'>): Promise<readonly Obligation[]> {
    return this.door.all(`/v1/parties/${party}/duties`, { asOf, knownAt });
  }

  /** A duty belongs to a record. Where the line does not say which, every record of the party is asked until one explains it. */
  private async whyNot({ party, about, asOf, knownAt }: Asked<'whyNot'>): Promise<NotOwed | undefined> {
    for (const record of await this.recordsFor(party, about)) {
      const answer = await this.door.ask<{ whyNot?: NotOwed }>(`/v1/parties/${party}/duties/${about.duty}/why`, {
        ...record,
        to: about.to,
        asOf,
        knownAt,
      });
      if (answer?.whyNot !== undefined) return answer.whyNot;
    }
    return undefined;
  }

  private async recordsFor(party: string, about: About): Promise<readonly Readonly<Record<string, string | undefined>>[]> {
    if (about.notice !== undefined) return [{ notice: about.notice }];
    if (about.failure !== undefined) return [{ failure: about.failure }];
    const { product } = about;
    const failures = await this.door.all<{ failure: string; product: string }>('/v1/failures', { party, product });
    const products = product === undefined ? await this.door.all<{ product: string }>('/v1/products', { party }) : [{ product }];
    return [...failures.map(({ failure }) => ({ failure })), ...products.map((held) => ({ product: held.product }))];
  }

  private async refusal(entry: Entry, line: number): Promise<string | undefined> {
    const event = entry.refused[line]?.event;
    return event === undefined ? undefined : this.record(event);
  }
}
