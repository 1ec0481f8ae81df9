import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { Books } from './books.ts';
import { Delivery } from './delivery.ts';
import { Erasures } from './erasures.ts';
import { Gate } from './gate.ts';
import { Recording } from './recording.ts';

/** The write side. It finds the log, the clock and the vault in the application that it is part of. */
@Module({
  imports: [CqrsModule.forRoot()],
  providers: [Books, Gate, Recording, Delivery, Erasures],
  exports: [Delivery, Erasures],
})
export class RecordsModule {}
