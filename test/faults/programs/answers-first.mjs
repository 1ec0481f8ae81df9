/** Dutybook with a log whose writer answers before it commits. */
import { SqliteStore } from '../../../dist/libs/event-store/src/index.js';

const thread = new URL('../../../dist/libs/event-store/testing/answers-first-thread.js', import.meta.url);
const { open } = SqliteStore;
SqliteStore.open = (directory, settings) => open.call(SqliteStore, directory, { ...settings, thread });
await import('../../../dist/apps/dutybook/src/main.js');
