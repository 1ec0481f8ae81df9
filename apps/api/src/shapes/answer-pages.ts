import type { Clocks } from '#psti';
import { keyDates, type Gap, type Happened, type JoinedBy, type KeyDate, type Knew, type Page } from '#views';
import { answered, counted, eventId, failure, happened, notOwed, obligation, party, position, product } from './answer-shapes.ts';
import {
  datedObligation,
  givenNotification,
  happening,
  heldRole,
  hidden,
  listedParty,
  listedProduct,
  outstandingDuty,
  partyLine,
  productLine,
  receivedNotification,
  registeredFailure,
  timelineEntry,
} from './book-shapes.ts';
import type { ShownDelivery } from '../books/deliveries.ts';
import type { Few, Part } from '../books/pages.ts';
import { count, day, list, named, oneOf, optional, shape, whole, words, type Schema } from './schema.ts';
import type {
  ShownAcross,
  ShownChange,
  ShownChanges,
  ShownDuties,
  ShownParty,
  ShownPartyInFailure,
  ShownProduct,
  ShownRecord,
  ShownTimeline,
  ShownWhy,
} from '../books/shown.ts';

/** What a whole answer looks like: a page of a list about now, a part of a longer list, a record. */

export const next = optional(words('Present while there are more: ask for it with `after`.'));
export const rows = (row: Schema) => list(row, 'In order; at most as many as asked for.');

export const pageOf = (name: string, row: Schema, says: string) =>
  named(
    name,
    shape<Page<unknown>>(says, {
      rows: rows(row),
      position,
      today: day('On which "past" was worked out.'),
      count: counted,
      next,
    }),
  );
export const partOf = (row: Schema, says: string) => shape<Part<unknown>>(says, { rows: rows(row), next });
const fewOf = (row: Schema, says: string) =>
  shape<Few<unknown>>(says, { rows: list(row, 'The first 200.'), all: count('How many there are.') });

export const outstandingDuties = pageOf('OutstandingDuties', outstandingDuty, 'What is still owed.');
export const failuresRegister = pageOf('FailuresRegister', registeredFailure, 'Failure records, newest first.');
export const notificationsReceived = pageOf('NotificationsReceived', receivedNotification, 'What was told, newest first.');
export const notificationsGiven = pageOf('NotificationsGiven', givenNotification, 'Whom was told, newest first.');
export const datedObligations = pageOf(
  'DatedObligations',
  datedObligation,
  'Everything with a date of the law or of a notice, the earliest first.',
);
export const partyList = pageOf('Parties', partyLine, 'Parties, by id.');
export const productList = pageOf('Products', productLine, 'Products, by product and party.');

export const duties = named(
  'Duties',
  shape<ShownDuties>('Duties that arose, at both clocks.', { ...answered, rows: rows(obligation), next }),
);

const cited = list(timelineEntry, 'The events that the reasons name.');
export const whyAnswer = named(
  'WhyAnswer',
  shape<ShownWhy>('Why a duty stands as it does, or why it does not arise.', {
    ...answered,
    rows: list(obligation, 'The rows that arose. Empty where none did: then `whyNot` says why.'),
    whyNot: optional(notOwed),
    cited,
    next,
  }),
);

export const timeline = named(
  'Timeline',
  shape<ShownTimeline>('Facts in the order in which they happened.', { ...answered, rows: rows(timelineEntry), next }),
);

const timelinePart = partOf(timelineEntry, 'The timeline; the rest is at …/timeline.');
const dutiesPart = partOf(obligation, 'The duties; the rest is at …/duties.');

export const record = named(
  'FailureRecord',
  shape<ShownRecord>("One party's failure record at both clocks.", {
    ...answered,
    party,
    failure,
    product,
    identity: registeredFailure,
    timeline: timelinePart,
    duties: dutiesPart,
    cited,
    hidden,
  }),
);

export const productPage = named(
  'ProductRecord',
  shape<ShownProduct>("A product as one party's book holds it, at both clocks.", {
    ...answered,
    ...listedProduct,
    timeline: timelinePart,
    duties: dutiesPart,
    failures: list(registeredFailure, "The party's failure records of it, as of now."),
    hidden,
  }),
);

