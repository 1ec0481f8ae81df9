import type { AppendedBytes } from '#event-store';

const COMMITMENT = /"(hmac-sha256:[\w-]{43})"/g;

/** Every commitment to a text that stands in these events. */
export function* commitmentsIn(appends: Iterable<AppendedBytes>): Generator<string> {
  for (const { events } of appends)
    for (const bytes of events)
      for (const [, commitment = ''] of Buffer.from(bytes).toString('utf8').matchAll(COMMITMENT)) yield commitment;
}
