import type { Day, PartyId, Role } from './act.ts';
import { no, shapedBy, yesSince } from './answer.ts';
import type { Answer } from './answer.ts';
import type { FailureEvent } from './failure-record.ts';
import type { Known } from './known.ts';
import type { Batches, MadeAvailable, ProductEvent } from './product-record.ts';
import { isExcepted } from './scope.ts';
import type { Findings, Place } from './scope.ts';
import { COMMENCEMENT } from './rulebook.ts';
import type { Rulebook } from './rulebook.ts';

/** Who made the product available to whom, as one book has it (ss.55–56): the MA-* limbs, the acts that gates judge, the recipients. */

export type Act = Known<MadeAvailable>;
/** Whom the party supplied itself, in what role, since when. */
export interface Supplied {
  readonly to: PartyId;
  readonly role: Role;
  readonly answer: Answer;
  readonly places: ReadonlySet<Place | undefined>;
  /** Of which batches: all, where a supply names none. */
  readonly batches: Batches;
}
export interface Supply {
  readonly byAnyone: Answer;
  readonly bySelf: Answer;
  readonly bySelfToCustomers: Answer;
  /** It does more than resell used goods, or has not begun yet. */
  readonly beyondUsedGoods: Answer;
  /** The party's own acts of making available in the United Kingdom, in order. */
  readonly acts: readonly Act[];
  readonly supplied: readonly Supplied[];
  /** Whether it supplied any customer in the United Kingdom. */
  readonly customersSupplied: Answer;
  /** Who supplied the party. */
  readonly suppliers: ReadonlyMap<PartyId, Answer>;
  readonly places: ReadonlySet<Place>;
  /** Made available to consumers, or to other customers, by anybody. */
  readonly toConsumers: Answer;
  readonly toCustomers: Answer;
}

export interface Market {
  readonly party: PartyId;
  readonly role: Role;
  readonly findings: Findings;
  readonly law: readonly Rulebook[];
  readonly batches: Batches;
  /** Where the failure was found in some batches later than in others: the finding. */
  readonly foundLater: (batches: Batches | undefined) => Known<FailureEvent> | undefined;
  readonly roleOf: (party: PartyId) => Role | undefined;
}

/** Hire is no supply unless by a manufacturer; a sale for scrap is none; works supply what they install (s.55). */
export const isSupply = ({ as }: MadeAvailable, byManufacturer: boolean): boolean =>
  as === 'supply' || as === 'installation' || (as === 'hire' && byManufacturer);
const isAvailable = (act: MadeAvailable, byManufacturer: boolean): boolean => act.as === 'offer' || isSupply(act, byManufacturer);
/** Used goods resold, or refurbished by somebody else than the manufacturer, put no duty on the reseller (A49). */
const isResale = ({ condition }: MadeAvailable): boolean => condition === 'used' || condition === 'reconditioned by another';

/** s.56: a customer is whoever is supplied and is no relevant person for the product; an installer is one where s.7(6) holds. */
const OUTSIDE_THE_CHAIN: readonly (Role | undefined)[] = ['installer', 'none'];

export const supplyOf = (events: readonly Known<ProductEvent>[], market: Market): Supply => {
  const { party } = market;
  const isMaker = (from: PartyId): boolean => (from === party ? market.role : market.roleOf(from)) === 'manufacturer';
  const isOut = exceptedIn(market);
  const made = events.filter((event): event is Act => event.type === 'MadeAvailable');
  const inUk = made.filter((act) => act.place !== undefined && isAvailable(act, isMaker(act.from)) && !isOut(act));
  const ownActs = inUk.filter((act) => act.from === party && (isMaker(party) || !isResale(act)));
  const consumers = inUk.filter(({ to }) => to === 'consumers');
  const isToCustomer = ({ to, toRole }: Act): boolean =>
    to === 'customers' || to === 'consumers' || OUTSIDE_THE_CHAIN.includes(market.roleOf(to) ?? toRole);
  const begun = inUk.find((act) => act.from === party);
  const bySelf = ownActs.length === 0 && begun !== undefined ? shapedBy(no, 'A49') : firstAct(ownActs);
  return {
    byAnyone: firstAct(inUk),
    bySelf,
    beyondUsedGoods: begun === undefined || begun === ownActs[0] ? yesSince(COMMENCEMENT) : bySelf,
    bySelfToCustomers: firstAct(ownActs.filter(isToCustomer)),
    acts: ownActs,
    customersSupplied: firstAct(ownActs.filter((act) => isSupply(act, isMaker(party)) && isToCustomer(act))),
    supplied: suppliedBy(
      party,
      made.filter((act) => isSupply(act, isMaker(act.from)) && !isOut(act)),
      market,
    ),
    suppliers: suppliersOf(
      party,
      made.filter((act) => isSupply(act, isMaker(act.from))),
    ),
    places: new Set(inUk.flatMap(({ place }) => place ?? [])),
    toConsumers: firstAct(consumers.filter((act) => isMaker(act.from) || !isResale(act))),
    toCustomers: firstAct(inUk.filter(({ to }) => to === 'customers')),
  };
};

