import type { ServerWritableStream } from '@grpc/grpc-js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { randomUUID } from 'node:crypto';
import type { Kept, Records } from './records.ts';
import type { Served } from './served.ts';
import type { Subscriptions } from './subscribing.ts';
import { isBackwards, startInAll, startInStream } from './starting.ts';
import { nameOf, recorded, streamNotFound, tombstoned } from './wire.ts';

type Reading = ServerWritableStream<streams.ReadReq, streams.ReadResp>;

/** Read and subscribe are one call of the wire: a count makes it the one, its absence the other. */
export const read = (served: Served, subscriptions: Subscriptions) => (call: Reading) => {
  const options = call.request.getOptions() ?? new streams.ReadReq.Options();
  const of = options.getStream();
  const stream = nameOf(of?.getStreamIdentifier());
  call.on('error', () => undefined);
  const on = options.hasSubscription() ? 'subscribe' : 'read';
  const refusal = served.refusal(on, of === undefined ? '$all' : stream, call);
  if (refusal === 'never') return;
  if (refusal !== undefined) return void call.emit('error', refusal);
  if (options.hasSubscription()) return subscriptions.begin(randomUUID(), call, options);
  void send(call, () => (of === undefined ? ofAll(served.records, options) : ofStream(served.records, stream, options)));
};

/** Sends page after page, as fast as they are taken. */
async function send(call: Reading, answers: () => Iterable<streams.ReadResp>): Promise<void> {
  try {
    for (const answer of answers()) {
      if (call.cancelled) return;
      if (!call.write(answer)) await new Promise((resolve) => call.once('drain', resolve).once('cancelled', resolve));
    }
    call.end();
  } catch (error) {
    call.emit('error', error);
  }
}

function* ofStream(records: Records, stream: string, options: streams.ReadReq.Options): Generator<streams.ReadResp> {
  if (records.isTombstoned(stream)) throw tombstoned(stream);
  const events = records.stream(stream);
  if (events.length === 0 || records.isSoftDeleted(stream)) return yield streamNotFound(stream);
  const first = records.visibleFrom(stream);
  yield* from(events, { start: startInStream(options, first, events.length), first }, options);
}

function ofAll(records: Records, options: streams.ReadReq.Options): Iterable<streams.ReadResp> {
  return from(records.all, { start: startInAll(records, options), first: 0 }, options);
}

function* from(
  events: readonly Kept[],
  { start, first }: { start: number; first: number },
  options: streams.ReadReq.Options,
): Generator<streams.ReadResp> {
  const step = isBackwards(options) ? -1 : 1;
  let left = Number(options.getCount());
  for (let n = start; n >= first && left-- > 0; n += step) {
    const event = events[n];
    if (event === undefined) return;
    yield recorded(event);
  }
}
