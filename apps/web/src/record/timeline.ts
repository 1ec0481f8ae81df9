import type { Day, Instant, SubjectId } from '#psti';
import type { TimelineEntry } from '#views';
import { someoneOf } from '#access';
import { plural } from '../layout/days.ts';
import type { NameOf } from '../names.ts';
import { streamNamed, streamPath } from '../paths.ts';

/** An entry of a record as people read it: what happened, when it happened, when it was recorded and by whom. */
export interface ShownEntry {
  readonly anchor: string;
  readonly event: string;
  readonly type: string;
  readonly says: string;
  readonly on: Day;
  readonly at?: Instant;
  readonly recordedAt: Instant;
  readonly late?: string;
  readonly by: string;
  /** It came from another party's book. */
  readonly received: boolean;
  readonly words: readonly ShownWords[];
  readonly struck: boolean;
  readonly correction?: { readonly href: string; readonly recordedAt: Instant; readonly by: string; readonly reasons?: string };
  /** The entry that this one stands in place of. */
  readonly replaces?: string;
  readonly correct?: string;
  readonly answers?: string;
  readonly leaf: number;
}

export interface ShownWords {
  readonly label: string;
  /** Absent where the words were erased. */
  readonly words?: string;
  readonly erased?: { readonly on: Day; readonly basis: string };
}

/** What the timeline needs to be read out: sentences, names, words of the vault. */
export interface Reading {
  readonly names: NameOf;
  says(entry: TimelineEntry): string;
  words(entry: TimelineEntry): readonly ShownWords[];
  /** Why a correction was made, in the words of who made it. */
  reasons(event: string): string | undefined;
  readonly mayRecord: boolean;
}

export const eventAnchor = (event: string): string => `event-${event}`;

export function shownEntry(entry: TimelineEntry, reading: Reading): ShownEntry {
  const { event, type, on, at, recordedAt, lateDays, leaf, stream } = entry;
  const struck = entry.standing === 'struck';
  const { party, kind } = streamNamed(stream);
  return {
    ...{ event, type, on, at, recordedAt, leaf, struck },
    anchor: eventAnchor(event),
    says: reading.says(entry),
    late: lateDays ? `recorded ${plural(lateDays, 'day')} after` : undefined,
    by: whoRecorded(entry.by, party, reading.names),
    received: type.endsWith('Received'),
    words: reading.words(entry),
    correction: correctionOf(entry, party, reading),
    replaces: struck ? undefined : entry.correction && eventAnchor(entry.correction.event),
    correct: reading.mayRecord && !struck ? `${streamPath(stream)}/correct/${event}` : undefined,
    answers: kind === 'failure' && givenTypes.has(type) ? event : undefined,
  };
}

const givenTypes = new Set(['NotificationGiven']);

function correctionOf({ correction }: TimelineEntry, party: string, { names, reasons }: Reading): ShownEntry['correction'] {
  if (!correction) return undefined;
  const { event, recordedAt, by } = correction;
  return { href: `#${eventAnchor(event)}`, recordedAt, by: whoRecorded(by, party, names), reasons: reasons(event) };
}

/** People are references. While there are no accounts a reference tells the party for which somebody acted. */
function whoRecorded(by: SubjectId, party: string, names: NameOf): string {
  const likely = [party, 'authority', 'operator'].find((one) => someoneOf(one).subject === by);
  return likely ? names(likely) : 'Dutybook';
}
