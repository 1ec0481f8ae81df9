import type { Facts } from '../book.ts';
import type { Duty, MirrorKind, WorkedOut } from '../duty.ts';
import type { Obligation } from '../obligation.ts';
import { rulebookOn } from '../rulebook.ts';
import { notArisen, rulebookStep } from './arising.ts';
import type { Before } from './arising.ts';

/** What a representative is to do for the manufacturer: the manufacturer's own rows, with the representative as their holder (s.51). */
export const mirrored = (duty: Duty, kind: MirrorKind, facts: Facts, before: Before): WorkedOut => {
  const appointments = facts.role === 'manufacturer' ? appointmentsFor(kind.delegated, facts) : [];
  const rows = appointments.flatMap((appointment) =>
    kind.of
      .flatMap((id) => before.get(id) ?? [])
      .map((mirror): Obligation => ({
        ...mirror,
        key: `${duty.id}|${appointment.representative}|${mirror.key}`,
        duty: duty.id,
        holder: appointment.representative,
        role: duty.of,
        cite: duty.cite,
        what: `For the manufacturer: ${mirror.what}`,
        holderFor: facts.party,
        mirrors: mirror.duty,
        target: undefined,
        why: { ...mirror.why, triggers: [appointment.id, ...mirror.why.triggers] },
      })),
  );
  const rulebook = rulebookOn(facts.law, facts.today);
  const steps = [
    rulebookStep(duty, rulebook),
    {
      asks: `the manufacturer has a representative for ${kind.delegated}`,
      holds: appointments.length > 0,
      events: appointments.map(({ id }) => id),
    },
    { asks: 'the manufacturer owes what was delegated', holds: rows.length > 0, events: [] },
  ];
  if (rows.length > 0) return { rows, steps, settings: [], rulebook: rulebook.id, status: 'arisen' };
  return notArisen({ rulebook }, steps, {
    needs:
      appointments.length === 0
        ? `in the manufacturer’s book, the appointment of a representative for ${kind.delegated}`
        : `what raises ${kind.of.join(', ')} for the manufacturer`,
  });
};

const appointmentsFor = (delegated: MirrorKind['delegated'], { party, today, roles }: Facts) =>
  roles.appointments.filter(
    (appointment) =>
      appointment.manufacturer === party &&
      appointment.delegated.includes(delegated) &&
      (appointment.untilOn === undefined || appointment.untilOn >= today),
  );
