/** Dutybook with a log whose writer takes a failed commit for a good one. */
import { SqliteStore } from '../../../dist/libs/event-store/src/index.js';

const thread = new URL('../../../dist/libs/event-store/testing/deaf-thread.js', import.meta.url);
const { open } = SqliteStore;
SqliteStore.open = (directory, settings) => open.call(SqliteStore, directory, { ...settings, thread });
await import('../../../dist/apps/dutybook/src/main.js');