const firstAct = ([first]: readonly Act[]): Answer => {
  if (first === undefined) return no;
  const answer = yesSince(first.on, first.id);
  return first.as === 'offer' ? shapedBy(answer, 'A51') : answer;
};
/** A supply that is excepted on its day in its market makes no recipient and crosses no gate (A25). */
const exceptedIn = ({ findings, law }: Market): ((act: Act) => boolean) => {
  if (
    ![...findings].some(
      ([test, found]) => (test.startsWith('Sch.3') || test === 's.6') && found.some(({ answer }) => answer === 'yes'),
    )
  )
    return () => false;
  const known = { GB: new Map<Day, boolean>(), NI: new Map<Day, boolean>() };
  return ({ place, on }) => {
    if (place === undefined) return false;
    const found = known[place].get(on) ?? isExcepted({ findings, law, place, day: on }).answer === 'yes';
    known[place].set(on, found);
    return found;
  };
};

const ONLY = {
  GB: new Set<Place | undefined>(['GB']),
  NI: new Set<Place | undefined>(['NI']),
  abroad: new Set<Place | undefined>([undefined]),
};

/**
 * Only what was supplied by the party itself, of batches that the failure is in; a supply that names no batch counts. A recipient is
 * owed nothing before the failure was found in what it was supplied.
 */
const suppliedBy = (party: PartyId, supplies: readonly Act[], market: Market): readonly Supplied[] => {
  const supplied = new Map<PartyId, Gathered>();
  for (const act of supplies) {
    const { from, to } = act;
    if (from !== party || to === 'customers' || to === 'consumers' || !isOf(market.batches, act)) continue;
    const gathered = supplied.get(to);
    if (gathered === undefined) supplied.set(to, first(act, sinceFound(act, market)));
    else further(gathered, act, sinceFound(act, market));
  }
  return [...supplied].flatMap(([to, { role, ...gathered }]) => {
    const known = market.roleOf(to) ?? role;
    return known === undefined ? [] : [{ to, role: known, ...gathered }];
  });
};
const first = ({ toRole, place, batches = 'all' }: Act, answer: Answer): Gathered => ({
  answer,
  role: toRole,
  places: ONLY[place ?? 'abroad'],
  batches,
});
const further = (gathered: Gathered, { toRole, place, batches = 'all' }: Act, answer: Answer): void => {
  gathered.role = toRole ?? gathered.role;
  if (!gathered.places.has(place)) gathered.places = new Set([...gathered.places, place]);
  if (gathered.batches !== 'all') gathered.batches = batches === 'all' ? 'all' : [...new Set([...gathered.batches, ...batches])];
  if ((answer.on ?? '') < (gathered.answer.on ?? '')) gathered.answer = answer;
};
interface Gathered {
  answer: Answer;
  role?: Role;
  places: ReadonlySet<Place | undefined>;
  batches: Batches;
}
const sinceFound = ({ on, id, batches }: Act, { foundLater }: Market): Answer => {
  const found = foundLater(batches);
  return found === undefined || found.on <= on ? yesSince(on, id) : yesSince(found.on, id, found.id);
};
const isOf = (failing: Batches, { batches }: Act): boolean =>
  failing === 'all' || batches === undefined || batches === 'all' || batches.some((batch) => failing.includes(batch));

const suppliersOf = (party: PartyId, supplies: readonly Act[]): ReadonlyMap<PartyId, Answer> => {
  const suppliers = new Map<PartyId, Answer>();
  for (const { from, to, on, id } of supplies) if (to === party && !suppliers.has(from)) suppliers.set(from, yesSince(on, id));
  return suppliers;
};
