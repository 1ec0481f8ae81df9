import { AUTHORITY, section } from './act.ts';
import type { Cite, Day, DutyId, Holder, PartyId, Role } from './act.ts';
import { firstOf, no, shapedBy, yesSince } from './answer.ts';
import type { Answer } from './answer.ts';
import type { Facts } from './book.ts';
import { laterOf } from './calendar.ts';
import { rulebookOn } from './rulebook.ts';
import { governing } from './scope.ts';
import type { Place } from './scope.ts';

/** The questions that rules ask, each with a name that can be said aloud and the words in which the trace says it. */

export interface Question {
  readonly asks: string;
  readonly cite?: Cite;
  readonly answer: (facts: Facts) => Answer;
}
const asks = (words: string, answer: Question['answer'], cite?: Cite): Question => ({ asks: words, answer, cite });

/** One instance of a duty: to whom it is owed, or whom it is about where one row stands for it. */
export interface Instance {
  readonly to?: PartyId;
  /** The manufacturer meant, where only one is known and the row need not say which. */
  readonly whom?: PartyId;
  readonly answer?: Answer;
  readonly places?: ReadonlySet<Place | undefined>;
}
export interface Owed {
  readonly asks: string;
  readonly to: (facts: Facts) => readonly Instance[];
}
const owed = (words: string, to: Owed['to']): Owed => ({ asks: words, to });

/** A question about one instance: an excuse, or an end. */
export interface Condition {
  readonly asks: string;
  /** Answered for each instance anew; else once for all. */
  readonly each: boolean;
  readonly when: (facts: Facts, instance: Instance) => Answer;
}
const when = (words: string, answer: (facts: Facts) => Answer): Condition => ({ asks: words, each: false, when: answer });
const whenOfEach = (words: string, answer: Condition['when']): Condition => ({ asks: words, each: true, when: answer });

// The product

export const isRelevantConnectable = asks(
  'it is a relevant connectable product',
  ({ markets }) => markets.connectable,
  section(4),
);
export const isUkConsumerConnectable = asks(
  'it is a UK consumer connectable product',
  ({ markets }) => markets.consumer,
  section(54),
);
const knows = (predicate: string, will: string) =>
  asks(
    `it knows, or ought to, that the product ${will} a UK consumer connectable product (${predicate})`,
    ({ findings, today, roles }) => {
      const finding = governing(findings, predicate, today);
      return finding?.answer === 'no' ? { ...no, events: [finding.id] } : roles.ownSince;
    },
  );
export const knowsItIsOrWillBe = knows('K-ISWILL', 'is or will be');
export const knowsItWillBe = knows('K-WILL', 'will be');
export const knowsItIs = knows('K-IS', 'is');
export const madeAvailableByAnyone = asks(
  'somebody has made it available in the United Kingdom',
  ({ supply }) => supply.byAnyone,
);
export const madeAvailableBySelf = asks('it has made the product available in the United Kingdom', ({ supply }) => supply.bySelf);
export const madeAvailableBySelfToCustomers = asks(
  'it has made the product available to a customer in the United Kingdom',
  ({ supply }) => {
    const act = supply.acts.find(({ to }) => to === 'customers' || to === 'consumers');
    return act === undefined ? no : yesSince(act.on, act.id);
  },
);
export const supportPeriodIsPublished = asks('a support period is published', ({ productEvents }) => {
  const published = productEvents.find(({ type }) => type === 'SupportPeriodPublished');
  return published === undefined ? no : yesSince(published.on, published.id);
});
export const inScope = [isRelevantConnectable, isUkConsumerConnectable];

// What the party knew

