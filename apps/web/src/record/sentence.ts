import { fromDoor, sentenceOf } from '#psti';
import type { TimelineEntry } from '#views';
import type { NameOf } from '../names.ts';

/** One entry as the sentence that the Act's own words make of it. Its texts are shown beneath, as quotations. */
export const saidOf = ({ event: id, type, version, on, at, data }: TimelineEntry, names: NameOf): string =>
  sentenceOf(fromDoor({ id, type, version, on, at, data }), { party: names });
