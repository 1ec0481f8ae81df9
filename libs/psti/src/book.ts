import type { Clocks, Day, EventId, FailureId, PartyId, ProductId, Role } from './act.ts';
import { no, yesSince } from './answer.ts';
import type { Answer } from './answer.ts';
import { addDays, dayOfMoment, isDay } from './calendar.ts';
import { deeming } from './deeming.ts';
import type { Deeming } from './deeming.ts';
import { batchesNamed, laterFinding } from './failing.ts';
import type { FailureEvent } from './failure-record.ts';
import type { InstallationEvent } from './installation.ts';
import { knowledge, receivedIn } from './knowledge.ts';
import type { Knowledge, Received } from './knowledge.ts';
import { asKnown } from './known.ts';
import type { Known } from './known.ts';
import { marketsOf } from './market.ts';
import type { Markets } from './market.ts';
import type { NoticeEvent } from './notice.ts';
import type { ProductEvent } from './product-record.ts';
import type { ProfileEvent } from './profile.ts';
import { recordsKept } from './records.ts';
import type { Kept } from './records.ts';
import { courseOf } from './remedy.ts';
import type { Standing } from './remedy.ts';
import { rolesIn } from './roles.ts';
import type { Roles } from './roles.ts';
import { lawInForce } from './rulebook.ts';
import type { Rulebook } from './rulebook.ts';
import { findingsIn } from './scope.ts';
import type { Findings } from './scope.ts';
import { settingsFrom } from './settings.ts';
import type { Settings } from './settings.ts';
import { supplyOf } from './supply.ts';
import type { Supply } from './supply.ts';
import { toldBy, truthOf } from './told.ts';
import type { Told, Truth } from './told.ts';
import { verdictsIn } from './verdicts.ts';
import type { Verdicts } from './verdicts.ts';

/** The streams of one party about one product and, where it has a record of one, one failure: all that was ever recorded in them. */
export interface Book {
  readonly party: PartyId;
  readonly product: readonly Known<ProductEvent>[];
  readonly failure: readonly Known<FailureEvent>[];
  /** Its records of failures of the product, each in whole, where the product alone is asked about. */
  readonly records?: readonly (readonly Known<FailureEvent>[])[];
  readonly notices?: readonly Known<NoticeEvent>[];
  readonly profile: readonly Known<ProfileEvent>[];
  readonly installation: readonly Known<InstallationEvent>[];
  /** The rulebooks, where they are not those of the law in force. */
  readonly law?: Law;
}

/** The law as data: what is in force, and what a test adds to it. */
export type Law = readonly Rulebook[];

/** What one book says at one pair of clocks, sorted for the questions that rules ask. */
export interface Facts {
  readonly party: PartyId;
  readonly today: Day;
  readonly product: ProductId;
  readonly failure?: FailureId;
  readonly law: Law;
  readonly settings: Settings;
  readonly targets: ReadonlyMap<string, number>;
  readonly dissolved: Answer;
  readonly role: Role;
  readonly roles: Roles;
  readonly findings: Findings;
  readonly markets: Markets;
  readonly supply: Supply;
  readonly deeming: Deeming;
  readonly knowledge: Knowledge;
  readonly received: readonly Received[];
  readonly told: Told;
  readonly truth: Truth;
  readonly manufacturers: ReadonlySet<PartyId>;
  readonly suppliers: ReadonlyMap<PartyId, Answer>;
  readonly records: readonly Kept[];
  readonly standing: Standing;
  readonly verdicts: Verdicts;
  /** What happened to the failure and to the product, in order, and the place of each in it. */
  readonly failureEvents: readonly Known<FailureEvent>[];
  readonly productEvents: readonly Known<ProductEvent>[];
  readonly place: ReadonlyMap<EventId, number>;
}

export const factsOf = (book: Book, clocks: Clocks): Facts => {
  const { party, law = lawInForce } = book;
  const today = dayOfMoment(clocks.asOf);
  const happened = asKnown<ProductEvent | FailureEvent>([...book.product, ...book.failure], clocks);
  const { place, productEvents, failureEvents } = sorted(happened, book);
  const profile = asKnown(book.profile, clocks);
  const settings = settingsIn(book, clocks, profile);
  const received = receivedIn(failureEvents);
  const findings = findingsIn(productEvents);
  const roles = rolesIn(party, productEvents, received, { today, findings });
  const failing = { batches: batchesNamed(failureEvents), foundLater: laterFinding(failureEvents) };
  const supply = supplyOf(productEvents, { party, role: roles.own, findings, law, ...failing, roleOf: roles.of });
  const told = toldBy(failureEvents);
  const suppliers = suppliersIn(supply, received);
  const manufacturers = manufacturersIn(party, roles, failureEvents, { told, suppliers });
  const remedy = courseOf(failureEvents);
  const routes = deeming(productEvents, law);
  return {
    party,
    today,
    product: productOf(book),
    failure: book.failure[0] && idIn(book.failure[0].stream),
    law,
    settings,
    targets: targetsIn(profile),
    dissolved: dissolvedIn(profile, today),
    role: roles.own,
    roles,
    findings,
    markets: marketsOf({ findings, law, today, supply, received: received[0] ? yesSince(received[0].on, received[0].id) : no }),
    supply,
    deeming: routes,
    knowledge: knowledge(failureEvents, {
      party,
      role: roles.own,
      today,
      over: isDay(clocks.asOf) ? today : addDays(today, -1),
      settings,
      deeming: routes,
      roleOf: roles.of,
      notOfManufacturers: new Set(law.flatMap(({ requirements }) => requirements.map(({ id }) => id))),
      remedies: new Set(remedy.complete.map(({ id }) => id)),
      place,
    }),
    received,
    told,
    truth: truthOf(told, { received, manufacturers, place, ownNoticesOnly: roles.own === 'manufacturer' }),
    manufacturers,
    suppliers,
    records: recordsKept(failureEvents),
    standing: remedy.standing,
    verdicts: verdictsIn(
      (book.records ?? []).map((record) => asKnown(record, clocks)),
      party,
    ),
    failureEvents,
    productEvents,
    place,
  };
};

