import { AUTHORITY } from './act.ts';
import type { EventId, FailureId, PartyId, ProductId, Role } from './act.ts';
import type { Correction } from './correction.ts';
import { ContactReceived, NotificationReceived } from './failure-record.ts';
import type { ContactMade, FailureEvent, FailureRecord, NotificationGiven } from './failure-record.ts';
import { receivedIn } from './knowledge.ts';
import { asKnown, corrected } from './known.ts';
import type { Known } from './known.ts';
import type { ProductEvent } from './product-record.ts';
import { rolesIn } from './roles.ts';
import type { Roles } from './roles.ts';
import { findingsIn } from './scope.ts';
import { isSupply } from './supply.ts';
import { versionOf } from './versions.ts';

/**
 * What crosses from one book to another: a notification given to a party becomes one received, a contact made becomes one received,
 * and what corrects or undoes them follows. Nothing else crosses. The same events give the same crossings under the same ids, however
 * often they are asked for. The authority keeps no failure record, customers and consumers no book: to them nothing crosses.
 */

/** One party's events about one product, and its failure record, in the order of the log. What came later is left aside. */
export interface SendersBook {
  readonly party: PartyId;
  readonly product: readonly Known<ProductEvent>[];
  readonly failure: readonly Known<FailureEvent>[];
}
/** The UUID, version 5, of a name in the URL namespace. */
export type Naming = (name: string) => string;

/** Who first gave a failure its id, and which. */
export interface Minted {
  readonly by: PartyId;
  readonly as: FailureId;
}
/** Where the words of a text stand: the crossing carries their commitment, and whoever delivers it the words. */
export interface TextCarried {
  readonly field: string;
  readonly from: { readonly event: EventId; readonly field: string };
}
export interface Crossing {
  readonly from: PartyId;
  readonly to: PartyId;
  readonly product: ProductId;
  readonly minted: Minted;
  /** What fails by the sender's book, where it says so; and up to where on the log the recipient's is held against that. */
  readonly requirements: readonly string[];
  readonly leaf: number;
  readonly event: ContactReceived | NotificationReceived | Correction;
  /** The receipt that this is, or corrects. */
  readonly receipt: EventId;
  readonly texts: readonly TextCarried[];
}

type Act = Known<ContactMade | NotificationGiven>;
export const isAct = (event: FailureEvent): event is Act => event.type === 'ContactMade' || event.type === 'NotificationGiven';

/** What the event just recorded makes cross: usually one crossing or none; a correction that changes `to` makes two. */
export const crossings = (event: Known<FailureEvent>, book: SendersBook, uuidOf: Naming): readonly Crossing[] => {
  const failure = [...book.failure.filter(({ stream, leaf }) => stream === event.stream && leaf < event.leaf), event];
  return actsTouchedBy(event, failure).flatMap((act) => crossingsOf(act, { ...book, failure }, uuidOf));
};

/** The contacts and notifications whose standing an event may change, as they were first recorded. */
const actsTouchedBy = (event: Known<FailureEvent>, failure: readonly Known<FailureEvent>[]): readonly Act[] => {
  if (isAct(event)) return [event];
  const original = originalOf(event, failure);
  if (isAct(original)) return [original];
  if (original.type !== 'NotificationFailed') return [];
  const named = failure.flatMap((each) => (originalOf(each, failure).id === original.id ? failedBy(each) : []));
  return failure.filter(isAct).filter(({ id }) => named.includes(id));
};
const originalOf = (event: Known<FailureEvent>, failure: readonly Known<FailureEvent>[]): Known<FailureEvent> => {
  const before = event.type === 'Correction' ? failure.find(({ id }) => id === event.supersedes) : undefined;
  return before === undefined ? event : originalOf(before, failure);
};
const failedBy = (event: Known<FailureEvent>): readonly EventId[] => {
  const said = event.type === 'Correction' ? event.event : event;
  return said !== undefined && said.type === 'NotificationFailed' && 'of' in said ? [String(said.of)] : [];
};

