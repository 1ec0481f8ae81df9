/** Dutybook with a log that takes whatever is offered to it for new. */
import { randomUUID } from 'node:crypto';
import { SqliteStore } from '../../../dist/libs/event-store/src/index.js';

const { append } = SqliteStore.prototype;
SqliteStore.prototype.append = function (stream, events, options) {
  const key = randomUUID();
  const anew = events.map((event, n) => ({ ...event, id: n === 0 ? key : randomUUID() }));
  return append.call(this, stream, anew, { ...options, key });
};
await import('../../../dist/apps/dutybook/src/main.js');