export const informed = asks('it was told, by anyone, that there is or may be a failure', ({ knowledge }) => knowledge.informed);
export const awareOfFailure = asks('it is aware of the failure, or ought to be', ({ knowledge }) => knowledge.aware);
/** A failure that came back after it was remedied is dated by the determination that says so. */
export const awareOfStandingFailure = asks('it is aware of the failure, or ought to be', ({ knowledge, standing }) =>
  standing.recurrence === undefined ? knowledge.aware : yesSince(standing.recurrence.on, standing.recurrence.id),
);
export const failureOnRecord = asks('a failure is on its record', ({ knowledge }) => knowledge.onRecord);
export const believesThereIsAFailure = asks('it knows or believes that there is a failure', ({ knowledge }) => {
  const belief = knowledge.beliefs[0];
  return belief === undefined ? no : yesSince(belief.on, ...belief.events);
});
/** A failure of its own needs a requirement specified for its role: there is none in the law as it is. */
const ownRequirements = ({ law }: Facts, of: Holder, day: Day): readonly string[] =>
  rulebookOn(law, day)
    .requirements.filter(({ holder }) => holder === of)
    .map(({ id }) => id);
export const requirementOfItsOwn = (of: Holder): Question =>
  asks(`a security requirement is specified for ${of}s`, (facts) => {
    const from = facts.law.find((rulebook) => rulebook.requirements.some(({ holder }) => holder === of))?.from;
    return from === undefined || from > facts.today ? no : yesSince(from);
  });
export const awareOfOwnFailure = (of: Holder): Question =>
  asks('it is aware of a failure of its own, or ought to be', (facts) =>
    firstOf(
      ...facts.failureEvents.flatMap((event) =>
        (event.type === 'FailureDetermined' || event.type === 'AwarenessAsserted') &&
        event.requirement !== undefined &&
        ownRequirements(facts, of, event.on).includes(event.requirement)
          ? [yesSince(event.on, event.id)]
          : [],
      ),
    ),
  );
export const investigationOnRecord = asks('an investigation of its own is on its record', ({ failureEvents, records }) =>
  firstOf(
    ...failureEvents.flatMap((event) =>
      event.type === 'InvestigationStarted' ||
      ((event.type === 'FailureDetermined' || event.type === 'FailureNegatived') && event.investigated === true)
        ? [yesSince(event.on, event.id)]
        : [],
    ),
    ...records.filter(({ kind }) => kind === 'investigation').map(({ made }) => yesSince(made.on, made.id)),
  ),
);
export const awareOfManufacturersInvestigation = asks('it was told of an investigation by a manufacturer', ({ failureEvents }) =>
  firstOf(
    ...failureEvents.flatMap((event) =>
      (event.type === 'NotificationReceived' || event.type === 'ComplianceFailureReported') &&
      event.describesInvestigation === true
        ? [yesSince(event.on, event.id)]
        : [],
    ),
  ),
);
export const remedyAppearsUnlikely = (duty: DutyId): Question =>
  asks('it appears that the manufacturer is unlikely to remedy the failure', ({ failureEvents, manufacturers }) =>
    shapedBy(
      firstOf(
        ...failureEvents.flatMap((event) => {
          if (event.type === 'UnlikelyRemedyFinding') return event.duty === duty ? [yesSince(event.on, event.id)] : [];
          const refused = event.type === 'NotificationReceived' && event.remedy === 'refused' && manufacturers.has(event.from);
          return refused ? [yesSince(event.on, event.id)] : [];
        }),
      ),
      'A16',
    ),
  );

// To whom it is owed

export const toTheAuthority = owed('the enforcement authority', () => [{ to: AUTHORITY }]);
export const otherManufacturers = owed('another manufacturer that it knows of', ({ manufacturers }) =>
  [...manufacturers].map((to) => ({ to })),
);
/** Whether an installer is one of them turns on s.7(6)(b); while that is open, so is the row. */
const suppliedTo = (words: string, ...wanted: readonly Role[]) =>
  owed(words, ({ supply, roles }) => {
    const open = roles.soldOtherwise.holds === 'undetermined' && wanted.includes('distributor');
    return supply.supplied.flatMap((supplied): readonly Instance[] => {
      if (wanted.includes(supplied.role)) return [supplied];
      return open && supplied.role === 'installer'
        ? [{ ...supplied, answer: { ...supplied.answer, holds: 'undetermined' } }]
        : [];
    });
  });
