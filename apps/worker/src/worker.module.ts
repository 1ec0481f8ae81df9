import { Inject, Module } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Delivery, RecordsModule } from '#records';

/** What must happen after something was recorded: for now, that it reaches the books of those who were told. */
@Module({ imports: [RecordsModule] })
export class WorkerModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(@Inject(Delivery) private readonly delivery: Delivery) {}

  onApplicationBootstrap() {
    return this.delivery.start();
  }

  onApplicationShutdown() {
    return this.delivery.stop();
  }
}