export const partyPage = named(
  'PartyPage',
  shape<ShownParty>('A party, now, as far as the one who asks may see.', {
    ...listedParty,
    dissolvedOn: optional(day('Struck off or dissolved: nobody owes its duties from that day on.')),
    position,
    products: fewOf(productLine, 'Its products; all at /v1/products.'),
    duties: fewOf(outstandingDuty, 'What it still owes; all at /v1/duties.'),
    failures: fewOf(registeredFailure, 'Its failure records; all at /v1/failures.'),
  }),
);

const keyDate = oneOf(keyDates, 'A key date.');
const gap = named(
  'Gap',
  shape<Gap>('From one key date to the next.', {
    from: keyDate,
    to: keyDate,
    days: whole('Whole London days; negative where they fell the other way.'),
    hours: optional({ type: 'number', description: 'Where both instants are known.' }),
  }),
);
const dates = shape<Partial<Record<KeyDate, Happened>>>('When it came to know, and did.', {
  informed: optional(happening),
  aware: optional(happening),
  firstNotification: optional(happening),
  remedy: optional(happening),
});
const partyInFailure = named(
  'PartyInFailure',
  shape<ShownPartyInFailure>("One party's part in a failure.", {
    party,
    failure,
    product,
    roles: list(heldRole, 'Its roles.'),
    dates,
    gaps: list(gap, 'Between the key dates.'),
    duties: fewOf(obligation, 'Its duties; all at …/duties of its record.'),
    hidden,
  }),
);
const knew = named(
  'Knew',
  shape<Knew>('Something that a party came to know, and from whom.', {
    ...happened,
    party,
    what: oneOf(
      ['informed', 'contacted', 'notified', 'aware', 'believes', 'determined', 'negatived', 'told of the cure'],
      'What it came to.',
    ),
    type: words('The kind of event.'),
    from: optional(words('A party, or the kind of informant.')),
  }),
);
const joinedBy = named(
  'JoinedBy',
  shape<JoinedBy>('How two records came to be the same failure.', {
    party,
    failure,
    with: shape<JoinedBy['with']>('The other record.', { party, failure }),
    by: oneOf(['delivery', 'SameFailureAs'], 'By what.'),
    event: eventId,
  }),
);

export const across = named(
  'FailureAcrossParties',
  shape<ShownAcross>('One failure across the parties that are in it.', {
    ...answered,
    mark: optional(words('Of the product.')),
    model: optional(words('Of the product.')),
    parties: partOf(partyInFailure, 'In the order in which they came to it.'),
    joined: list(joinedBy, 'How the records of these parties were put together.'),
    knowledge: list(knew, 'Who of these knew what when.'),
    notifications: fewOf(givenNotification, 'What these told others; all at /v1/notifications/given.'),
  }),
);

const clocksAt = (says: string) => shape<Clocks>(says, { asOf: answered.asOf, knownAt: answered.knownAt });
const change = named(
  'Change',
  shape<ShownChange>('A duty that is not the same: only `after`, it arose; only `before`, it is gone.', {
    key: words('The same for the same instance of the duty in every answer.'),
    before: optional(obligation),
    after: optional(obligation),
    because: list(eventId, 'The events behind the difference.'),
  }),
);
export const whatIf = named('WhatIf', fewOf(change, 'What would change.'));
export const changes = named(
  'Changes',
  shape<ShownChanges>('What differs on a failure record between two pairs of clocks.', {
    before: clocksAt('The earlier clocks.'),
    after: clocksAt('The later clocks.'),
    rows: list(change, 'At most as many as asked for.'),
    next,
    events: fewOf(timelineEntry, 'What is visible at one pair of clocks and not at the other.'),
  }),
);

export const delivery = named(
  'Delivery',
  shape<ShownDelivery>('What one party told another, and what was answered.', {
    given: optional(givenNotification),
    received: optional(receivedNotification),
    notification: timelineEntry,
    answers: list(timelineEntry, 'In the order in which they were recorded.'),
    position,
  }),
);