export const distributorsSupplied = suppliedTo('a distributor that it supplied', 'distributor');
export const importersAndDistributorsSupplied = suppliedTo(
  'an importer or distributor that it supplied',
  'importer',
  'distributor',
);
export const customersSupplied = owed('a customer in the United Kingdom that it supplied', () => [{ to: 'customers' }]);

/** One row without a name while one manufacturer is meant; the book may not even know which. */
export const theManufacturer = owed('the manufacturer', ({ manufacturers }) => {
  const known = [...manufacturers];
  return known.length > 1 ? known.map((to) => ({ to, whom: to })) : [{ whom: known[0] }];
});
/** The person from whom it has the product, unless told already through the contact with the manufacturer or the supplier. */
export const suppliersNotYetTold = owed(
  'a person from whom it has the product, not told already through s.25(3) or (4)',
  (facts) => [...facts.suppliers].filter(([to]) => !toldThroughContact(facts, to)).map(([to, answer]) => ({ to, answer })),
);
const toldThroughContact = (facts: Facts, supplier: PartyId): boolean => {
  const { told, manufacturers, knowledge } = facts;
  if (knowledge.notifier?.party === supplier || !told.contacted.has(supplier)) return false;
  return manufacturers.has(supplier) || contactProvedImpossible.answer(facts).holds === true;
};
export const otherSuppliers = owed(
  'a relevant person other than the manufacturer that supplied it',
  ({ suppliers, manufacturers }) =>
    [...suppliers].filter(([to]) => !manufacturers.has(to)).map(([to, answer]) => ({ to, answer })),
);

// What must come first

/** What a contact is sequenced before: when that happened, and whether it happened by excuse. */
export interface Sequence {
  readonly asks: string;
  readonly after: (facts: Facts) => Answer & { readonly excused?: boolean };
}
const approachOf = ({ told, manufacturers }: Facts, made: 'contacted' | 'approached'): Answer =>
  firstOf(
    ...[...manufacturers].flatMap((whom) => {
      const first = told[made].get(whom);
      return first === undefined ? [] : yesSince(first.on, first.id);
    }),
  );

export const manufacturerContactedOrTried: Sequence = {
  asks: 'it has contacted the manufacturer, or tried to',
  after: (facts) => approachOf(facts, 'approached'),
};
export const manufacturerContactedOrContactExcused: Sequence = {
  asks: 'it has contacted the manufacturer, or tried to, or is excused from it',
  after: (facts) => {
    const excuse = firstOf(notifierIsTheManufacturer.when(facts, {}), toldThatTheManufacturerIsAware.when(facts, {}));
    const contact = approachOf(facts, 'contacted');
    const excused =
      excuse.on !== undefined &&
      (contact.on === undefined || excuse.on <= laterOf(contact.on, facts.knowledge.aware.on ?? contact.on));
    return excused ? { ...firstOf(excuse, approachOf(facts, 'approached')), excused } : approachOf(facts, 'approached');
  },
};

/** A35: an attempt on record and a finding, for every manufacturer that it knows; from then on the contact is not possible. */
const impossibleFor = ({ failureEvents, told, manufacturers }: Facts, whom: PartyId): Answer => {
  const attempt = told.attempted.get(whom);
  const finding = failureEvents.find(
    (event) => event.type === 'ContactImpossibleFinding' && (event.whom === whom || manufacturers.size === 1),
  );
  if (attempt === undefined || finding === undefined) return no;
  return shapedBy(yesSince(laterOf(attempt.on, finding.on), attempt.id, finding.id), 'A35');
};
export const contactIsImpossible = whenOfEach('contact with the manufacturer is not possible', (facts, { whom }) =>
  whom === undefined || facts.told.contacted.has(whom) ? no : impossibleFor(facts, whom),
);
export const contactProvedImpossible = asks('the contact that s.25(3) requires proved not possible', (facts) => {
  const { manufacturers, knowledge } = facts;
  const excused = firstOf(notifierIsTheManufacturer.when(facts, {}), toldThatTheManufacturerIsAware.when(facts, {}));
  if (manufacturers.size === 0 || (excused.on !== undefined && knowledge.aware.on !== undefined)) return no;
  const answers = [...manufacturers].map((whom) => impossibleFor(facts, whom));
  if (answers.some(({ holds }) => holds !== true)) return no;
  return answers.reduce((latest, next) => ((next.on ?? '') > (latest.on ?? '') ? next : latest));
});
export const manufacturerReachedLater = when('the manufacturer was reached after all', (facts) => approachOf(facts, 'contacted'));

