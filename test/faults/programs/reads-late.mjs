/** Dutybook that now and then shows a record as it was one event ago. */
import { Reading } from '../../../dist/libs/views/src/reading.js';

/** By chance, and not every so many: how often a record is read for one answer would otherwise decide whose read is late. */
const isLate = () => Math.random() < 1 / 3;
for (const way of ['now', 'upTo']) {
  const read = Reading.prototype[way];
  Reading.prototype[way] = async function (...asked) {
    const events = await read.apply(this, asked);
    return isLate() ? events.slice(0, -1) : events;
  };
}
await import('../../../dist/apps/dutybook/src/main.js');
