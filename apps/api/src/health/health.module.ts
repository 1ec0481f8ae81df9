import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { RecordsModule } from '#records';
import { addressesOf } from '../described/addresses.ts';
import { Described } from '../described/described.ts';
import { ProblemFilter } from '../problems/problem.filter.ts';
import { HealthController } from './health.controller.ts';
import { Health } from './health.ts';
import { Metrics } from './metrics.ts';

/** For a process that does not answer the API: it still says how it is. */
@Module({
  imports: [RecordsModule],
  controllers: [HealthController],
  providers: [
    Health,
    Metrics,
    { provide: Described, useFactory: () => new Described(addressesOf([HealthController])) },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
})
export class HealthModule {}
