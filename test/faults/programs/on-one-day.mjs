/** Dutybook on a day that is always the same, after everything that the worked scenarios have happen. */
import { HeldClock } from '#event-store';

HeldClock.prototype.now = () => new Date('2027-01-15T12:00:00.000Z');
await import('../../../dist/apps/dutybook/src/main.js');