/** What happened to the product and to the failure, and the place of each event in the order of all of them. */
const sorted = (happened: readonly Known<ProductEvent | FailureEvent>[], { failure }: Book) => {
  const ofFailure = new Set(failure.map(({ stream }) => stream));
  const isOfFailure = (event: Known<ProductEvent | FailureEvent>): event is Known<FailureEvent> => ofFailure.has(event.stream);
  const place = new Map<EventId, number>();
  const productEvents: Known<ProductEvent>[] = [];
  const failureEvents: Known<FailureEvent>[] = [];
  for (const event of happened) {
    place.set(event.id, place.size);
    if (isOfFailure(event)) failureEvents.push(event);
    else productEvents.push(event);
  }
  return { place, productEvents, failureEvents };
};

const idIn = (stream: string): string => stream.split('/')[2] ?? stream;
/** A failure concerns one product, and the first event of its record names it. */
const productOf = ({ product, failure }: Book): ProductId => {
  const named = failure.find(
    (event): event is Known<FailureEvent> & { product: ProductId } => 'product' in event && event.product !== undefined,
  );
  return product[0] !== undefined ? idIn(product[0].stream) : (named?.product ?? '');
};

/** What stands in a book beside its records: the readings of doubtful text, and whether its party still exists. */
type Beside = Pick<Book, 'profile' | 'installation'>;
export const besideIn = (book: Beside, clocks: Clocks): { readonly settings: Settings; readonly dissolved: Answer } => {
  const profile = asKnown(book.profile, clocks);
  return { settings: settingsIn(book, clocks, profile), dissolved: dissolvedIn(profile, dayOfMoment(clocks.asOf)) };
};
const settingsIn = ({ installation }: Beside, clocks: Clocks, profile: readonly Known<ProfileEvent>[]): Settings =>
  settingsFrom([...inForce(installation, clocks), ...chosen(profile)]);
const inForce = (installation: readonly Known<InstallationEvent>[], clocks: Clocks) =>
  asKnown(
    installation.filter(({ type }) => type === 'SettingPutInForce' || type === 'Correction'),
    clocks,
  ).filter((event) => event.type === 'SettingPutInForce');
const chosen = (profile: readonly Known<ProfileEvent>[]) => profile.filter((event) => event.type === 'SettingChosen');
const targetsIn = (profile: readonly Known<ProfileEvent>[]): ReadonlyMap<string, number> =>
  new Map(profile.flatMap((event) => (event.type === 'TargetSet' ? [[event.duty, event.days] as const] : [])));

/** A firm that no longer exists owes nothing from that day on (A57). */
const dissolvedIn = (profile: readonly Known<ProfileEvent>[], today: Day): Answer => {
  const said = profile.findLast((event) => event.type === 'PartyDescribed' && event.dissolvedOn !== undefined);
  if (said?.type !== 'PartyDescribed' || said.dissolvedOn === undefined || said.dissolvedOn > today) return no;
  return { ...yesSince(said.dissolvedOn, said.id), settings: ['A57'] };
};

/** Whoever supplied it: as its book has it, or as it was told by one who said so. */
const suppliersIn = (supply: Supply, received: readonly Received[]): ReadonlyMap<PartyId, Answer> => {
  const suppliers = new Map(supply.suppliers);
  for (const event of received)
    if (event.suppliedByFrom === true && !suppliers.has(event.from))
      suppliers.set(event.from, { holds: true, events: [event.id] });
  return suppliers;
};

/** Whoever its determinations name or it holds to be one; else whom it contacted who is no known role or supplier. */
const manufacturersIn = (
  party: PartyId,
  roles: Roles,
  events: readonly Known<FailureEvent>[],
  { told, suppliers }: { readonly told: Told; readonly suppliers: ReadonlyMap<PartyId, Answer> },
): ReadonlySet<PartyId> => {
  const named = events.flatMap((event) =>
    'manufacturer' in event && event.manufacturer !== undefined ? [event.manufacturer] : [],
  );
  const appointing = roles.appointments
    .filter(({ representative }) => representative === party)
    .map(({ manufacturer }) => manufacturer);
  const known = new Set([...named, ...roles.manufacturers, ...appointing]);
  known.delete(party);
  if (known.size > 0 || roles.own === 'manufacturer') return known;
  return new Set(
    [...told.approached.keys()].filter((whom) => whom !== 'authority' && !suppliers.has(whom) && roles.of(whom) === undefined),
  );
};
