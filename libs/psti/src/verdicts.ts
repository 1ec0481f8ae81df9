import type { Day, EventId, PartyId } from './act.ts';
import { excluding, including, wordOf } from './failing.ts';
import type { Failing } from './failing.ts';
import type { FailureEvent } from './failure-record.ts';
import type { Known } from './known.ts';
import { completeRemedies } from './remedy.ts';

/** What a party's own records of failures say of each requirement that it must meet itself: not met since a day, or met again. */
export interface Verdict {
  readonly met: boolean;
  /** The day of the word that governs. */
  readonly on: Day;
  /** Since when it is so. */
  readonly since: Day;
  readonly events: readonly EventId[];
}
export type Verdicts = ReadonlyMap<string, Verdict>;

export const verdictsIn = (records: readonly (readonly Known<FailureEvent>[])[], party: PartyId): Verdicts => {
  const verdicts = new Map<string, Verdict>();
  for (const record of records)
    for (const [requirement, verdict] of inRecord(record, party)) {
      const other = verdicts.get(requirement);
      if (other === undefined || governs(verdict, other)) verdicts.set(requirement, verdict);
    }
  return verdicts;
};
/** One record in which it is not met is enough; of two that agree, the first failure and the last cure count. */
const governs = (verdict: Verdict, other: Verdict): boolean =>
  verdict.met === other.met ? (verdict.met ? verdict.on > other.on : verdict.since < other.since) : !verdict.met;

/**
 * In order: a determination, its negation, and the corrective action by which the remedy was complete. What is found of some batches
 * says nothing of the rest: where another is still held to fail, the requirement is not met, and where none was, nobody knows.
 */
const inRecord = (record: readonly Known<FailureEvent>[], party: PartyId): Verdicts => {
  const remedies = new Set(completeRemedies(record));
  let held: readonly Failing[] = [];
  return record.reduce<Verdicts>((verdicts, event) => {
    if (remedies.has(event)) {
      held = [];
      return cured(verdicts, event);
    }
    if (event.type === 'FailureNegatived') {
      const before = held;
      held = excluding(held, wordOf(event));
      const isMet = event.batches === 'all' || isHeld(before, event.requirement);
      return isMet && !isHeld(held, event.requirement) ? new Map(verdicts).set(event.requirement, said(true, event)) : verdicts;
    }
    if (event.type !== 'FailureDetermined' || (event.manufacturer ?? party) !== party) return verdicts;
    held = including(held, wordOf(event));
    return new Map(verdicts).set(event.requirement, said(false, event, event.sinceOn));
  }, new Map());
};
const isHeld = (held: readonly Failing[], of: string): boolean => held.some(({ requirement }) => requirement === of);
const said = (met: boolean, { id, on }: Known<FailureEvent>, since: Day = on): Verdict => ({ met, on, since, events: [id] });
const cured = (verdicts: Verdicts, { id, on }: Known<FailureEvent>): Verdicts =>
  new Map(
    [...verdicts].map(([requirement, verdict]) => [
      requirement,
      verdict.met ? verdict : { met: true, on, since: on, events: [...verdict.events, id] },
    ]),
  );
