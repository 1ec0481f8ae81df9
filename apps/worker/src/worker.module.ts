import { Inject, Module } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Delivery, Erasures, RecordsModule } from '#records';

/** What must happen after something was recorded: it reaches the books of those who were told, and what was to be erased is. */
@Module({ imports: [RecordsModule] })
export class WorkerModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    @Inject(Delivery) private readonly delivery: Delivery,
    @Inject(Erasures) private readonly erasures: Erasures,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await Promise.all([this.delivery.start(), this.erasures.start()]);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.delivery.stop(), this.erasures.stop()]);
  }
}
