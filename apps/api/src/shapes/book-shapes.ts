import {
  answers,
  failureStates,
  datedKinds,
  type Carriage,
  type DatedObligation,
  type GivenNotification,
  type Happened,
  type HeldRole,
  type Hidden,
  type ListedParty,
  type ListedProduct,
  type NoticeContent,
  type OutstandingDuty,
  type Question,
  type ReceivedNotification,
  type RegisteredFailure,
} from '#views';
import { briefWhy, cite, eventId, failure, happened, owed, party, product } from './answer-shapes.ts';
import {
  anything,
  as,
  count,
  day,
  flag,
  instant,
  list,
  map,
  named,
  oneOf,
  optional,
  shape,
  uuid,
  whole,
  words,
  type Fields,
} from './schema.ts';
import type { ShownCorrection, ShownEntry, ShownText } from '../books/shown.ts';

/** What the lists and pages of a book look like in an answer. */

export const outstandingDuty = named(
  'OutstandingDuty',
  shape<OutstandingDuty>('A duty on the queue as it stands today.', {
    ...owed,
    book: as(party, 'Whose record it was worked out from.'),
    why: briefWhy,
    past: optional(oneOf(['due', 'target'], 'Past a date of the law or a notice, or past an own target.')),
  }),
);

export const happening = named('Happening', shape<Happened>('An event, when it happened and when it was recorded.', happened));

export const registeredFailure = named(
  'RegisteredFailure',
  shape<RegisteredFailure>("One party's failure record, in a line.", {
    party,
    failure,
    product,
    mark: optional(words('As the book describes the product.')),
    model: optional(words('As the book describes the product.')),
    state: oneOf(failureStates, 'How far it has come.'),
    requirements: list(words('A security requirement.'), 'What was found not to be met.'),
    openedOn: day('The first event of the record.'),
    determinedOn: optional(day('Awareness, as asserted or determined.')),
    firstNotifiedOn: optional(day('The first notification given.')),
    remediedOn: optional(day('The remedy.')),
    closedOn: optional(day('Taken off the queue.')),
    sameAs: list(failure, 'Other ids under which the party holds the same failure.'),
    events: count('How many events the record holds.'),
    lastRecordedAt: instant('When the last of them was recorded.'),
  }),
);

const question = named(
  'Question',
  shape<Question>("A recipient's question. Its words are on the delivery.", {
    ...happened,
    texts: list(words('A path.'), 'Where its words stand in the event.'),
    answered: optional(happening),
  }),
);
const declined = shape<Happened & { why: string }>('It said that this is not for it.', {
  ...happened,
  why: words('Not stocked, or wrong recipient.'),
});
const carriage = named(
  'Carriage',
  shape<Carriage>('What its recipient answered. It discharges no duty.', {
    acknowledged: optional(happening),
    declined: optional(declined),
    questions: list(question, 'What the recipient asked.'),
  }),
);

const noticeContent: Fields<NoticeContent> = {
  means: optional(words('How it was said.')),
  claims: optional(words('is, or may be.')),
  content: list(words('details, risks or steps.'), 'What it contained.'),
  manufacturerAware: optional(words('Whether it said that the manufacturer is aware: yes or no.')),
  authorityNotified: optional(words('Whether it said that the authority was notified: yes or no.')),
  remedy: optional(words('What it said of a remedy.')),
  describesInvestigation: optional(flag('It described an investigation.')),
  texts: list(words('A path.'), 'Where its words stand in the event.'),
};
const kind = oneOf(['notification', 'contact'], 'Two different acts.');
const answer = oneOf(answers, 'The last word of the recipient. An acknowledgement discharges nothing.');

export const receivedNotification = named(
  'ReceivedNotification',
  shape<ReceivedNotification>("A notification or contact in the recipient's own book.", {
    ...noticeContent,
    kind,
    party,
    from: as(party, 'Who said it.'),
    fromRole: optional(words('In which role.')),
    product,
    failure,
    received: happening,
    message: optional(
      as(eventId, "The sender's event, whose carriage the recipient answers on. Absent for what was recorded by hand."),
    ),
    answerTo: optional(words('The stream on which an answer is recorded.')),
    withdrawn: optional(happening),
    answer,
    carriage,
  }),
);

export const givenNotification = named(
  'GivenNotification',
  shape<GivenNotification>("A notification or contact in the sender's book.", {
    ...noticeContent,
    kind,
    party,
    to: as(party, 'A party, or `customers`.'),
    product: optional(product),
    failure,
    message: as(eventId, 'The event, whose carriage the recipient answers on.'),
    given: happening,
    handedToBook: optional(happening),
    failed: optional(happening),
    withdrawn: optional(happening),
    answer,
    carriage,
  }),
);

