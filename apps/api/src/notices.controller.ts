import { Controller, Get, Inject, UseInterceptors } from '@nestjs/common';
import { noticeKinds, places } from '#psti';
import { DatesOf, NoticeOf, NoticesOf, NoticesRegister, ReviewOf, ScopeOf } from '#views';
import { Answering } from './answering.ts';
import { Books, clocksOf } from './books/books.ts';
import { Enforcement } from './books/enforcement.ts';
import { filterIn, paging } from './books/pages.ts';
import { Parts } from './books/parts.ts';
import { aDay, anId, clocks, failure, needed, oneWord, party, product } from './parameters.ts';
import { Given, reading, Tells } from './route.ts';
import { dates, noticePage, notices, noticesRegister, review, scope } from './shapes/enforcement-shapes.ts';
import { timeline } from './shapes/answer-pages.ts';

const tag = 'Enforcement';
const notice = anId('A notice of the authority: its id in that book.');

const register = reading({
  summary: 'Notices of the authority, now, newest first.',
  tag,
  path: {},
  query: { party, kind: oneWord(noticeKinds, 'Only of this kind.'), product, failure, ...paging },
  answer: { says: 'A page of the register.', schema: noticesRegister },
});
const ofParty = reading({
  summary: 'Every notice in a party’s book as it stands at both clocks: what it asks for, by when, and what binds the authority.',
  tag,
  path: { party },
  query: { ...clocks, ...paging },
  answer: { says: 'A page of them.', schema: notices },
});
const one = reading({
  summary: 'One notice at both clocks, with its timeline and what it asks for.',
  tag,
  path: { party, notice },
  query: clocks,
  answer: { says: 'The notice.', schema: noticePage },
});
const facts = reading({
  summary: 'The timeline of a notice, at both clocks.',
  tag,
  path: { party, notice },
  query: { ...clocks, ...paging },
  answer: { says: 'A part of the timeline.', schema: timeline },
});
const days = reading({
  summary: 'Every day that the law lets be computed from a party’s book, by its timer.',
  tag,
  path: { party },
  query: { ...clocks, ...paging },
  answer: { says: 'A page of them.', schema: dates },
});
const ofAuthority = reading({
  summary: 'What binds the authority whatever the party, and since when each rulebook is in force.',
  tag,
  path: {},
  query: clocks,
  answer: { says: 'The same for everyone.', schema: review },
});
const within = reading({
  summary: 'Whether a product or one unit of it is within the Act, or what role a party has for it, by what a book says.',
  tag: 'Duties',
  path: { party },
  query: {
    test: needed(
      oneWord(['RCP', 'EXCEPTED', 'UKCCP', 'ROLE'], 'Relevant connectable; excepted; UK consumer connectable; the role.'),
    ),
    on: needed(aDay('The day asked about.')),
    product,
    unit: anId('A consignment, or one unit.'),
    of: anId('Whose role.'),
    place: oneWord(places, 'The market: GB if left out.'),
    ...clocks,
  },
  answer: { says: 'The answer.', schema: scope },
});

@Controller('v1')
@UseInterceptors(Answering)
export class NoticesController {
  constructor(
    @Inject(Books) private readonly books: Books,
    @Inject(Parts) private readonly parts: Parts,
    @Inject(Enforcement) private readonly enforcement: Enforcement,
  ) {}

  @Get('notices')
  @Tells(register)
  noticesRegister(@Given() given: Given<typeof register>) {
    return this.parts.list(given, (page) => new NoticesRegister(given.person, filterIn(given), page));
  }

  @Get('parties/:party/notices')
  @Tells(ofParty)
  notices(@Given() given: Given<typeof ofParty>) {
    return this.enforcement.notices(given, new NoticesOf(given.person, given.path.party, clocksOf(given)));
  }

  @Get('parties/:party/notices/:notice')
  @Tells(one)
  notice(@Given() given: Given<typeof one>) {
    return this.enforcement.notice(given, new NoticeOf(given.person, given.path.party, given.path.notice, clocksOf(given)));
  }

  @Get('parties/:party/notices/:notice/timeline')
  @Tells(facts)
  noticeTimeline(@Given() given: Given<typeof facts>) {
    return this.books.timeline(given, new NoticeOf(given.person, given.path.party, given.path.notice, clocksOf(given)));
  }

  @Get('parties/:party/dates')
  @Tells(days)
  dates(@Given() given: Given<typeof days>) {
    return this.enforcement.dates(given, new DatesOf(given.person, given.path.party, clocksOf(given)));
  }

  @Get('review')
  @Tells(ofAuthority)
  review(@Given() given: Given<typeof ofAuthority>) {
    return this.parts.found(new ReviewOf(clocksOf(given)));
  }

  @Get('parties/:party/scope')
  @Tells(within)
  scope(@Given() given: Given<typeof within>) {
    const { test, on, product: asked, unit, of, place } = given.query;
    return this.enforcement.scope(
      given,
      new ScopeOf(given.person, { ...given.path, test, on, product: asked, unit, of, place }, clocksOf(given)),
    );
  }
}