interface Delivered extends Pick<Crossing, 'receipt' | 'requirements' | 'leaf'> {
  readonly stands: boolean;
}
/** Follows one act through everything that touched it, and answers what the last of those made cross. */
const crossingsOf = (act: Act, book: SendersBook, uuidOf: Naming): readonly Crossing[] => {
  const delivered = new Map<PartyId, Delivered>();
  let crossed: readonly Crossing[] = [];
  const touches = (each: Known<FailureEvent>) =>
    each === act || (!isAct(each) && actsTouchedBy(each, book.failure).includes(act));
  for (const step of book.failure.filter(touches)) {
    const then = { ...book, failure: book.failure.filter(({ leaf }) => leaf <= step.leaf) };
    const said = asItStands(act, then.failure);
    const recipients = new Set([...delivered.keys(), ...recipientOf(said, book.party)]);
    crossed = [...recipients].flatMap((to) => crossingTo(to, { act, step, said, before: delivered.get(to) }, then, uuidOf));
    for (const { to, receipt, requirements, leaf } of crossed)
      delivered.set(to, { receipt, requirements, leaf, stands: said?.to === to });
  }
  return crossed;
};
/** A notification that failed counts as not given. */
const asItStands = (act: Act, failure: readonly Known<FailureEvent>[]): Act | undefined => {
  const standing = corrected(failure);
  if (standing.some((event) => event.type === 'NotificationFailed' && event.of === act.id)) return undefined;
  return standing.filter(isAct).find(({ id }) => id === act.id);
};
const recipientOf = (said: Act | undefined, sender: PartyId): readonly PartyId[] =>
  said === undefined || [AUTHORITY, 'customers', 'consumers', sender].includes(said.to) ? [] : [said.to];

interface Step {
  readonly act: Act;
  readonly step: Known<FailureEvent>;
  readonly said?: Act;
  readonly before?: Delivered;
}
const crossingTo = (to: PartyId, { act, step, said, before }: Step, book: SendersBook, uuidOf: Naming): readonly Crossing[] => {
  const id = uuidOf(`dutybook:delivery/${step.stream}/${step.id}/${to}`);
  const common = { from: book.party, to, ...aboutOf(said ?? act, book, before ?? step) };
  const received = said?.to === to ? receiptOf(said, step, book) : undefined;
  const texts = received === undefined ? [] : textsOf(act, received, book.failure);
  if (before === undefined) return received === undefined ? [] : [{ ...common, receipt: id, event: { id, ...received }, texts }];
  if (received === undefined && !before.stands) return [];
  return [{ ...common, receipt: before.receipt, ...correctionOf(before.receipt, { id, step, received, texts }) }];
};
/** What it is about; what corrects a receipt is held against the recipient's record as the receipt was, and goes where that went. */
const aboutOf = (act: Act, book: SendersBook, first: Delivered | Known<FailureEvent>) => ({
  product: productOf(act, book),
  minted: mintedIn(book),
  requirements: 'receipt' in first ? first.requirements : requirementsOf(act, book),
  leaf: first.leaf,
});
interface Anew {
  readonly id: EventId;
  readonly step: Known<FailureEvent>;
  readonly received?: Receipt;
  readonly texts: readonly TextCarried[];
}
/** What was delivered before is corrected there, or withdrawn, for the reasons that the sender gave. */
const correctionOf = (supersedes: EventId, { id, step, received, texts }: Anew): Pick<Crossing, 'event' | 'texts'> => {
  const field = 'reason' in step ? 'reason' : 'reasons';
  const reasons = String(Reflect.get(step, field));
  return {
    event: {
      id,
      type: 'Correction',
      version: versionOf('Correction'),
      on: step.on,
      at: step.at,
      supersedes,
      event: received,
      reasons,
    },
    texts: [
      { field: 'reasons', from: { event: step.id, field } },
      ...texts.map((text) => ({ field: `event.data.${text.field}`, from: text.from })),
    ],
  };
};

