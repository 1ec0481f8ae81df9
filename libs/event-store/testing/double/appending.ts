import type { sendUnaryData, ServerDuplexStream, ServerReadableStream } from '@grpc/grpc-js';
import empty from 'google-protobuf/google/protobuf/empty_pb.js';
import any from 'google-protobuf/google/protobuf/any_pb.js';
import codes from '@eventstore/db-client/generated/code_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import statuses from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { Answer, Expecting, Offered } from './records.ts';
import type { Served } from './served.ts';
import { expecting, nameOf, offered, tombstoned, tooLarge, unknown } from './wire.ts';

export const MAX_APPEND = 1024 * 1024;
const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

type Call = ServerReadableStream<streams.AppendReq, streams.AppendResp>;

/** The unary path: options first, then one message per event. */
export const append = (served: Served) => (call: Call, answer: sendUnaryData<streams.AppendResp>) => {
  const events: Offered[] = [];
  let options: streams.AppendReq.Options | undefined;
  call.on('data', (message: streams.AppendReq) => {
    options ??= message.getOptions();
    const proposed = message.getProposedMessage();
    if (proposed !== undefined) events.push(offered(proposed));
  });
  call.on('error', () => undefined);
  call.on('end', async () => {
    // The end of one that its caller gave up looks like any other, and only then is it said to be cancelled.
    for (let turns = 0; turns < 3; turns++) await new Promise(setImmediate);
    if (call.cancelled) return;
    if (options === undefined) return answer(unknown('no options'));
    const stream = nameOf(options.getStreamIdentifier());
    const expected = expecting(options);
    served.during({ on: 'append', stream, call, answer }, () => {
      if (sizeOf(events) > MAX_APPEND) throw tooLarge(MAX_APPEND);
      if (stream === '' || events.some(({ id, type }) => !UUID.test(id) || type === ''))
        throw unknown('Exception was thrown by handler.');
      return response(stream, expected, served.records.append(stream, expected, events));
    });
  });
};

const sizeOf = (events: readonly Offered[]) => events.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 0);

function response(stream: string, expected: Expecting, written: Answer): streams.AppendResp {
  const made = new streams.AppendResp();
  switch (written.is) {
    case 'written':
      made.setSuccess(success(written));
      return made;
    case 'wrong':
      made.setWrongExpectedVersion(wrong(expected, written.actual));
      return made;
    case 'tombstoned':
      throw tombstoned(stream);
  }
}

function success({ last, position }: { last: number; position: number }): streams.AppendResp.Success {
  const at = new streams.AppendResp.Position();
  at.setCommitPosition(String(position));
  at.setPreparePosition(String(position));
  const made = new streams.AppendResp.Success();
  made.setCurrentRevision(String(last));
  made.setPosition(at);
  return made;
}

function wrong(expected: Expecting, actual: number): streams.AppendResp.WrongExpectedVersion {
  const made = new streams.AppendResp.WrongExpectedVersion();
  if (typeof expected === 'number') made.setExpectedRevision(String(expected));
  else if (expected === 'none') made.setExpectedNoStream(new shared.Empty());
  else if (expected === 'exists') made.setExpectedStreamExists(new shared.Empty());
  else made.setExpectedAny(new shared.Empty());
  if (actual < 0) made.setCurrentNoStream(new shared.Empty());
  else made.setCurrentRevision(String(actual));
  return made;
}

type Batch = ServerDuplexStream<streams.BatchAppendReq, streams.BatchAppendResp>;

/** The batch path, for clients that take it: one long stream both ways. An append may come in several messages. */
export const batchAppend = (served: Served) => (call: Batch) => {
  const open = new Map<string, { options: streams.BatchAppendReq.Options; events: Offered[] }>();
  call.on('error', () => undefined);
  call.on('end', () => call.end());
  call.on('data', (message: streams.BatchAppendReq) => {
    const id = message.getCorrelationId()?.getString() ?? '';
    const options = message.getOptions() ?? open.get(id)?.options;
    if (options === undefined) return;
    const one = open.get(id) ?? { options, events: [] };
    open.set(id, one);
    one.events.push(...message.getProposedMessagesList().map(offered));
    if (!message.getIsFinal()) return;
    open.delete(id);
    const answer = (written: Answer) => call.write(batchResponse(message.getCorrelationId(), options, written));
    served.batched(nameOf(options.getStreamIdentifier()), batchExpecting(options), one.events, { call, answer });
  });
};

function batchExpecting(options: streams.BatchAppendReq.Options): Expecting {
  if (options.hasStreamPosition()) return Number(options.getStreamPosition());
  if (options.hasNoStream()) return 'none';
  return options.hasStreamExists() ? 'exists' : 'any';
}

function batchResponse(
  id: shared.UUID | undefined,
  options: streams.BatchAppendReq.Options,
  written: Answer,
): streams.BatchAppendResp {
  const made = new streams.BatchAppendResp();
  made.setCorrelationId(id);
  made.setStreamIdentifier(options.getStreamIdentifier());
  if (written.is === 'written') {
    const at = new shared.AllStreamPosition();
    at.setCommitPosition(String(written.position));
    at.setPreparePosition(String(written.position));
    const good = new streams.BatchAppendResp.Success();
    good.setCurrentRevision(String(written.last));
    good.setPosition(at);
    made.setSuccess(good);
  } else made.setError(batchError(options, written));
  return made;
}

function batchError(options: streams.BatchAppendReq.Options, written: Exclude<Answer, { is: 'written' }>): statuses.Status {
  const made = new statuses.Status();
  const detail = new any.Any();
  made.setCode(written.is === 'wrong' ? codes.Code.ALREADY_EXISTS : codes.Code.FAILED_PRECONDITION);
  if (written.is === 'wrong') {
    const about = new shared.WrongExpectedVersion();
    if (written.actual >= 0) about.setCurrentStreamRevision(String(written.actual));
    else about.setCurrentNoStream(new empty.Empty());
    if (options.hasStreamPosition()) about.setExpectedStreamPosition(options.getStreamPosition());
    if (options.hasNoStream()) about.setExpectedNoStream(options.getNoStream());
    if (options.hasStreamExists()) about.setExpectedStreamExists(options.getStreamExists());
    detail.pack(about.serializeBinary(), 'event_store.client.WrongExpectedVersion');
  } else {
    const about = new shared.StreamDeleted();
    about.setStreamIdentifier(options.getStreamIdentifier());
    detail.pack(about.serializeBinary(), 'event_store.client.StreamDeleted');
  }
  made.setDetails(detail);
  return made;
}
