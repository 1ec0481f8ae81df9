import { PostgresEventStorageAdapter } from '@castore/event-storage-adapter-postgres';

const context = { eventStoreId: 'records' };
const PAGE = 100;

export async function open({ url }) {
  await PostgresEventStorageAdapter.createEventTable({ connectionString: url, aggregateId: { type: 'VARCHAR', length: 128 } });
  const adapter = new PostgresEventStorageAdapter({ connectionString: url });
  const read = async (aggregateId) => (await adapter.getEvents(aggregateId, context)).events.length;
  return {
    append: (stream, expected, events) => {
      const [only, ...more] = events.map(({ type, data }, n) => ({
        aggregateId: stream,
        version: expected + 2 + n,
        type,
        payload: data,
      }));
      if (more.length === 0) return adapter.pushEvent(only, context);
      const grouped = [only, ...more].map((event) => {
        const one = adapter.groupEvent(event);
        one.context = context;
        return one;
      });
      return adapter.pushEventGroup({}, ...grouped);
    },
    readStream: read,
    /** The ids, then each. */
    async readAll() {
      let seen = 0;
      let pageToken;
      do {
        const page = await adapter.listAggregateIds(context, { limit: PAGE, pageToken });
        for (const { aggregateId } of page.aggregateIds) seen += await read(aggregateId);
        pageToken = page.nextPageToken;
      } while (pageToken !== undefined);
      return seen;
    },
    close: () => adapter._sql.end(),
  };
}