type Receipt = Omit<ContactReceived, 'id'> | Omit<NotificationReceived, 'id'>;
/** The act as the recipient's book has it, in the light of what the sender's book held when the step was recorded. */
const receiptOf = (said: Act, step: Known<FailureEvent>, book: SendersBook): Receipt => {
  const { on, at, requirement, means, claims, id } = said;
  const { party, failure } = book;
  const minted = mintedIn(book);
  const common = {
    ...{ on, at, product: productOf(said, book), requirement, from: party },
    ...heldOf(said, step, book),
    ...{ means, claims, sourceId: id, sourceFailure: failureIn(failure), mintedBy: minted.by, mintedAs: minted.as },
  };
  const receipt = <T extends 'ContactReceived' | 'NotificationReceived'>(type: T) => ({
    ...common,
    type,
    version: versionOf(type),
  });
  if (said.type === 'ContactMade') return { ...receipt('ContactReceived'), text: said.text };
  const { content, manufacturerAware, authorityNotified, remedy, describesInvestigation, through, reference, text } = said;
  return {
    ...{ ...receipt('NotificationReceived'), content, manufacturerAware, authorityNotified },
    ...{ remedy, describesInvestigation, through, reference, text },
  };
};

/** What the product is called, the roles of both, and whether the one supplied the other: an offer is not enough. */
const heldOf = (
  { on, to }: Act,
  step: Known<FailureEvent>,
  { party, product, failure }: SendersBook,
): Pick<ContactReceived, 'mark' | 'model' | 'fromRole' | 'toRole' | 'suppliedByFrom'> => {
  const clocks = { asOf: on, knownAt: step.recordedAt };
  const earlier = product.filter(({ leaf }) => leaf < step.leaf);
  const known = asKnown(bearingOn(earlier, isAbout(party, to, 'consumers')), clocks);
  const received = receivedIn(asKnown(bearingOn(failure, isReceipt), clocks));
  const called = known.findLast((event) => event.type === 'ProductDescribed') ?? received.findLast(isNamed);
  const roles = rolesIn(party, known, received, { today: on, findings: findingsIn(known) });
  const roleOf = (whom: PartyId): Role | undefined => roles.of(whom) ?? appointedRole(whom, roles);
  const byManufacturer = roleOf(party) === 'manufacturer';
  const supplied = known.some(
    (event) => event.type === 'MadeAvailable' && event.from === party && event.to === to && isSupply(event, byManufacturer),
  );
  const { mark, model }: Named = called ?? {};
  return { mark, model, fromRole: roleOf(party), toRole: roleOf(to), suppliedByFrom: supplied || undefined };
};
type Named = Pick<ContactReceived, 'mark' | 'model'>;
/** Whoever never described the product passes on what it was told that it is called. */
const isNamed = ({ mark }: Named): boolean => mark !== undefined;
/** Thousands may have been supplied and told: what says nothing of the two is left aside before anything is worked out. */
const bearingOn = <E extends ProductEvent | FailureEvent>(
  events: readonly Known<E>[],
  bears: (event: Known<E>) => boolean,
): readonly Known<E>[] => {
  const corrections = events.filter(isCorrection);
  if (corrections.length === 0) return events.filter(bears);
  const touched = new Set(corrections.flatMap(({ id, supersedes }) => [id, supersedes]));
  return events.filter((event) => touched.has(event.id) || bears(event));
};
const isAbout =
  (...parties: readonly (PartyId | 'consumers')[]) =>
  (event: Known<ProductEvent>): boolean =>
    event.type !== 'MadeAvailable' || parties.includes(event.to);
const isCorrection = <E extends ProductEvent | FailureEvent>(event: Known<E>): event is Known<E> & Correction =>
  event.type === 'Correction';
const isReceipt = ({ type }: Known<FailureEvent>): boolean => type === 'ContactReceived' || type === 'NotificationReceived';
/** Whoever has no role but by an appointment: the representative, and the manufacturer that it stands for. */
const appointedRole = (whom: PartyId, { appointments }: Roles): Role | undefined => {
  if (appointments.some(({ representative }) => representative === whom)) return 'authorised representative';
  return appointments.some(({ manufacturer }) => manufacturer === whom) ? 'manufacturer' : undefined;
};

