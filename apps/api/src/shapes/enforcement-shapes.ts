import { noticeKinds, type DateAnswer, type GuardAnswer, type MoneyAnswer, type NoticeStanding } from '#psti';
import type { RegisteredNotice, ReviewAnswer, StandingNotice } from '#views';
import type { ShownDates, ShownNotice, ShownNotices, ShownScope } from '../books/enforcement.ts';
import { dutyId } from '../parameters.ts';
import { answered, cite, eventId, failure, obligation, party, product, settingUsed } from './answer-shapes.ts';
import { next, pageOf, partOf, rows } from './answer-pages.ts';
import { hidden, timelineEntry } from './book-shapes.ts';
import { count, day, id, instant, list, named, oneOf, optional, shape, words, type Fields } from './schema.ts';

/** What the authority's notices, the dates of the law and questions of scope look like in an answer. */

const notice = id('A notice of the authority.');
const kind = oneOf(noticeKinds, 'Which kind.');
const state = words('How it stands, in the words of the law page.');
const settings = list(settingUsed, 'Readings of doubtful text used.');
const says = words('In a sentence.');

export const noticesRegister = pageOf(
  'NoticesRegister',
  named(
    'RegisteredNotice',
    shape<RegisteredNotice>('One notice, now, in a line.', {
      party,
      notice,
      kind: optional(kind),
      state,
      breach: optional(dutyId),
      product: optional(product),
      failure: optional(failure),
      openedOn: day('The first thing on record.'),
      givenOn: optional(day('On which it counts as given (s.50).')),
      dueOn: optional(day('By which something that it asks for is still to be done.')),
      appealUntilOn: optional(day('The last day for an appeal.')),
      outstanding: count('What it asks for and is not done.'),
      lastRecordedAt: instant('When the last of it was recorded.'),
    }),
  ),
  'Notices, newest first.',
);

const date = named(
  'DateAnswer',
  shape<DateAnswer>('A day that the law lets be computed.', {
    timer: words('Which timer of the law page.'),
    party: optional(party),
    of: words('What it belongs to.'),
    first: optional(words('The first day, or a day and an hour in London.')),
    last: optional(words('The last.')),
    on: optional(words('The day.')),
    safe: optional(words('The last working day on or before the last day, before closing time.')),
    cite,
    says,
  }),
);
const guard = named(
  'GuardAnswer',
  shape<GuardAnswer>('What binds the authority, or what an addressee may still do.', {
    guard: words('Which guard, or the provision.'),
    party: optional(party),
    notice: optional(notice),
    answer: oneOf(['yes', 'no'], 'Whether it may.'),
    earliest: optional(day('From when.')),
    latest: optional(day('Until when.')),
    cite,
    says,
    events: list(eventId, 'The events behind it.'),
    settings,
  }),
);
const money = named(
  'MoneyAnswer',
  shape<MoneyAnswer>('An amount, in pence.', {
    what: oneOf(['relevant-maximum', 'daily-penalty'], 'Which amount.'),
    party,
    of: notice,
    amount: count('In pence.'),
    range: optional({
      type: 'array',
      items: { type: 'integer' },
      minItems: 2,
      maxItems: 2,
      description: 'From and to, in pence.',
    }),
    cite,
    says,
    settings,
  }),
);
const breach = shape<NonNullable<NoticeStanding['breach']>>('What it says is broken.', {
  duty: dutyId,
  product: optional(product),
  failure: optional(failure),
  recipient: optional(party),
});
const giving = shape<NonNullable<NoticeStanding['giving']>>('When and by what it counts as given.', {
  sentOn: day('When it was sent.'),
  on: optional(day('When it counts as given; none while it does not.')),
  at: optional(instant('When it counts as given.')),
  basis: words('By what it counts as given, or what is wanting.'),
  question: optional(words('What is in question.')),
  settings: list(words('A number, A1 and on.'), 'Readings used.'),
});
const standing: Fields<StandingNotice> = {
  notice,
  party,
  kind: optional(kind),
  state,
  breach: optional(breach),
  giving: optional(giving),
  product: words('What it is about; empty where nothing says so.'),
  dates: list(date, 'Windows and days that run from it.'),
  guards: list(guard, 'What binds the authority.'),
  money: list(money, 'Amounts.'),
  duties: list(obligation, 'What it asks of its addressee.'),
};

export const notices = named(
  'Notices',
  shape<ShownNotices>("The notices in a party's book, at both clocks.", {
    ...answered,
    rows: rows(named('StandingNotice', shape<StandingNotice>('One notice as it stands.', standing))),
    next,
  }),
);
export const noticePage = named(
  'NoticeRecord',
  shape<ShownNotice>("One notice in its addressee's book, at both clocks.", {
    ...answered,
    ...standing,
    timeline: partOf(timelineEntry, 'The timeline; the rest is at …/timeline.'),
    cited: list(timelineEntry, 'The events that the reasons name.'),
    hidden,
  }),
);
export const dates = named(
  'Dates',
  shape<ShownDates>("Every day that the law lets be computed from a party's book.", { ...answered, rows: rows(date), next }),
);
export const review = named(
  'Review',
  shape<ReviewAnswer>('What binds the authority whatever the party, and since when each rulebook is in force.', {
    ...answered,
    guards: list(guard, 'Of the review of the regulations.'),
    dates: list(date, 'Of the review, and of rulebooks.'),
  }),
);
export const scope = named(
  'Scope',
  shape<ShownScope>('Whether a product or unit is within the Act, or a role, by what a book says.', {
    ...answered,
    answer: words('yes, no or UNDETERMINED; or a role.'),
    cite: optional(words('The provision.')),
    events: list(eventId, 'The events behind it.'),
    settings: list(settingUsed, 'Readings of doubtful text used.'),
    cited: list(timelineEntry, 'Those events.'),
  }),
);
