import { Get, Inject } from '@nestjs/common';
import { Desk } from '../forms/desk.ts';
import { Frame } from '../layout/frame.ts';
import { legend, shownStatus } from '../layout/status.ts';
import { PageController } from '../page-controller.ts';
import { Visiting, type Visit } from '../visit.ts';
import { registerModel } from './register.ts';

/** The law in words: every duty there is, and what the statuses mean. */
@PageController()
export class LawController {
  constructor(
    @Inject(Frame) private readonly frame: Frame,
    @Inject(Desk) private readonly desk: Desk,
  ) {}

  @Get('duties/register')
  register(@Visiting() visit: Visit): string {
    return this.frame.show(visit, 'law/register.njk', registerModel(this.desk.today()));
  }

  @Get('statuses')
  statuses(@Visiting() visit: Visit): string {
    const lines = legend.map(({ status, says }) => ({ status: shownStatus({ status }), says }));
    return this.frame.show(visit, 'law/statuses.njk', { title: 'What the statuses mean', lines });
  }
}
