/** Dutybook that decides about a failure record without what others have corrected in it. */
import { failureRecord } from '../../../dist/libs/psti/src/index.js';

const { evolve } = failureRecord;
failureRecord.evolve = (record, event) => (event.type === 'Correction' ? record : evolve(record, event));
await import('../../../dist/apps/dutybook/src/main.js');
