export { RecordEvent } from './record-event.ts';
export type { OfferedEvent, Receipt } from './record-event.ts';
export { Invalid, NotFound } from './refusals.ts';
export { RecordsModule } from './records.module.ts';
export { Delivery, DELIVERY } from './delivery.ts';
export { Erasures } from './erasures.ts';
