import type { Day, PartyId, Role } from './act.ts';
import { no, undetermined, yesSince } from './answer.ts';
import type { Answer } from './answer.ts';
import type { Known } from './known.ts';
import type { ARAppointed, ProductEvent, RoleAsserted } from './product-record.ts';
import type { Received } from './knowledge.ts';
import { governing } from './scope.ts';
import type { Findings } from './scope.ts';
import type { SettingId } from './settings.ts';

/** Roles are decided for each product (law page §1.5), in one book: the party's own, and what it holds those of others to be. */

export interface Roles {
  readonly own: Role;
  /** The readings by which its own role is what it is. */
  readonly readings: readonly SettingId[];
  /** From when the party's own word says that it is in the chain for this product, or what it received does. */
  readonly ownSince: Answer;
  readonly of: (party: PartyId) => Role | undefined;
  readonly manufacturers: readonly PartyId[];
  /** s.7(6)(b), on which it turns whether an installer is a distributor. */
  readonly soldOtherwise: Answer;
  /** Appointments of a representative, in force on the day asked about or ended. */
  readonly appointments: readonly Known<ARAppointed>[];
}

const PRECEDENCE: readonly Role[] = ['manufacturer', 'importer', 'distributor', 'installer', 'none'];

export const rolesIn = (
  party: PartyId,
  events: readonly Known<ProductEvent>[],
  received: readonly Received[],
  { today, findings }: { readonly today: Day; readonly findings: Findings },
): Roles => {
  const asserted = events.filter((event) => event.type === 'RoleAsserted').filter(({ fromOn }) => fromOn <= today);
  const appointments = appointmentsIn(events, findings, today);
  const limb = sellsOtherwise(events, findings, today);
  const resolved = (role: Role): Role => (role === 'installer' && limb.holds === false ? 'distributor' : role);
  const told = rolesTold(party, events, received);
  const words = Map.groupBy(asserted, ({ of: whom }) => whom);
  const of = (whom: PartyId): Role | undefined => {
    const role = held(words.get(whom) ?? [], today) ?? told.get(whom);
    return role && resolved(role);
  };
  const own =
    of(party) ?? (appointments.some(({ representative }) => representative === party) ? 'authorised representative' : 'none');
  return {
    own,
    readings: readingsOf(words.get(party) ?? [], today),
    ownSince: ownWord(party, asserted, appointments, received),
    of,
    soldOtherwise: limb,
    manufacturers: [...new Set([...asserted.map(({ of: whom }) => whom), ...told.keys()])].filter(
      (whom) => of(whom) === 'manufacturer',
    ),
    appointments,
  };
};

/** An appointment is taken to meet s.51(1) unless a finding says that it does not. */
const appointmentsIn = (events: readonly Known<ProductEvent>[], findings: Findings, today: Day): readonly Known<ARAppointed>[] =>
  governing(findings, 's.51', today)?.answer === 'no'
    ? []
    : events.filter((event) => event.type === 'ARAppointed').filter(({ fromOn }) => fromOn <= today);

/** The role held on the day, by precedence where there are several (A37); else the last one held. */
const held = (asserted: readonly Known<RoleAsserted>[], today: Day): Role | undefined => {
  if (asserted.length === 0) return undefined;
  const inForce = inForceOn(today, asserted);
  const last = latestOf(inForce);
  if (last === undefined) return asserted.at(-1)?.role;
  return last.role === 'none' ? 'none' : PRECEDENCE.find((role) => inForce.some((event) => event.role === role));
};

const inForceOn = (today: Day, asserted: readonly Known<RoleAsserted>[]): readonly Known<RoleAsserted>[] =>
  asserted.filter(({ untilOn }) => untilOn === undefined || untilOn >= today);
const latestOf = (asserted: readonly Known<RoleAsserted>[]): RoleAsserted | undefined =>
  asserted.reduce<RoleAsserted | undefined>((latest, next) => ((latest?.fromOn ?? '') <= next.fromOn ? next : latest), undefined);
/** Of several roles one goes before the others (A37); a factory that puts no mark on what it makes has none (A39). */
const readingsOf = (asserted: readonly Known<RoleAsserted>[], today: Day): readonly SettingId[] => {
  const inForce = inForceOn(today, asserted);
  if (latestOf(inForce)?.role === 'none') return ['A39'];
  return new Set(inForce.map(({ role }) => role)).size > 1 ? ['A37'] : [];
};

/** What supplies and receipts say of somebody's role: the latest word counts. */
const rolesTold = (
  party: PartyId,
  events: readonly Known<ProductEvent>[],
  received: readonly Received[],
): ReadonlyMap<PartyId, Role> => {
  const told = new Map<PartyId, Role>();
  for (const event of events) if (event.type === 'MadeAvailable' && event.toRole !== undefined) told.set(event.to, event.toRole);
  for (const { from, fromRole, toRole } of received) {
    if (fromRole !== undefined) told.set(from, fromRole);
    if (toRole !== undefined) told.set(party, toRole);
  }
  return told;
};

const ownWord = (
  party: PartyId,
  asserted: readonly Known<RoleAsserted>[],
  appointments: readonly Known<ARAppointed>[],
  received: readonly Received[],
): Answer => {
  const words = [
    ...asserted.filter(({ of }) => of === party).map(({ fromOn, id }) => yesSince(fromOn, id)),
    ...appointments.filter(({ representative }) => representative === party).map(({ fromOn, id }) => yesSince(fromOn, id)),
  ];
  const first = words.reduce<Answer>((best, next) => (best.on === undefined || (next.on ?? '') < best.on ? next : best), no);
  const receipt = received[0];
  return first.on !== undefined || receipt === undefined ? first : yesSince(receipt.on, receipt.id);
};

/** s.7(6)(b): consumers can have identical products in some other way than by such works. A finding decides, else what is on record. */
export const sellsOtherwise = (events: readonly Known<ProductEvent>[], findings: Findings, today: Day): Answer => {
  const finding = governing(findings, 's.7(6)(b)', today);
  if (finding !== undefined) return finding.answer === 'yes' ? yesSince(finding.on, finding.id) : { ...no, events: [finding.id] };
  const sale = events.find(
    (event) =>
      event.type === 'MadeAvailable' &&
      event.to === 'consumers' &&
      event.place !== undefined &&
      (event.as === 'supply' || event.as === 'offer') &&
      event.condition !== 'used' &&
      event.condition !== 'reconditioned by another',
  );
  return sale === undefined ? undetermined() : yesSince(sale.on, sale.id);
};
