import { join } from 'node:path';
import { getSQLiteEventStore, sqliteConnection } from '@event-driven-io/emmett-sqlite';
import { consumed, emmett } from './emmett.mjs';

/** Over one kept connection: as documented it opens one for every call, which is slower and fails where callers meet. */
export async function open({ folder }) {
  const fileName = join(folder, 'emmett.db');
  const connection = sqliteConnection({ fileName });
  await connection.command('PRAGMA journal_mode = WAL');
  await connection.command('PRAGMA synchronous = FULL');
  const store = getSQLiteEventStore({
    fileName,
    connectionOptions: { singleton: true, connection },
    schema: { autoMigration: 'CreateOrUpdate' },
  });
  return {
    ...emmett(store),
    readAll: (events) => consumed(store, events, { connectionOptions: { fileName, connection } }),
    alone: 'concurrent calls share the transaction of its one connection',
    close: () => connection.close(),
  };
}