const productOf = (said: Act, { failure }: SendersBook): ProductId =>
  said.product ??
  [...corrected(failure), ...failure].flatMap((event) => ('product' in event ? (event.product ?? []) : []))[0] ??
  '';

/** What the act itself names; else what its sender holds not to be met. */
const requirementsOf = ({ requirement }: Act, { failure }: SendersBook): readonly string[] =>
  requirement === undefined ? requirementsHeld(failure) : [requirement];
const requirementsHeld = (failure: readonly Known<FailureEvent>[]): readonly string[] =>
  corrected(failure).flatMap((event) =>
    event.type === 'FailureDetermined' || event.type === 'AwarenessAsserted' || event.type === 'BeliefAsserted'
      ? (event.requirement ?? [])
      : [],
  );

const failureIn = ([first]: readonly Known<FailureEvent>[]): FailureId => first?.stream.split('/')[2] ?? '';
/** A record that began with a receipt carries the id that it came with; any other party minted its own. */
const mintedIn = ({ party, failure }: SendersBook): Minted => carriedBy(failure[0]) ?? { by: party, as: failureIn(failure) };
const carriedBy = (first: Known<FailureEvent> | undefined): Minted | undefined => {
  if (first?.type !== 'ContactReceived' && first?.type !== 'NotificationReceived') return undefined;
  const { mintedBy, mintedAs } = first;
  return mintedBy === undefined || mintedAs === undefined ? undefined : { by: mintedBy, as: mintedAs };
};

/** The words of a corrected act stand with the correction that gave them: the one that holds the same commitment. */
const textsOf = (act: Act, received: Receipt, failure: readonly Known<FailureEvent>[]): readonly TextCarried[] => {
  const corrections = failure.filter((each) => each.type === 'Correction').filter((each) => originalOf(each, failure) === act);
  return (['text', 'reference'] as const).flatMap((field) => {
    const words: unknown = Reflect.get(received, field);
    if (words === undefined) return [];
    const given = corrections.find(({ event }) => event !== undefined && Reflect.get(event, field) === words);
    return [{ field, from: given === undefined ? { event: act.id, field } : { event: given.id, field: `event.data.${field}` } }];
  });
};

/** The recipient's record that a crossing belongs in, unless that turns out to be about something else. */
export const usualStreamOf = ({ to, minted }: Crossing): string => `${to}/failure/${minted.as}`;

/**
 * The recipient's record that it goes to, given the one of the usual name. A record about another product, one that came to the
 * recipient under the same id from somebody else's minting, or one that it began itself about another requirement, is another failure:
 * then the id is made from the sender's. What the recipient recorded after the sender's act changes nothing, or a replay might.
 */
export const streamOf = (
  crossing: Crossing,
  theirs: FailureRecord,
  uuidOf: Naming,
  sameProduct: readonly ProductId[] = [],
): string => {
  const { from, to, minted, product, receipt } = crossing;
  const first = theirs.recorded.at(0);
  const isSame =
    first === undefined ||
    theirs.recorded.some(({ id }) => id === receipt) ||
    ([product, ...sameProduct].some((each) => each === theirs.product) && isSameMinting(crossing, theirs, first));
  return isSame ? usualStreamOf(crossing) : `${to}/failure/${uuidOf(`dutybook:failure/${from}/${minted.as}`)}`;
};
const isSameMinting = (
  { to, minted, requirements, leaf }: Crossing,
  theirs: FailureRecord,
  first: Known<FailureEvent>,
): boolean => {
  const carried = carriedBy(first);
  if (carried !== undefined) return carried.by === minted.by && carried.as === minted.as;
  if (minted.by === to) return true;
  const held = requirementsHeld(theirs.recorded.filter((event) => event.leaf < leaf));
  return held.length === 0 || requirements.length === 0 || held.some((each) => requirements.includes(each));
};
