import { Controller, Get, HttpCode, Inject, Post, UseInterceptors } from '@nestjs/common';
import { Answering } from './answering.ts';
import { requirements } from '#psti';
import { ChangesBetween, ChangesIf, FailureAcrossParties, FailuresRegister, failureStates, RecordOf } from '#views';
import { across, changes, failuresRegister, record, timeline, whatIf } from './shapes/answer-pages.ts';
import { eventOf } from './shapes/event-shapes.ts';
import { Books, clocksOf } from './books/books.ts';
import { filterIn, paging } from './books/pages.ts';
import { Parts } from './books/parts.ts';
import { aMoment, aWord, clocks, failure, needed, party, product, severalWords } from './parameters.ts';
import { supposedIn } from './recording.ts';
import { Given, reading, Tells, type Route } from './route.ts';

const tag = 'Books';

const register = reading({
  summary: 'Failure records, newest first.',
  tag,
  path: {},
  query: {
    party,
    product,
    state: severalWords(failureStates, 'Only these.'),
    requirement: aWord(`Only where this requirement was found not to be met: ${requirements.join(', ')}.`),
    ...paging,
  },
  answer: { says: 'A page of the register.', schema: failuresRegister },
});
const one = reading({
  summary: 'A failure record at both clocks: what it is, its timeline, and every duty with its reasons.',
  more: 'The timeline and the duties come in parts; each has an address of its own for the rest.',
  tag,
  path: { party, failure },
  query: clocks,
  answer: { says: 'The record.', schema: record },
});
const facts = reading({
  summary: 'The timeline of a failure record at both clocks.',
  tag,
  path: { party, failure },
  query: { ...clocks, ...paging },
  answer: { says: 'A part of the timeline.', schema: timeline },
});
const everywhere = reading({
  summary: 'One failure across the parties that are in it: who knew what when, and who owes what.',
  more: 'For the authority; to everyone else there is nothing here. Starts from any party’s record of it.',
  tag,
  path: { party, failure },
  query: { ...clocks, ...paging },
  answer: { says: 'A page of its parties, with what concerns them.', schema: across },
});

const changed = reading({
  summary: 'What differs on a failure record between two pairs of clocks, and the events behind each difference.',
  tag,
  path: { party, failure },
  query: {
    beforeAsOf: needed(aMoment('The earlier clock of what had happened.')),
    beforeKnownAt: needed(aMoment('The earlier clock of what had been recorded.')),
    ...clocks,
    ...paging,
  },
  answer: { says: 'A page of the differences.', schema: changes },
});
const before = ({ query: { beforeAsOf, beforeKnownAt } }: Given<typeof changed>) => ({
  asOf: beforeAsOf,
  knownAt: beforeKnownAt,
});

const supposed: Route<{ readonly party: typeof party; readonly failure: typeof failure }, Record<never, never>> = {
  ...reading({
    summary: 'What would change on a failure record if an event were recorded now. Nothing is recorded.',
    tag,
    path: { party, failure },
    query: {},
    answer: { says: 'The differences.', schema: whatIf },
  }),
  query: {},
  body: eventOf('failure'),
  takes: 'failure',
  problems: ['not-found'],
};

@Controller('v1')
@UseInterceptors(Answering)
export class FailuresController {
  constructor(
    @Inject(Books) private readonly books: Books,
    @Inject(Parts) private readonly parts: Parts,
  ) {}

  @Get('failures')
  @Tells(register)
  failures(@Given() given: Given<typeof register>) {
    return this.parts.list(given, (page) => new FailuresRegister(given.person, filterIn(given), page));
  }

  @Get('parties/:party/failures/:failure')
  @Tells(one)
  failureRecord(@Given() given: Given<typeof one>) {
    return this.books.record(given, new RecordOf(given.person, given.path.party, given.path.failure, clocksOf(given)));
  }

  @Get('parties/:party/failures/:failure/timeline')
  @Tells(facts)
  failureTimeline(@Given() given: Given<typeof facts>) {
    return this.books.timeline(given, new RecordOf(given.person, given.path.party, given.path.failure, clocksOf(given)));
  }

  @Get('parties/:party/failures/:failure/changes')
  @Tells(changed)
  failureChanges(@Given() given: Given<typeof changed>) {
    return this.books.changes(given, new ChangesBetween(given.person, given.path, before(given), clocksOf(given)));
  }

  @Get('parties/:party/failures/:failure/across')
  @Tells(everywhere)
  failureAcrossParties(@Given() given: Given<typeof everywhere>) {
    return this.books.across(
      given,
      new FailureAcrossParties(given.person, given.path.party, given.path.failure, clocksOf(given)),
    );
  }

  @Post('parties/:party/failures/:failure/what-if')
  @HttpCode(200)
  @Tells(supposed)
  whatIf(@Given() given: Given<typeof supposed>) {
    const stream = `${given.path.party}/failure/${given.path.failure}`;
    return this.books.whatIf(new ChangesIf(given.person, stream, supposedIn(given.body)));
  }
}
