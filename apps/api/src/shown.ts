import { happened, type Obligation } from '#psti';
import type { Erased, Vault } from '#vault';
import type {
  FailureAcrossPartiesPage,
  FailureRecordPage,
  PartyInFailure,
  PartyPage,
  ProductPage,
  TimelineEntry,
  WhyAnswer,
  DutiesAnswer,
} from '#views';
import { firstRows, type Few, type Part } from './pages.ts';

/** Answers of the read side as the API gives them: in parts of at most 200 rows, and with words where the log holds commitments. */

/** A text field of an entry: where it stands, what the log holds, and when it was erased, if it was. */
export interface ShownText {
  readonly field: string;
  readonly commitment: string;
  readonly erased?: Erased['erased'];
}

/** A fact with its words put back in place of their commitments, and told in a sentence. */
export interface ShownEntry extends Omit<TimelineEntry, 'texts'> {
  readonly texts: readonly ShownText[];
  readonly says: string;
}

export type ShownDuties = Omit<DutiesAnswer, 'duties'> & Part<Obligation>;
export type ShownTimeline = Pick<FailureRecordPage, 'asOf' | 'knownAt' | 'today' | 'position'> & Part<ShownEntry>;
export type ShownWhy = Omit<WhyAnswer, 'rows' | 'cited'> & Part<Obligation> & { readonly cited: readonly ShownEntry[] };

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

type Words = ReadonlyMap<string, string | Erased>;

export async function shownEntries(vault: Vault, entries: readonly TimelineEntry[]): Promise<readonly ShownEntry[]> {
  const words = await vault.texts.of(
    entries.filter(({ texts }) => texts.length > 0).map(({ stream, textsOf }) => ({ stream, id: textsOf })),
  );
  return entries.map((entry) => shownEntry(entry, words));
}

function shownEntry({ texts: _paths, ...entry }: TimelineEntry, words: Words): ShownEntry {
  const texts: ShownText[] = [];
  const data = Object.fromEntries(
    Object.entries(entry.data).map(([name, value]) => [name, withWords(value, words, `/${name}`, texts)]),
  );
  return { ...entry, data, texts, says: happened({ ...entry, data }) };
}

/** A commitment is the value of no other field, so that finding one is finding its place. */
function withWords(value: unknown, words: Words, pointer: string, found: ShownText[]): unknown {
  if (typeof value === 'string') return wordOf(value, words, pointer, found);
  if (Array.isArray(value)) return value.map((each, index) => withWords(each, words, `${pointer}/${index}`, found));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, withWords(each, words, `${pointer}/${name}`, found)]),
  );
}

function wordOf(value: string, words: Words, field: string, found: ShownText[]): string | null {
  const shown = words.get(value);
  if (shown === undefined) return value;
  found.push({ field, commitment: value, ...(typeof shown === 'string' ? {} : shown) });
  return typeof shown === 'string' ? shown : null;
}
