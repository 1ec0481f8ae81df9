/** From the double's own words to the messages of the wire, and back. The stubs are the client's: 64-bit numbers are strings in them. */
import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { Expecting, Kept, Offered } from './records.ts';

export type Trailers = Readonly<Record<string, string>>;

/** A refusal as the real server sends it: a status, and what it means in the trailers. */
export function refusal(code: status, details: string, trailers: Trailers = {}): ServiceError {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, value);
  return Object.assign(new Error(details), { code, details, metadata });
}

export const unavailable = (says = 'Server Is Not Ready') => refusal(status.UNAVAILABLE, says);
export const notLeader = (host: string, port: number) =>
  refusal(status.NOT_FOUND, 'Leader info available', {
    exception: 'not-leader',
    'leader-endpoint-host': host,
    'leader-endpoint-port': String(port),
  });
export const tombstoned = (stream: string) =>
  refusal(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });
export const tooLarge = (limit: number) =>
  refusal(status.INVALID_ARGUMENT, `Maximum Append Size of ${limit} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(limit),
  });
export const accessDenied = () => refusal(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });
export const tooSlow = (state = 'live') =>
  refusal(
    status.ABORTED,
    `Operation timed out: Consumer too slow to handle event while ${state}. Client resubscription required.`,
  );
export const unknown = (says: string) => refusal(status.UNKNOWN, says);

export const nameOf = (identifier: shared.StreamIdentifier | undefined) =>
  Buffer.from(identifier?.getStreamName_asU8() ?? []).toString();

export function identifier(name: string): shared.StreamIdentifier {
  const made = new shared.StreamIdentifier();
  made.setStreamName(Buffer.from(name));
  return made;
}

export function uuid(id: string): shared.UUID {
  const made = new shared.UUID();
  made.setString(id);
  return made;
}

type Message = streams.AppendReq.ProposedMessage | streams.BatchAppendReq.ProposedMessage;

export function offered(message: Message): Offered {
  const about = message.getMetadataMap();
  return {
    id: message.getId()?.getString() ?? '',
    type: about.get('type') ?? '',
    json: about.get('content-type') === 'application/json',
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  };
}

type Options = streams.AppendReq.Options | streams.DeleteReq.Options | streams.TombstoneReq.Options;

export function expecting(options: Options): Expecting {
  if (options.hasRevision()) return Number(options.getRevision());
  if (options.hasNoStream()) return 'none';
  return options.hasStreamExists() ? 'exists' : 'any';
}

export function recorded(kept: Kept): streams.ReadResp {
  const event = new streams.ReadResp.ReadEvent.RecordedEvent();
  event.setId(uuid(kept.id));
  event.setStreamIdentifier(identifier(kept.stream));
  event.setStreamRevision(String(kept.revision));
  event.setCommitPosition(String(kept.position));
  event.setPreparePosition(String(kept.position));
  event.setData(kept.data);
  event.setCustomMetadata(kept.metadata);
  const about = event.getMetadataMap();
  about.set('type', kept.type);
  about.set('created', kept.created);
  about.set('content-type', kept.json ? 'application/json' : 'application/octet-stream');
  const read = new streams.ReadResp.ReadEvent();
  read.setEvent(event);
  read.setCommitPosition(String(kept.position));
  const answer = new streams.ReadResp();
  answer.setEvent(read);
  return answer;
}

export function confirmation(id: string): streams.ReadResp {
  const confirmed = new streams.ReadResp.SubscriptionConfirmation();
  confirmed.setSubscriptionId(id);
  const answer = new streams.ReadResp();
  answer.setConfirmation(confirmed);
  return answer;
}

export function checkpoint(commit: number, prepare: number): streams.ReadResp {
  const reached = new streams.ReadResp.Checkpoint();
  reached.setCommitPosition(String(commit));
  reached.setPreparePosition(String(prepare));
  const answer = new streams.ReadResp();
  answer.setCheckpoint(reached);
  return answer;
}

export function caughtUp(): streams.ReadResp {
  const answer = new streams.ReadResp();
  answer.setCaughtUp(new streams.ReadResp.CaughtUp());
  return answer;
}

export function fellBehind(): streams.ReadResp {
  const answer = new streams.ReadResp();
  answer.setFellBehind(new streams.ReadResp.FellBehind());
  return answer;
}

export function streamNotFound(stream: string): streams.ReadResp {
  const missing = new streams.ReadResp.StreamNotFound();
  missing.setStreamIdentifier(identifier(stream));
  const answer = new streams.ReadResp();
  answer.setStreamNotFound(missing);
  return answer;
}