export const datedObligation = named(
  'DatedObligation',
  shape<DatedObligation>('An obligation, or a window that closes, with a date of the law or of a notice.', {
    kind: oneOf(datedKinds, 'Keep through the day, do by the day, or may until the day.'),
    key: owed.key,
    book: as(party, 'Whose record it was worked out from.'),
    holder: owed.holder,
    duty: optional(as(owed.duty, 'Of an obligation: which duty.')),
    status: optional(as(owed.status, 'Of an obligation: where it stands.')),
    timer: optional(words('Of a window: which timer of the law page.')),
    of: optional(words('Of a window: what it belongs to.')),
    cite,
    what: owed.what,
    product: owed.product,
    failure: owed.failure,
    notice: owed.notice,
    item: owed.item,
    to: owed.to,
    record: owed.record,
    recordId: owed.recordId,
    statement: owed.statement,
    on: day('The date.'),
    safe: optional(words('The last working day on or before it, before closing time, where something has to be filed.')),
    ends: owed.ends,
    policyUntil: owed.policyUntil,
    enforcedUntil: owed.enforcedUntil,
    past: flag('The date is past.'),
  }),
);

export const listedParty: Fields<ListedParty> = {
  party,
  name: optional(words('Its name. Absent where it is the name of a person and was erased.')),
  nameIn: optional(
    shape<NonNullable<ListedParty['nameIn']>>('Where the name of a person stands.', {
      event: eventId,
      path: words('The field.'),
    }),
  ),
  identifiers: map(words('A number.'), 'Company number, GLN, EORI, LEI.'),
  admittedOn: day('Admitted by the operator.'),
};
export const partyLine = named('Party', shape<ListedParty>('A party.', listedParty));

export const heldRole = named(
  'HeldRole',
  shape<HeldRole>('A role that the book holds someone to have.', {
    of: as(party, 'Who has it.'),
    role: words('The role.'),
    fromOn: day('From.'),
    untilOn: optional(day('Until.')),
    toldBy: optional(words("Who told it, where it is not the book's own word.")),
  }),
);
export const listedProduct: Fields<ListedProduct> = {
  party,
  product,
  mark: optional(words('Its mark.')),
  model: optional(words('Its model.')),
  gtins: list(words('A number.'), 'Its GTINs.'),
  batches: list(words('A batch.'), 'Its batches.'),
  roles: list(heldRole, 'Who is what for it.'),
  sameAs: list(product, 'Other ids under which the party holds the same product.'),
};
export const productLine = named('Product', shape<ListedProduct>("A product as one party's book holds it.", listedProduct));

const correction = named(
  'CorrectionOf',
  shape<ShownCorrection>('The correction that struck an entry or put it in place of another.', {
    ...happened,
    by: uuid('Who recorded it: a reference.'),
    reasons: { type: ['string', 'null'], description: 'Why, in words; null where they were erased.' },
  }),
);
const shownText = named(
  'ShownText',
  shape<ShownText>('A text field. The log holds its commitment, the vault its words, until they are erased.', {
    field: words('JSON pointer into `data`.'),
    commitment: words('What the log holds.'),
    erased: optional(shape<NonNullable<ShownText['erased']>>('Erased.', { on: day('When.'), basis: words('On what basis.') })),
  }),
);
export const timelineEntry = named(
  'TimelineEntry',
  shape<ShownEntry>('One fact on a record. What was corrected stays, struck.', {
    ...happened,
    type: words('The kind of event.'),
    version: whole('Of its shape.'),
    stream: words('The stream it is recorded in.'),
    revision: count('Its place in the stream.'),
    leaf: count('Its number in the whole log.'),
    lateDays: optional(whole('Days from when it happened to when it was recorded.')),
    by: uuid('Who recorded it: a reference, never a name.'),
    data: {
      type: 'object',
      additionalProperties: anything('A field.'),
      description: 'Its fields, words in their place; null where erased.',
    },
    texts: list(shownText, 'Which fields are words.'),
    textsOf: as(eventId, 'Under which event the words are kept.'),
    standing: oneOf(['stands', 'struck'], 'Whether it holds.'),
    correction: optional(correction),
    says: words('What happened, in a sentence.'),
  }),
);

export const hidden = named(
  'Hidden',
  shape<Hidden>('What the clocks keep off the page.', {
    notYetHappened: count('Recorded by then, but had not happened.'),
    notYetRecorded: count('Not yet recorded by then.'),
    nextOn: optional(day('The next day that would show more.')),
    nextRecordedAt: optional(instant('The next recording that would show more.')),
    previousOn: optional(day('The day before that shows less.')),
    previousRecordedAt: optional(instant('The recording before that shows less.')),
  }),
);
