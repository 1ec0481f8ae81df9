import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { EventStore } from '#event-store';
import { Proofs } from '#evidence';
import { RecordsModule } from '#records';
import { Vault } from '#vault';
import { addressesOf } from './described/addresses.ts';
import { Answering } from './answering.ts';
import { Books } from './books/books.ts';
import { Deliveries } from './books/deliveries.ts';
import { Enforcement } from './books/enforcement.ts';
import { Parts } from './books/parts.ts';
import { Described } from './described/described.ts';
import { DutiesController } from './duties.controller.ts';
import { EventsController } from './events.controller.ts';
import { FailuresController } from './failures.controller.ts';
import { HealthController } from './health/health.controller.ts';
import { Health } from './health/health.ts';
import { Metrics } from './health/metrics.ts';
import { LogController } from './log.controller.ts';
import { NoticesController } from './notices.controller.ts';
import { PartiesController } from './parties.controller.ts';
import { ProblemFilter } from './problems/problem.filter.ts';
import { Recording } from './recording.ts';
import { ReferenceController } from './reference.controller.ts';
import { Teller } from './books/teller.ts';

/** In the order in which the document and the page tell of them. */
export const controllers = [
  EventsController,
  DutiesController,
  FailuresController,
  PartiesController,
  NoticesController,
  ReferenceController,
  LogController,
  HealthController,
];

/** The REST door. What it stands on (log, vault, write side, read side) is put beside it by whoever composes the application. */
@Module({
  imports: [CqrsModule.forRoot(), RecordsModule],
  controllers,
  providers: [
    Answering,
    Books,
    Deliveries,
    Enforcement,
    Health,
    Metrics,
    Parts,
    Recording,
    Teller,
    { provide: Proofs, useFactory: (store: EventStore, vault: Vault) => new Proofs(store, vault), inject: [EventStore, Vault] },
    { provide: Described, useFactory: () => new Described(addressesOf(controllers)) },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
})
export class ApiModule {}
