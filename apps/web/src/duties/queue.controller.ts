import { Get, Inject, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { OPERATOR } from '#access';
import { AUTHORITY } from '#psti';
import { OutstandingDuties, PartyList } from '#views';
import { Frame } from '../layout/frame.ts';
import { Names } from '../names.ts';
import { PageController, seeOther } from '../page-controller.ts';
import { Products } from '../products.ts';
import { asked, Visiting, type Visit } from '../visit.ts';
import { filterOf, filtersIn, queueModel } from './queue.ts';

@PageController()
export class QueueController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(Names) private readonly names: Names,
    @Inject(Products) private readonly products: Products,
    @Inject(Frame) private readonly frame: Frame,
  ) {}

  @Get()
  async queue(@Visiting() visit: Visit, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { person, query } = visit;
    // The operator keeps no book, and owes nothing.
    if (person.party === OPERATOR) return seeOther(reply, '/installation');
    const filters = filtersIn(query);
    const list = await this.queries.execute(new OutstandingDuties(person, filterOf(filters), { after: asked(query, 'after') }));
    const parties = await this.queries.execute(new PartyList(person, {}, { limit: 500 }));
    const [names, called] = await Promise.all([this.names.in(person, list.rows, parties.rows), this.products.called(person)]);
    return this.frame.show(
      visit,
      'duties/queue.njk',
      queueModel(list, { filters, names, called, parties: parties.rows, many: person.party === AUTHORITY }),
    );
  }
}
