/** What Emmett's stores have in common. */
export const emmett = (store) => ({
  append: (stream, expected, events) =>
    store.appendToStream(
      stream,
      events.map(({ type, data }) => ({ type, data })),
      { expectedStreamVersion: expected < 0 ? 'STREAM_DOES_NOT_EXIST' : BigInt(expected + 1) },
    ),
  readStream: async (stream) => (await store.readStream(stream)).events.length,
});

let counters = 0;

/** The whole log through a consumer that waits for nothing, in pages of a thousand. */
export async function consumed(store, events, more = {}) {
  const consumer = store.consumer({ pulling: { batchSize: 1000, pullingFrequencyInMs: 0 } });
  let seen = 0;
  const processor = {
    processorId: `counts-${(counters += 1)}`,
    ...more,
    eachMessage: ({ data }) => {
      if (data !== undefined) seen += 1;
    },
    stopAfter: () => seen >= events,
  };
  if (consumer.reactor) consumer.reactor(processor);
  else consumer.processor(processor);
  await consumer.start();
  await consumer.stop();
  return seen;
}
