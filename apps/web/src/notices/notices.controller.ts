import { Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { AUTHORITY } from '#psti';
import { answers, NotificationsGiven, NotificationsReceived, type Answer, type Page } from '#views';
import { Frame } from '../layout/frame.ts';
import { Names } from '../names.ts';
import { PageController } from '../page-controller.ts';
import { withQuery } from '../paths.ts';
import { Products } from '../products.ts';
import { asked, Visiting, type Visit } from '../visit.ts';
import { givenLine, reached, receivedLine } from './notice.ts';

/** What was received and what was given, each with what became of it. */
@PageController('notifications')
export class NoticesController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(Names) private readonly names: Names,
    @Inject(Products) private readonly products: Products,
    @Inject(Frame) private readonly frame: Frame,
  ) {}

  @Get()
  async received(@Visiting() visit: Visit): Promise<string> {
    const { person, query } = visit;
    const answer = answers.find((one) => one === asked(query, 'answer'));
    // OPSS reads first what it was itself told; what parties told each other stands under an address of its own.
    const party = person.party === AUTHORITY && !asked(query, 'between') ? AUTHORITY : undefined;
    const list = await this.queries.execute(
      new NotificationsReceived(person, { party, answer: answer && [answer] }, { after: asked(query, 'after') }),
    );
    const [names, called] = await Promise.all([this.names.in(person, list.rows), this.products.called(person)]);
    const notices = list.rows.map((notice) => receivedLine(notice, names, called));
    return this.show(visit, list, {
      title: titled(list, 'received'),
      notices,
      narrowed: Boolean(answer),
      views: viewsOf(answer, visit),
      many: person.party === AUTHORITY,
    });
  }

  @Get('given')
  async given(@Visiting() visit: Visit): Promise<string> {
    const { person, query } = visit;
    const list = await this.queries.execute(
      new NotificationsGiven(person, { failure: asked(query, 'failure') }, { after: asked(query, 'after') }),
    );
    const [names, called] = await Promise.all([this.names.in(person, list.rows), this.products.called(person)]);
    const notices = list.rows.map((notice) => givenLine(notice, names, called));
    return this.show(visit, list, {
      title: titled(list, 'recorded as given'),
      ...reached(notices, list),
      given: true,
      views: viewsOf(undefined, visit),
    });
  }

  private show(visit: Visit, { next, rows }: Page<unknown>, model: object): string {
    const more = next && {
      next: withQuery(visit.path, {
        failure: asked(visit.query, 'failure'),
        answer: asked(visit.query, 'answer'),
        between: asked(visit.query, 'between'),
        after: next,
      }),
      says: `${rows.length} shown`,
    };
    return this.frame.show(visit, 'notices/list.njk', { ...model, paging: more });
  }
}

const titled = ({ count: { rows, orMore } }: Page<unknown>, what: string) =>
  `${orMore ? 'More than ' : ''}${rows.toLocaleString('en-GB')} ${rows === 1 ? 'notification' : 'notifications'} ${what}`;

/** What was received, by what became of it; for OPSS also what parties told each other; and what was given. */
const viewsOf = (answer: Answer | undefined, { path, person, query }: Visit) => {
  const between = asked(query, 'between');
  const received = path === '/notifications';
  const view = (text: string, wanted: Answer | undefined) => ({
    text,
    href: withQuery('/notifications', { answer: wanted }),
    here: received && !between && answer === wanted && 'page',
  });
  return [
    view('Received', undefined),
    view('Not answered yet', 'none'),
    view('Acknowledged', 'acknowledged'),
    view('Declined', 'declined'),
    person.party === AUTHORITY
      ? { text: 'Between parties', href: '/notifications?between=all', here: between && 'page' }
      : { text: 'Given', href: '/notifications/given', here: !received && 'page' },
  ];
};
