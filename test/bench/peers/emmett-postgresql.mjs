import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import { consumed, emmett } from './emmett.mjs';

export async function open({ url }) {
  const store = getPostgreSQLEventStore(url);
  await store.schema.migrate();
  return { ...emmett(store), readAll: (events) => consumed(store, events), close: () => store.close() };
}
