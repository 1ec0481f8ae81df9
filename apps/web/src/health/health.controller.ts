import { Get, Inject } from '@nestjs/common';
import { Vault } from '#vault';
import { Frame } from '../layout/frame.ts';
import { PageController } from '../page-controller.ts';
import { Visiting, type Visit } from '../visit.ts';
import { Standing } from './standing.ts';

/** How far this process is behind the log, for people; for machines there is `/health/ready`. */
@PageController()
export class HealthController {
  constructor(
    @Inject(Standing) private readonly standing: Standing,
    @Inject(Vault) private readonly vault: Vault,
    @Inject(Frame) private readonly frame: Frame,
  ) {}

  @Get('health')
  async health(@Visiting() visit: Visit): Promise<string> {
    const lines = await this.standing.lines();
    const vault = this.vault.health();
    return this.frame.show(visit, 'health/health.njk', {
      title: 'How far Dutybook is',
      lead: lines.every(({ behind }) => behind === 0) ? 'Everything shows the whole log.' : 'Something is behind the log.',
      log: this.standing.log(),
      vault: vault.writable ? 'Names and words can be read and kept.' : `Names and words cannot be kept: ${vault.says}`,
      lines,
    });
  }
}
