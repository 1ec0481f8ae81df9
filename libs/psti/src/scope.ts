import { schedule, section } from './act.ts';
import type { Cite, Day, EventId } from './act.ts';
import type { Known } from './known.ts';
import type { ProductEvent } from './product-record.ts';
import { rulebookOn } from './rulebook.ts';
import type { Rulebook } from './rulebook.ts';
import { COMMENCEMENT } from './rulebook.ts';
import type { SettingId } from './settings.ts';

/**
 * Whether a product is a relevant connectable product, excepted, a UK consumer connectable product (law page §§1.1–1.4). The borrowed
 * instruments are never guessed: without a finding the answer is UNDETERMINED.
 */

export type Verdict = 'yes' | 'no' | 'UNDETERMINED';
export interface Scoped {
  readonly answer: Verdict;
  readonly cite?: Cite;
  readonly events: readonly EventId[];
}
export type Place = 'GB' | 'NI';
type Finding = Known<Extract<ProductEvent, { type: 'ScopeFinding' }>>;

/** All findings on one product, by what they are on. */
export type Findings = ReadonlyMap<string, readonly Finding[]>;
export const findingsIn = (events: readonly Known<ProductEvent>[]): Findings => {
  const findings = new Map<string, Finding[]>();
  for (const event of events)
    if (event.type === 'ScopeFinding') findings.set(event.test, [...(findings.get(event.test) ?? []), event]);
  return findings;
};

/** Readings that shape scope: each market is worked out by itself (A25); only software is what takes a host out of an exception (A53). */
export const scopeReadings = (findings: Findings): readonly SettingId[] => [
  ...([...findings.values()].some((found) => found.some(({ place }) => place !== undefined)) ? (['A25'] as const) : []),
  ...(findings.has('Sch.3 para 3(2)') ? (['A53'] as const) : []),
];

/** What a finding may be limited to: one market, one consignment. */
export interface Where {
  readonly place?: Place;
  readonly consignment?: string;
}
/**
 * Of the findings that speak for a day, the later `fromOn` governs; one without speaks for all days and yields to one with. A finding
 * on one consignment speaks for that alone, and before any other.
 */
export const governing = (
  findings: Findings,
  test: string,
  day: Day,
  { place, consignment }: Where = {},
): Finding | undefined => {
  const speaking = (findings.get(test) ?? []).filter(
    (finding) =>
      (finding.place === undefined || place === undefined || finding.place === place) &&
      (finding.consignment === undefined || finding.consignment === consignment) &&
      (finding.fromOn ?? day) <= day &&
      (finding.untilOn ?? day) >= day,
  );
  const own = speaking.filter((finding) => finding.consignment !== undefined);
  return (own.length > 0 ? own : speaking).reduce<Finding | undefined>(
    (best, next) => ((next.fromOn ?? '') >= (best?.fromOn ?? '') ? next : best),
    undefined,
  );
};

const said = (finding: Finding | undefined): Scoped =>
  finding === undefined ? open : { answer: finding.answer === 'yes' ? 'yes' : 'no', events: [finding.id] };
const open: Scoped = { answer: 'UNDETERMINED', events: [] };
const withCite = (scoped: Scoped, cite: Cite): Scoped => ({ ...scoped, cite });

/** Joined by "and": one "no" decides; else an unanswered one leaves it undetermined. */
const all = (...limbs: readonly Scoped[]): Scoped =>
  limbs.find(({ answer }) => answer === 'no') ?? limbs.find(({ answer }) => answer === 'UNDETERMINED') ?? joined('yes', limbs);
/** Joined by "or": one "yes" decides; else an unanswered one leaves it undetermined. */
const any = (...limbs: readonly Scoped[]): Scoped =>
  limbs.find(({ answer }) => answer === 'yes') ?? limbs.find(({ answer }) => answer === 'UNDETERMINED') ?? limbs[0] ?? open;
const joined = (answer: Verdict, limbs: readonly Scoped[]): Scoped => ({
  answer,
  cite: limbs.find(({ cite }) => cite !== undefined)?.cite,
  events: limbs.flatMap(({ events }) => events),
});
const not = (scoped: Scoped): Scoped =>
  scoped.answer === 'UNDETERMINED' ? scoped : { ...scoped, answer: scoped.answer === 'yes' ? 'no' : 'yes' };

