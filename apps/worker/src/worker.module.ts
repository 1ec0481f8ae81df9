import { Inject, Module } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Notary, SelfChecks } from '#evidence';
import { Delivery, Erasures, RecordsModule } from '#records';

/**
 * What must happen after something was recorded: it reaches the books of those who were told, what was to be erased is, and the log is
 * signed and checked.
 */
@Module({ imports: [RecordsModule] })
export class WorkerModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    @Inject(Delivery) private readonly delivery: Delivery,
    @Inject(Erasures) private readonly erasures: Erasures,
    @Inject(Notary) private readonly notary: Notary,
    @Inject(SelfChecks) private readonly checks: SelfChecks,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await Promise.all([this.delivery.start(), this.erasures.start(), this.notary.start()]);
    this.checks.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.delivery.stop(), this.erasures.stop(), this.checks.stop()]);
    await this.notary.stop();
  }
}
