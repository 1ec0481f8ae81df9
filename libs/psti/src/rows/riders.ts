import type { Facts } from '../book.ts';
import { laterOf } from '../calendar.ts';
import type { Deed, Duty, RiderKind, WorkedOut } from '../duty.ts';
import type { Obligation } from '../obligation.ts';
import { rulebookOn } from '../rulebook.ts';
import { holderStep, identity, isOutstanding, notArisen, rulebookStep, withReadings } from './arising.ts';
import type { Before } from './arising.ts';
import { sentence } from './sentence.ts';
import type { Settled } from './status.ts';

/** A rider stands beside each instance of its parent and shares its status until the notice is given; beside an excused one, for good. */
export const ridersOf = (duty: Duty, kind: RiderKind, facts: Facts, before: Before): WorkedOut => {
  const rows = kind.of.flatMap((id) => before.get(id) ?? []).map((parent) => beside(duty, kind, facts, parent));
  const rulebook = rulebookOn(facts.law, facts.today);
  const steps = [
    rulebookStep(duty, rulebook),
    holderStep(duty, facts),
    { asks: 'a notification is owed that it goes with', holds: rows.length > 0, events: [] },
  ];
  return rows.length > 0
    ? { rows, steps, settings: [], rulebook: rulebook.id, status: 'arisen' }
    : notArisen({ rulebook }, steps, { needs: `what raises ${kind.of.join(' or ')}` });
};

const beside = (duty: Duty, kind: RiderKind, facts: Facts, parent: Obligation): Obligation => {
  const { holder, product, failure, to, since, excuse, rulebook, why } = parent;
  const { deed, ...found } = riding(kind, facts, parent);
  return {
    ...identity(duty, facts, { to, beside: parent.duty }),
    holder,
    product,
    failure,
    ...found,
    since,
    timing: duty.timing,
    excuse,
    rulebook,
    why: {
      triggers: why.triggers,
      settledBy: deed?.events ?? why.settledBy,
      trace: why.trace,
      settings: withReadings(facts, why.settings, deed?.settings ?? []),
      says: found.status === 'UNDETERMINED' ? why.says : sentence({ ...found, since, excuse }),
      needs: why.needs,
    },
    discharge: isOutstanding(found.status) ? kind.discharge : undefined,
  };
};
const riding = (
  kind: RiderKind,
  facts: Facts,
  { status, on, since, to }: Obligation,
): Pick<Settled, 'status' | 'on' | 'missing'> & { readonly deed?: Deed } => {
  const own = status === 'OPEN' || status === 'DEFECTIVE' || status === 'DONE';
  const deed = own ? kind.deed(facts, { to }) : undefined;
  if (deed?.begun === undefined) return { status, on };
  if (deed.done === undefined) return { status: 'DEFECTIVE', missing: deed.missing, deed };
  return { status: 'DONE', on: laterOf(deed.done, since ?? ''), deed };
};
