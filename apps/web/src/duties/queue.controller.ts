import { Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { AUTHORITY } from '#psti';
import { OutstandingDuties, PartyList } from '#views';
import { Frame } from '../layout/frame.ts';
import { Names } from '../names.ts';
import { PageController } from '../page-controller.ts';
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
  async queue(@Visiting() visit: Visit): Promise<string> {
    const { person, query } = visit;
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
