import { eventWords, kindOf, typesOf, type Day, type Instant, type SubjectId } from '#psti';
import type { Cited } from '../duties/why.ts';
import type { TimelineEntry } from '#views';
import { someoneOf } from '#access';
import { inWords, plural } from '../layout/days.ts';
import type { NameOf } from '../names.ts';
import { formsPath, noticePath, streamNamed } from '../paths.ts';

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
  /** Who recorded it, where it was not the book's own party. */
  readonly by?: string;
  /** It came from another party's book. */
  readonly received: boolean;
  readonly words: readonly ShownWords[];
  readonly struck: boolean;
  readonly correction?: { readonly href: string; readonly recordedAt: Instant; readonly by: string; readonly reasons?: string };
  /** The entry that this one stands in place of. */
  readonly replaces?: string;
  readonly correct?: string;
  /** The notification with its answers. */
  readonly notice?: string;
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
  /** Whether the one who reads may put this entry right. */
  mayCorrect(entry: TimelineEntry): boolean;
  readonly mayRecord: boolean;
}

/** An entry as a reason names it. */
export const citedAs = (entry: TimelineEntry, path: string, { says }: Pick<Reading, 'says'>): Cited => ({
  says: `${inWords(entry.on)}: ${says(entry)}`,
  short: `${inWords(entry.on)}, ${titleOf(entry).toLowerCase()}`,
  href: `${path}#${eventAnchor(entry.event)}`,
});

function titleOf({ stream, type }: TimelineEntry): string {
  const kind = kindOf(stream);
  const known = kind && typesOf(kind).find((one) => one === type);
  return known ? eventWords[known].title : type;
}

export const eventAnchor = (event: string): string => `event-${event}`;

export function shownEntry(entry: TimelineEntry, reading: Reading): ShownEntry {
  const { event, type, on, at, recordedAt, lateDays, leaf, stream } = entry;
  const struck = entry.standing === 'struck';
  const { party } = streamNamed(stream);
  return {
    ...{ event, type, on, at, recordedAt, leaf, struck },
    anchor: struck ? `${eventAnchor(event)}-struck-by-${entry.correction?.event}` : eventAnchor(event),
    says: reading.says(entry),
    late: lateDays ? `recorded ${plural(lateDays, 'day')} after` : undefined,
    by: entry.by === someoneOf(party).subject ? undefined : whoRecorded(entry.by, party, reading.names),
    received: type.endsWith('Received'),
    words: reading.words(entry),
    correction: correctionOf(entry, party, reading),
    replaces: struck ? undefined : entry.correction && eventAnchor(entry.correction.event),
    correct: !struck && reading.mayCorrect(entry) ? `${formsPath(stream)}/correct/${event}` : undefined,
    notice: noticeOf(entry, party),
  };
}

/** Where its answers are: on the sender's side, whoever's copy this is. */
function noticeOf({ event, type, data }: TimelineEntry, party: string): string | undefined {
  if (type === 'NotificationGiven' || type === 'ContactMade') return noticePath(party, event);
  const { from, sourceId } = data;
  return typeof from === 'string' && typeof sourceId === 'string' ? noticePath(from, sourceId) : undefined;
}

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