// Excuses: what only the person whose notice made it aware has said counts, from the day on which it was said

const fromNotifier = (facts: Facts, on: (notifier: NonNullable<Facts['knowledge']['notifier']>) => Answer): Answer => {
  const { notifier } = facts.knowledge;
  const answer = notifier === undefined ? no : on(notifier);
  return answer === no ? no : shapedBy(answer, 'A10');
};
export const isTheNotifier = whenOfEach('the recipient is the one whose contact or notification made it aware', (facts, { to }) =>
  fromNotifier(facts, ({ party, on, event }) => (party === to ? yesSince(on, event) : no)),
);
export const notifierIsTheManufacturer = whenOfEach('it became aware because the manufacturer notified it', (facts, { to }) =>
  fromNotifier(facts, ({ party, role, on, event }) =>
    role === 'manufacturer' && (to === undefined || to === party) ? yesSince(on, event) : no,
  ),
);
const saidByNotifier = (words: string, field: 'manufacturerAware' | 'authorityNotified') =>
  when(words, (facts) =>
    fromNotifier(facts, ({ party, on, event }) => {
      const said = facts.received.find(
        (each) => each.from === party && each.type === 'NotificationReceived' && each[field] === 'yes',
      );
      if (said === undefined) return no;
      const day: Day = laterOf(on, said.on);
      return said.id === event ? yesSince(day, event) : shapedBy(yesSince(day, event, said.id), 'A15');
    }),
  );
export const toldThatTheManufacturerIsAware = saidByNotifier(
  'the one whose notice made it aware says that the manufacturer is aware',
  'manufacturerAware',
);
export const toldThatTheAuthorityWasNotified = saidByNotifier(
  'the one whose notice made it aware says that OPSS has been notified',
  'authorityNotified',
);
/** Whatever the manufacturer says on the day on which its representative is informed is the exchange of s.13(2) (A12). */

// Ends

export const leftTheAct = whenOfEach('the product has left the Act in every market concerned', ({ markets }, { places }) =>
  places === undefined ? markets.left : markets.leftIn(places),
);
export const noFailureAfterAll = when(
  'its own later finding says that there is no failure',
  ({ knowledge }) => knowledge.negatived,
);
export const routeGained = when('a route of deemed compliance holds again', ({ failureEvents, deeming, today }) => {
  const failing = new Set(failureEvents.flatMap((event) => (event.type === 'FailureDetermined' ? [event.requirement] : [])));
  const stretches =
    failing.size === 0 ? [deeming.on(undefined, today)] : [...failing].map((requirement) => deeming.on(requirement, today));
  const days = stretches.map((stretch) => stretch?.from);
  if (days.some((day) => day === undefined)) return no;
  return yesSince(laterOf(...days.filter((day) => day !== undefined)), ...stretches.flatMap((stretch) => stretch?.events ?? []));
});
export const failureRemedied = when('the failure was remedied', ({ standing, received }) =>
  firstOf(
    ...(standing.remedied === undefined ? [] : [yesSince(standing.remedied.on, standing.remedied.id)]),
    ...received.flatMap((event) =>
      event.type === 'NotificationReceived' && event.remedy === 'successful' && event.on >= (standing.recurrence?.on ?? event.on)
        ? [yesSince(event.on, event.id)]
        : [],
    ),
  ),
);
export const beliefEnded = when('it no longer believes that there is a failure', ({ knowledge }) => {
  const last = knowledge.beliefs.at(-1);
  if (last?.ended === undefined) return no;
  return yesSince(last.ended, ...(last.endedBy === undefined ? [] : [last.endedBy]));
});
