import { Controller, Get, Inject, UseInterceptors } from '@nestjs/common';
import { Answering } from './answering.ts';
import { recordKinds, statuses } from '#psti';
import { DatedObligations, datedKinds, DutiesOf, OutstandingDuties, outstandingStatuses, WhyOf } from '#views';
import { datedObligations, duties, outstandingDuties, whyAnswer } from './shapes/answer-pages.ts';
import { Books, clocksOf } from './books/books.ts';
import { filterIn, paging } from './books/pages.ts';
import { Parts } from './books/parts.ts';
import { aDay, aDuty, anId, aProvision, clocks, failure, oneWord, party, product, severalWords } from './parameters.ts';
import { Given, reading, Tells } from './route.ts';

const notice = anId('A notice of the authority: its id in that book.');

const tag = 'Duties';

const queue = reading({
  summary: 'What is still owed, now.',
  more: 'Past a date of the law first, then past an own target, then by the day it became performable. For the past, ask the duties of a party, product or failure.',
  tag,
  path: {},
  query: {
    holder: party,
    to: party,
    status: severalWords(outstandingStatuses, 'Only these.'),
    section: aProvision('Only duties whose provision begins with it: s.19.'),
    duty: aDuty('Only this duty.'),
    product,
    failure,
    dueBy: aDay('Has a date in law on or before this day.'),
    targetBy: aDay('Has an own target on or before this day.'),
    ...paging,
  },
  answer: { says: 'A page of the queue.', schema: outstandingDuties },
});

const only = { duty: aDuty('Only this duty.'), status: severalWords(statuses, 'Only these.') };
const asked = ({ duty, status }: { readonly duty?: string; readonly status?: readonly (typeof statuses)[number][] }) => ({
  duty,
  status,
});

const ofParty = reading({
  summary: 'Every duty that arose in a party’s book, done or not, at both clocks.',
  tag,
  path: { party },
  query: { product, failure, ...only, ...clocks, ...paging },
  answer: { says: 'Duties.', schema: duties },
});
const ofFailure = reading({
  summary: 'Every duty that arose on a failure record, done or not, at both clocks.',
  tag,
  path: { party, failure },
  query: { ...only, ...clocks, ...paging },
  answer: { says: 'Duties.', schema: duties },
});
const ofProduct = reading({
  summary: 'Every duty that arose from what a book holds of a product, done or not, at both clocks.',
  tag,
  path: { party, product },
  query: { ...only, ...clocks, ...paging },
  answer: { says: 'Duties.', schema: duties },
});
const why = reading({
  summary: 'Why a duty stands as it does, or why it does not arise.',
  more: 'Takes any duty; one that did not arise is explained in whyNot.',
  tag,
  path: { party, duty: aDuty('The duty.') },
  query: {
    product,
    failure,
    notice,
    to: party,
    record: oneWord(recordKinds, 'The kind of record.'),
    item: anId('A requirement of the notice.'),
    ...clocks,
    ...paging,
  },
  answer: { says: 'The rows, or why there is none.', schema: whyAnswer },
});
/** Which of its rows, where the duty has several. */
const which = ({ query }: Given<typeof why>) => ({
  product: query.product,
  failure: query.failure,
  notice: query.notice,
  to: query.to,
  record: query.record,
  item: query.item,
});

const dated = reading({
  summary: 'Everything with a date of the law or of a notice, the earliest first.',
  tag,
  path: {},
  query: {
    party,
    kind: oneWord(datedKinds, 'Keep through the day, or do by the day.'),
    product,
    failure,
    from: aDay('On or after this day.'),
    until: aDay('On or before this day.'),
    ...paging,
  },
  answer: { says: 'A page of them.', schema: datedObligations },
});

@Controller('v1')
@UseInterceptors(Answering)
export class DutiesController {
  constructor(
    @Inject(Books) private readonly books: Books,
    @Inject(Parts) private readonly parts: Parts,
  ) {}

  @Get('duties')
  @Tells(queue)
  duties(@Given() given: Given<typeof queue>) {
    return this.parts.list(given, (page) => new OutstandingDuties(given.person, filterIn(given), page));
  }

  @Get('dated-obligations')
  @Tells(dated)
  datedObligations(@Given() given: Given<typeof dated>) {
    return this.parts.list(given, (page) => new DatedObligations(given.person, filterIn(given), page));
  }

  @Get('parties/:party/duties')
  @Tells(ofParty)
  partyDuties(@Given() given: Given<typeof ofParty>) {
    const { product: itsProduct, failure: itsFailure } = given.query;
    const within = { ...given.path, product: itsProduct, failure: itsFailure };
    return this.books.duties(given, new DutiesOf(given.person, within, clocksOf(given), asked(given.query)));
  }

  @Get('parties/:party/failures/:failure/duties')
  @Tells(ofFailure)
  failureDuties(@Given() given: Given<typeof ofFailure>) {
    return this.books.duties(given, new DutiesOf(given.person, given.path, clocksOf(given), asked(given.query)));
  }

  @Get('parties/:party/products/:product/duties')
  @Tells(ofProduct)
  productDuties(@Given() given: Given<typeof ofProduct>) {
    return this.books.duties(given, new DutiesOf(given.person, given.path, clocksOf(given), asked(given.query)));
  }

  @Get('parties/:party/duties/:duty/why')
  @Tells(why)
  why(@Given() given: Given<typeof why>) {
    return this.books.why(given, new WhyOf(given.person, { ...given.path, ...which(given) }, clocksOf(given)));
  }
}
