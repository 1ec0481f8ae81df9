/** Dutybook that, told to end, lets go of the log before it has answered whoever is waiting. */
import { SqliteStore } from '../../../dist/libs/event-store/src/index.js';

const { open } = SqliteStore;
SqliteStore.open = async (...given) => {
  const store = await open.apply(SqliteStore, given);
  process.prependListener('SIGTERM', () => void store.close());
  return store;
};
await import('../../../dist/apps/dutybook/src/main.js');
