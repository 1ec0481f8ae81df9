/** Where a read or a subscription begins, in the list of all events or in a stream. */
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { Kept, Records } from './records.ts';
import { unknown } from './wire.ts';

export const isBackwards = (options: streams.ReadReq.Options) =>
  options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS;

/** In the list of all. Forwards the position asked for is included, backwards it is not. */
export function startInAll(records: Records, options: streams.ReadReq.Options): number {
  const from = options.getAll();
  const back = isBackwards(options) ? 1 : 0;
  if (from?.hasEnd()) return records.all.length - back;
  return (from?.hasPosition() ? placeOf(records, from) : 0) - back;
}

/** In a stream of so many events, the first of them visible. The revision asked for is included; forwards the end is none. */
export function startInStream(options: streams.ReadReq.Options, first: number, size: number): number {
  if (options.getStream()?.hasEnd() && !isBackwards(options)) throw unknown('Unexpected ReadStreamResult: Error');
  const asked = revisionAsked(options.getStream(), size);
  return isBackwards(options) ? Math.min(asked, size - 1) : Math.max(asked, first);
}

function revisionAsked(from: streams.ReadReq.Options.StreamOptions | undefined, size: number): number {
  if (from?.hasEnd()) return size - 1;
  return from?.hasRevision() ? Number(from.getRevision()) : 0;
}

/** Of a subscription, in the list of all: after what the subscriber says it has. */
export function startAfter(records: Records, options: streams.ReadReq.Options, stream: readonly Kept[]): number {
  const from = options.getAll() ?? options.getStream();
  if (from?.hasEnd()) return records.all.length;
  if (from instanceof streams.ReadReq.Options.AllOptions) return from.hasPosition() ? placeOf(records, from) + 1 : 0;
  if (!from?.hasRevision()) return 0;
  const last = stream[Number(from.getRevision())];
  return last === undefined ? records.all.length : (records.placeOf(last.position) ?? 0) + 1;
}

/** A position beyond the end is the end; one at which no event begins is an error of the server. */
function placeOf(records: Records, from: streams.ReadReq.Options.AllOptions): number {
  const place = records.placeOf(Number(from.getPosition()?.getCommitPosition()));
  if (place === undefined) throw unknown('Unexpected ReadAllResult: Error');
  return place;
}

/** What the filter of a subscription lets through. */
export function wanted(filter: streams.ReadReq.Options.FilterOptions | undefined): (event: Kept) => boolean {
  const expression = filter?.getStreamIdentifier() ?? filter?.getEventType();
  if (expression === undefined) return () => true;
  const pattern = expression.getRegex() === '' ? undefined : new RegExp(expression.getRegex());
  const prefixes = expression.getPrefixList();
  const matches = (text: string) => pattern?.test(text) ?? prefixes.some((prefix) => text.startsWith(prefix));
  return filter?.hasStreamIdentifier() ? ({ stream }) => matches(stream) : ({ type }) => matches(type);
}
