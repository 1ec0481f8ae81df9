import { Get, Inject, Param } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { FailureAcrossParties } from '#views';
import { clocksIn } from '../clocks/clocks.ts';
import { Frame } from '../layout/frame.ts';
import { Names } from '../names.ts';
import { PageController } from '../page-controller.ts';
import { asked as valueOf, found, Visiting, type Visit } from '../visit.ts';
import { acrossModel } from './across.ts';

@PageController('parties/:party/failures/:failure/across')
export class AcrossController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(Names) private readonly names: Names,
    @Inject(Frame) private readonly frame: Frame,
  ) {}

  @Get()
  async across(@Visiting() visit: Visit, @Param() where: { readonly party: string; readonly failure: string }): Promise<string> {
    const asked = clocksIn(visit.query);
    const page = found(
      await this.queries.execute(new FailureAcrossParties(visit.person, where.party, where.failure, asked.clocks)),
    );
    const names = await this.names.in(visit.person, page);
    return this.frame.show(visit, 'across/across.njk', {
      ...acrossModel(page, { ...where, names, asked, from: valueOf(visit.query, 'from') }),
      problems: asked.problems,
    });
  }
}
