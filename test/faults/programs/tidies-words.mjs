/** Dutybook with a log that puts letters and their marks together before it keeps them. */
import { SqliteStore } from '../../../dist/libs/event-store/src/index.js';

const { append } = SqliteStore.prototype;
SqliteStore.prototype.append = function (stream, events, options) {
  return append.call(this, stream, JSON.parse(JSON.stringify(events).normalize('NFC')), options);
};
await import('../../../dist/apps/dutybook/src/main.js');