export interface Asked {
  readonly findings: Findings;
  readonly law: readonly Rulebook[];
  readonly place: Place;
  readonly day: Day;
}

/** s.4: connectable, and not excepted where it is supplied on that day. */
export const isRelevantConnectable = (asked: Asked): Scoped => {
  if (asked.day < COMMENCEMENT) return { answer: 'no', events: [] };
  const connectable = isConnectable(asked);
  return connectable.answer === 'no' ? connectable : all(connectable, not(isExcepted(asked)));
};

/** s.5: internet-connectable, or network-connectable by condition 1, condition 2 or as part of a set of peripherals. */
const isConnectable = ({ findings, day, place }: Asked): Scoped => {
  const on = (test: string): Scoped => said(governing(findings, test, day, { place }));
  const limb = (rest: string): Scoped => withCite(on(`s.5${rest}`), section(5, rest));
  const internet = limb('(1)');
  const network = limb('(3)');
  if (internet.answer === 'yes' || network.answer === 'yes') return any(internet, network);
  // Where nothing is found at all, the plain question comes first.
  if (network.answer === 'no' || ![...findings.keys()].some((test) => test.startsWith('s.5('))) return any(internet, network);
  const conditions = any(limb('(7)'), limb('(4)'), all(limb('(5)(a)'), limb('(5)(b)')));
  const decided = conditions.answer === 'no' ? all(limb('(5)(a)'), limb('(5)(b)'), limb('(4)')) : conditions;
  return any(all(decided, limb('(3)(a)')), internet);
};

/** s.6 and Sch.3: a finding on a paragraph or its limbs governs that paragraph; one on s.6 speaks for all the others. */
export const isExcepted = (asked: Asked): Scoped => {
  const { findings, law, day, place } = asked;
  const paragraphs = rulebookOn(law, day).exceptions.filter((paragraph) => applies(paragraph, place));
  const rest = withCite(said(governing(findings, 's.6', day, { place })), section(6));
  const answers = paragraphs.map((paragraph) => exception(paragraph, asked) ?? rest);
  const decisive = answers.find(({ answer }) => answer === 'yes') ?? answers.find(({ answer }) => answer === 'UNDETERMINED');
  return (
    decisive ?? { ...rest, answer: 'no', cite: answers.find(({ cite, answer }) => answer === 'no' && cite !== rest.cite)?.cite }
  );
};
const applies = (paragraph: number, place: Place): boolean =>
  paragraph === 1 ? place === 'NI' : paragraph >= 6 ? place === 'GB' : true;

/** The paragraphs that have limbs: what joins them, and what takes a product out of the exception again. */
const exception = (paragraph: number, { findings, day, place }: Asked): Scoped | undefined => {
  const found = (rest = ''): Scoped | undefined => {
    const finding = governing(findings, `Sch.3 para ${paragraph}${rest}`, day, { place });
    return finding && withCite(said(finding), schedule('3', ` para ${paragraph}${rest}`));
  };
  const limb = (rest: string): Scoped => found(rest) ?? withCite(open, schedule('3', ` para ${paragraph}${rest}`));
  const whole = found();
  if (whole !== undefined) return whole;
  const carveOut = paragraph === 3 || paragraph === 5 ? '(2)' : undefined;
  const limbs: Readonly<Record<number, () => Scoped | undefined>> = {
    3: () => found('(1)') ?? (found('(2)') && limb('(1)')),
    4: () => (found('(1)(a)') ?? found('(1)(b)')) && all(limb('(1)(a)'), limb('(1)(b)')),
    5: () => alternatives(found('(1)'), found('(1)(a)'), found('(1)(b)'), found('(1)(c)')),
  };
  const within = limbs[paragraph]?.();
  if (within === undefined || within.answer === 'no' || carveOut === undefined) return within;
  const out = limb(carveOut);
  return out.answer === 'yes' ? { ...out, answer: 'no' } : all(within, not(out));
};
/** An unanswered alternative counts as no once a sibling is answered. */
const alternatives = (...limbs: readonly (Scoped | undefined)[]): Scoped | undefined => {
  const answered = limbs.filter((limb) => limb !== undefined);
  return answered.find(({ answer }) => answer === 'yes') ?? answered[0];
};
