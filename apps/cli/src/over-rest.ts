import { compare, compareRulebooks, isDay, kindOf, londonDay, questionsOf, scopeAsked } from '#psti';
import type {
  About,
  Answers,
  DateAnswer,
  Difference,
  EnforcementAnswers,
  Entry,
  GuardAnswer,
  NotOwed,
  Obligation,
  Question,
  Scenario,
  ScopeAnswer,
  ToRecord,
} from '#psti';
import { Door } from './door.ts';
import { startSystem } from './system.ts';
import type { Start, System } from './system.ts';

/** A scenario put to a system of its own over its REST API: recorded as its parties would, asked as the authority, which sees every book. */
export async function runOverRest(asked: Scenario, start: Pick<Start, 'main' | 'flags'> = {}): Promise<readonly Difference[]> {
  const system = await startSystem({ ...start, clock: true, rulebook: asked.rulebookData });
  try {
    const run = new Run(system, asked);
    return [...(await run.given()), ...compareRulebooks(asked), ...(await run.then())];
  } finally {
    await system.stop();
  }
}

type Asked<Kind extends Question['ask']> = Extract<Question, { ask: Kind }>;
type Named = Readonly<Record<string, string | undefined>>;

class Run {
  private readonly door: Door;
  private clock = '';
  private position = '';

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
    if (this.position !== '') await this.door.settled(this.position);
    return refused;
  }

  private async record(record: ToRecord): Promise<string | undefined> {
    if (record.recordedAt !== this.clock) await this.system.holdClockAt(record.recordedAt);
    this.clock = record.recordedAt;
    const answer = await this.door.record(record);
    if ('refused' in answer) return answer.refused;
    this.position = answer.position;
    if (kindOf(record.stream) === 'failure') await this.door.settled(this.position);
    return undefined;
  }

  async then(): Promise<readonly Difference[]> {
    const found: Difference[] = [];
    for (const [at, entry] of this.asked.then.entries()) found.push(...compare(this.asked, at + 1, await this.answers(entry)));
    return found;
  }

  private async answers(entry: Entry): Promise<Answers> {
    const rows: Obligation[] = [];
    const enforced: EnforcementAnswers[] = [];
    const whyNot = new Map<number, NotOwed | undefined>();
    const scope = new Map<number, ScopeAnswer | undefined>();
    const refused = new Map<number, string | undefined>();
    for (const question of questionsOf(this.asked, entry)) {
      if (question.ask === 'rows') rows.push(...(await this.rows(question)));
      if (question.ask === 'enforcement') enforced.push(await this.enforcement(question));
      if (question.ask === 'review') enforced.push(await this.review(question));
      if (question.ask === 'whyNot') whyNot.set(question.line, await this.whyNot(question));
      if (question.ask === 'scope') scope.set(question.line, await this.scope(question));
      if (question.ask === 'refused') refused.set(question.line, await this.refusal(entry, question.line));
    }
    // What a representative owes for its manufacturer is in the answers for both.
    const once = [...new Map(rows.map((row) => [row.key, row])).values()];
    return { rows: once, ...joined(enforced), whyNot, scope, refused };
  }

  /** As the authority sees them, with what only shows where the books of one failure lie side by side. */
  private rows({ party, asOf, knownAt }: Asked<'rows'>): Promise<readonly Obligation[]> {
    return this.door.all(`/v1/parties/${party}/duties`, { asOf, knownAt });
  }

  private async enforcement({ party, asOf, knownAt }: Asked<'enforcement'>): Promise<EnforcementAnswers> {
    const notices = await this.door.all<ShownNotice>(`/v1/parties/${party}/notices`, { asOf, knownAt });
    const dates = await this.door.all<DateAnswer>(`/v1/parties/${party}/dates`, { asOf, knownAt });
    return { ...joined(notices.map((notice) => ({ ...notice, notices: [notice] }))), dates };
  }

  private async review({ asOf, knownAt }: Asked<'review'>): Promise<EnforcementAnswers> {
    const answer = await this.door.ask<Review>('/v1/review', { asOf, knownAt });
    return { notices: [], money: [], guards: answer?.guards ?? [], dates: answer?.dates ?? [] };
  }

  /** A duty belongs to a record. Where the line does not say which, every record of the party is asked until one explains it. */
  private async whyNot({ party, about, asOf, knownAt }: Asked<'whyNot'>): Promise<NotOwed | undefined> {
    for (const record of await this.recordsFor(party, about)) {
      const answer = await this.door.ask<{ whyNot?: NotOwed }>(`/v1/parties/${party}/duties/${about.duty}/why`, {
        ...record,
        to: about.to,
        item: about.item,
        asOf,
        knownAt,
      });
      if (answer?.whyNot !== undefined) return answer.whyNot;
    }
    return undefined;
  }

  private async recordsFor(party: string, { duty, notice, failure, product }: About): Promise<readonly Named[]> {
    if (notice !== undefined) return [{ notice }];
    if (failure !== undefined) return [{ failure }];
    if (ofNotice.test(duty)) return [{}];
    const failures = await this.door.all<{ failure: string }>('/v1/failures', { party, product });
    const products = product === undefined ? await this.door.all<{ product: string }>('/v1/products', { party }) : [{ product }];
    return [
      ...failures.map((record) => ({ failure: record.failure })),
      ...products.map((held) => ({ product: held.product })),
      {},
    ];
  }

  private scope({ party, about, asOf, knownAt }: Asked<'scope'>): Promise<ScopeAnswer | undefined> {
    const { test, on, ...named } = scopeAsked(about, isDay(asOf) ? asOf : londonDay(asOf));
    return this.door.ask(`/v1/parties/${party}/scope`, { test, on, ...named, asOf, knownAt });
  }

  private async refusal(entry: Entry, line: number): Promise<string | undefined> {
    const event = entry.refused[line]?.event;
    return event === undefined ? undefined : this.record(event);
  }
}

/** Duties that a notice makes: where the party has several, all are asked at once. */
const ofNotice = /^PSTI-S(28|29|30|32|36)-/;

type ShownNotice = EnforcementAnswers['notices'][number] & Omit<EnforcementAnswers, 'notices'>;
interface Review {
  readonly guards: readonly GuardAnswer[];
  readonly dates: readonly DateAnswer[];
}

const joined = (answers: readonly EnforcementAnswers[]): EnforcementAnswers => ({
  notices: answers.flatMap(({ notices }) => notices),
  guards: answers.flatMap(({ guards }) => guards),
  dates: answers.flatMap(({ dates }) => dates),
  money: answers.flatMap(({ money }) => money),
});
