import { addDays } from '../calendar.ts';
import type { ActKind } from '../duty.ts';
import type { Instance } from '../facts/question.ts';
import type { Obligation, Why } from '../obligation.ts';
import { rulebookOn } from '../rulebook.ts';
import type { Rulebook } from '../rulebook.ts';
import { identity, isOutstanding, joined, withReadings } from './arising.ts';
import type { Arising } from './arising.ts';
import { sentence } from './sentence.ts';
import { prepare, settle } from './status.ts';
import type { Settled } from './status.ts';

/** Rows of a duty to do something: one for each to whom it is owed. */
export const actRows = (arising: Arising, kind: ActKind): readonly Obligation[] => {
  const { duty, facts, arisen, open } = arising;
  const preparation = prepare(duty, facts, arisen, open);
  // An excused contact is why the notification need not wait: the readings behind it shaped the timing of every row.
  const shaped = { ...arising, settings: withReadings(facts, arising.settings, preparation.sequence?.settings ?? []) };
  return (duty.owedTo?.to(facts) ?? [{}]).map((instance) => {
    const deed = kind.deed(facts, instance);
    const row = actRow(shaped, kind, instance, settle(preparation, instance, deed));
    return deed.shows === undefined ? row : { ...row, ...deed.shows };
  });
};

const actRow = (arising: Arising, kind: ActKind, { to, answer }: Instance, settled: Settled): Obligation => {
  const { duty, facts } = arising;
  const { status, on, since, timing, excuse, missing, flags } = settled;
  const days = since === undefined ? undefined : facts.targets.get(duty.id);
  return {
    ...identity(duty, facts, { to }),
    record: kind.record,
    status,
    on,
    since,
    timing,
    excuse,
    missing,
    flags,
    rulebook: lawToward(arising, answer).id,
    target: days === undefined || since === undefined ? undefined : { days, dueOn: addDays(since, days) },
    why: why(arising, settled, days !== undefined),
    discharge: isOutstanding(status) ? kind.discharge : undefined,
  };
};

/** Toward whom it arose later, it is judged by the law of that later day. */
const lawToward = ({ facts, arisen, rulebook }: Arising, answer: Instance['answer']): Rulebook =>
  arisen !== undefined && answer?.on !== undefined && answer.on > arisen ? rulebookOn(facts.law, answer.on) : rulebook;

const why = ({ facts, triggers, steps, settings }: Arising, settled: Settled, hasTarget: boolean): Why => {
  // The aim is the organisation's: the Act gives no number of days (A1).
  const shaping = hasTarget ? [...settled.shaping, 'A1' as const] : settled.shaping;
  return {
    triggers: joined(triggers, settled.triggers),
    settledBy: settled.settledBy,
    trace: joined(steps, settled.steps),
    settings: shaping.length === 0 ? settings : withReadings(facts, settings, shaping),
    says: sentence(settled),
    needs: settled.open?.needs,
  };
};
