import { classOf, fromDoor, kindOf, sentenceOf, type EventId, type Obligation } from '#psti';
import type { Erased } from '#vault';
import type {
  ChangesAnswer,
  CorrectionOf,
  DutiesAnswer,
  DutyChange,
  FailureAcrossPartiesPage,
  FailureRecordPage,
  PartyInFailure,
  PartyPage,
  ProductPage,
  TimelineEntry,
  WhyAnswer,
} from '#views';
import { firstRows, type Few, type Part } from './pages.ts';

/** Answers of the read side as the API gives them: in parts of at most 200 rows, and with words where the log holds commitments. */

/** A text field of an entry: where it stands, what the log holds, and when it was erased, if it was. */
export interface ShownText {
  readonly field: string;
  readonly commitment: string;
  readonly erased?: Erased['erased'];
}

/** The correction of an entry, and why it was made: null where the words were erased. */
export interface ShownCorrection extends CorrectionOf {
  readonly reasons: string | null;
}

/** A fact with its words put back in place of their commitments, and told in a sentence. */
export interface ShownEntry extends Omit<TimelineEntry, 'texts' | 'correction'> {
  readonly correction?: ShownCorrection;
  readonly texts: readonly ShownText[];
  readonly says: string;
}

export type ShownDuties = Omit<DutiesAnswer, 'duties'> & Part<Obligation>;
export type ShownTimeline = Pick<FailureRecordPage, 'asOf' | 'knownAt' | 'today' | 'position'> & Part<ShownEntry>;
export type ShownWhy = Omit<WhyAnswer, 'rows' | 'cited'> & Part<Obligation> & { readonly cited: readonly ShownEntry[] };

/** What differs between two pairs of clocks: rows with the events behind each difference, by id. */
export type ShownChange = Omit<DutyChange, 'because'> & { readonly because: readonly EventId[] };
export type ShownChanges = Pick<ChangesAnswer, 'before' | 'after'> & Part<ShownChange> & { readonly events: Few<ShownEntry> };

interface Parts {
  readonly timeline: Part<ShownEntry>;
  readonly duties: Part<Obligation>;
}
export type ShownRecord = Omit<FailureRecordPage, 'timeline' | 'cited' | 'duties'> &
  Parts & { readonly cited: readonly ShownEntry[] };
export type ShownProduct = Omit<ProductPage, 'timeline' | 'duties'> & Parts;

export type ShownPartyInFailure = Omit<PartyInFailure, 'duties'> & { readonly duties: Few<Obligation> };
export type ShownAcross = Omit<FailureAcrossPartiesPage, 'parties' | 'matrix' | 'notifications'> & {
  readonly parties: Part<ShownPartyInFailure>;
  readonly notifications: Few<FailureAcrossPartiesPage['notifications'][number]>;
};

type FewOf<Page extends { readonly rows: readonly unknown[] }> = Few<Page['rows'][number]>;
export type ShownParty = Omit<PartyPage, 'products' | 'duties' | 'failures'> & {
  readonly position: string;
  readonly products: FewOf<PartyPage['products']>;
  readonly duties: FewOf<PartyPage['duties']>;
  readonly failures: FewOf<PartyPage['failures']>;
};

/** The events that these rows give as their reasons, among those an answer cites. */
export function citedBy(rows: readonly Obligation[], cited: readonly TimelineEntry[]): readonly TimelineEntry[] {
  const named = new Set(
    rows.flatMap(({ why }) => [...why.triggers, ...why.settledBy, ...why.trace.flatMap(({ events }) => events)]),
  );
  return cited.filter(({ event }) => named.has(event));
}

/** Of one failure across parties: a page of the parties, and what concerns those. */
export function acrossOf(
  { matrix: _matrix, parties, notifications, ...across }: FailureAcrossPartiesPage,
  part: Part<PartyInFailure>,
): ShownAcross {
  const shown = new Set(part.rows.map(({ party }) => party));
  return {
    ...across,
    parties: { ...part, rows: part.rows.map((party) => ({ ...party, duties: firstRows(party.duties) })) },
    joined: across.joined.filter(({ party }) => shown.has(party)),
    knowledge: across.knowledge.filter(({ party }) => shown.has(party)),
    notifications: firstRows(notifications.filter(({ party }) => shown.has(party))),
  };
}

/** What an answer is told in: the words of the vault, and what parties are called. */
export interface Telling {
  readonly words: ReadonlyMap<string, string | Erased>;
  /** The commitments of reasons, by the correction they are of. */
  readonly reasons: ReadonlyMap<EventId, string>;
  readonly party: (id: string) => string;
}

export function shownEntry(
  { texts: _paths, correction, ...entry }: TimelineEntry,
  { words, reasons, party }: Telling,
): ShownEntry {
  const texts: ShownText[] = [];
  const data = Object.fromEntries(
    Object.entries(entry.data).map(([name, value]) => [name, withWords(value, words, `/${name}`, texts)]),
  );
  const why = correction && words.get(reasons.get(correction.event) ?? '');
  return {
    ...entry,
    ...(correction ? { correction: { ...correction, reasons: typeof why === 'string' ? why : null } } : {}),
    data,
    texts,
    says: sentence({ ...entry, data }, texts, party),
  };
}

/** An event of a kind that this version does not know is shown all the same. */
function sentence(
  entry: Omit<TimelineEntry, 'texts' | 'correction'>,
  texts: readonly ShownText[],
  party: (id: string) => string,
): string {
  const kind = kindOf(entry.stream);
  if (kind === undefined || classOf(kind, entry.type) === undefined) return entry.type;
  const { event: id, type, version, on, at, data } = entry;
  const words = (field: string) => wordsAt(data, field, texts);
  return sentenceOf(fromDoor({ id, type, version, on, at, data }), { party, words });
}

function wordsAt(data: Readonly<Record<string, unknown>>, field: string, texts: readonly ShownText[]): string | undefined {
  const shown = texts.some((text) => text.field === `/${field.replaceAll('.', '/')}`);
  const value = field
    .split('.')
    .reduce<unknown>((inner, name) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, name) : undefined), data);
  return shown && typeof value === 'string' ? value : undefined;
}

/** A commitment is the value of no other field, so that finding one is finding its place. */
function withWords(value: unknown, words: Telling['words'], pointer: string, found: ShownText[]): unknown {
  if (typeof value === 'string') return wordOf(value, words, pointer, found);
  if (Array.isArray(value)) return value.map((each, index) => withWords(each, words, `${pointer}/${index}`, found));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, withWords(each, words, `${pointer}/${name}`, found)]),
  );
}

function wordOf(value: string, words: Telling['words'], field: string, found: ShownText[]): string | null {
  const shown = words.get(value);
  if (shown === undefined) return value;
  found.push({ field, commitment: value, ...(typeof shown === 'string' ? {} : shown) });
  return typeof shown === 'string' ? shown : null;
}
