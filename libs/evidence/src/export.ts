import { RawLog, type RawEvent } from '#event-store';

/** Which events: leaf numbers from 0, both included; of one stream, where one is named. */
export interface Exporting {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly stream?: string | undefined;
}

/**
 * A log as lines of JSON: what it is, then each event as the exact bytes that are hashed, then how many there were and the newest signed
 * checkpoint that covers them, if one was given. Bytes alone: what the events mean, and whether this Dutybook knows their types, does not matter.
 */
export function* exported(file: string, { from = 0, to = Infinity, stream }: Exporting, checkpoint?: string): Generator<string> {
  const log = new RawLog(file);
  try {
    const { size, root } = log.head();
    const last = Math.min(to, size - 1);
    yield line({
      dutybook: 'log',
      format: 1,
      id: log.id(),
      size,
      root,
      from,
      to: last,
      ...(stream === undefined ? {} : { stream }),
    });
    let events = 0;
    for (const event of eventsIn(log, from, last)) {
      if (stream !== undefined && event.beside?.stream !== stream) continue;
      yield line(lineOf(event));
      events += 1;
    }
    yield line({ events, ...(checkpoint === undefined ? {} : { checkpoint }) });
  } finally {
    log.close();
  }
}

function* eventsIn(log: RawLog, from: number, last: number): Generator<RawEvent> {
  if (last < from) return;
  for (const page of log.pages(from))
    for (const event of page) {
      if (event.leaf > last) return;
      yield event;
    }
}

const lineOf = ({ leaf, bytes, beside }: RawEvent) => ({
  leaf,
  stream: beside?.stream,
  revision: beside?.revision,
  bytes: Buffer.from(bytes).toString('base64'),
});

const line = (says: object): string => `${JSON.stringify(says)}\n`;
