import { type DynamicModule, Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { EventStore } from '#event-store';
import type { Law } from '#psti';
import { ChangesBetweenHandler } from './changes-between.ts';
import { ChangesIfHandler } from './changes-if.ts';
import { datedObligations, DatedObligationsHandler } from './dated-obligations.ts';
import { DatesOfHandler } from './dates-of.ts';
import { DutiesOfHandler } from './duties-of.ts';
import { FailureAcrossPartiesHandler } from './failure-across-parties.ts';
import { failuresRegister, FailuresRegisterHandler } from './failures-register.ts';
import { NoticeOfHandler } from './notice-of.ts';
import { NoticesOfHandler } from './notices-of.ts';
import { noticesRegister, NoticesRegisterHandler } from './notices-register.ts';
import { notifications, NotificationsGivenHandler, NotificationsReceivedHandler } from './notifications.ts';
import { outstandingDuties, OutstandingDutiesHandler } from './outstanding-duties.ts';
import { partyList, PartyListHandler } from './party-list.ts';
import { PartyOfHandler } from './party-of.ts';
import { productList, ProductListHandler } from './product-list.ts';
import { ProductOfHandler } from './product-of.ts';
import { RecordOfHandler } from './record-of.ts';
import { ReviewOfHandler } from './review-of.ts';
import { ScopeOfHandler } from './scope-of.ts';
import { StreamOfHandler } from './stream-of.ts';
import type { View } from './view.ts';
import { Views } from './views.ts';
import { WhyOfHandler } from './why-of.ts';

export const allViews: readonly View[] = [
  outstandingDuties,
  failuresRegister,
  notifications,
  datedObligations,
  noticesRegister,
  partyList,
  productList,
];

/** A thread runs what is compiled, not the sources as they stand. */
const builder = import.meta.url.endsWith('.js') ? new URL('./building-thread.js', import.meta.url) : undefined;

const handlers = [
  OutstandingDutiesHandler,
  FailuresRegisterHandler,
  NotificationsReceivedHandler,
  NotificationsGivenHandler,
  DatedObligationsHandler,
  PartyListHandler,
  ProductListHandler,
  RecordOfHandler,
  DutiesOfHandler,
  WhyOfHandler,
  FailureAcrossPartiesHandler,
  PartyOfHandler,
  ProductOfHandler,
  ChangesBetweenHandler,
  ChangesIfHandler,
  NoticeOfHandler,
  StreamOfHandler,
  NoticesOfHandler,
  NoticesRegisterHandler,
  DatesOfHandler,
  ReviewOfHandler,
  ScopeOfHandler,
];

export interface ViewsModuleSettings {
  /** The local SQLite file of the read side. It may be deleted: it is built again from the log. */
  readonly file: string;
  /** Rulebooks, where they are not those of the law in force: for a test of a law that is not. */
  readonly law?: Law;
}

@Module({})
export class ViewsModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(private readonly views: Views) {}

  static forRoot({ file, law }: ViewsModuleSettings): DynamicModule {
    return {
      module: ViewsModule,
      global: true,
      imports: [CqrsModule.forRoot()],
      providers: [
        {
          provide: Views,
          useFactory: (store: EventStore) => new Views(store, { file, law, views: allViews, builder }),
          inject: [EventStore],
        },
        ...handlers,
      ],
      exports: [Views],
    };
  }

  onApplicationBootstrap(): Promise<void> {
    return this.views.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.views.stop();
  }
}
