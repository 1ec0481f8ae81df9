import type { Entry, Look, Read, Write } from './journal.ts';

/** An event as it stands on the log. */
export interface Logged {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly leaf: number;
}

/** A list as it was kept, and as it comes out when it is made anew from the log. */
export interface Shown {
  readonly name: string;
  readonly leaf: number;
  readonly kept: string;
  readonly rebuilt: string;
}

export interface History {
  readonly journal: readonly Entry[];
  readonly log: readonly Logged[];
  /** Ids of events that the system itself records because of others. */
  readonly made?: ReadonlySet<string>;
  readonly views?: readonly Shown[];
}

/**
 * `lost`: acknowledged or read, and not there. `duplicated`: there twice, or acknowledged at two places. `torn`: an append of several of which a
 * part is there. `reordered`: acknowledged before another was asked for, and behind it on the log. `phantom`: there, and nobody asked
 * for it, or it was refused. `stale`: a read that saw less than was known. `gap`: positions or revisions are not contiguous. `view`: a
 * list that is not what the log makes of it.
 */
export type Kind = 'lost' | 'duplicated' | 'torn' | 'reordered' | 'phantom' | 'stale' | 'gap' | 'view';

export interface Finding {
  readonly kind: Kind;
  readonly says: string;
}

type Done<Deed> = Omit<Entry, 'deed'> & { readonly deed: Deed };

/** Everything that is wrong with a history; nothing, where it is as it would be if requests were answered one at a time. */
export function checkHistory({ journal, log, made = new Set(), views = [] }: History): readonly Finding[] {
  const writes = journal.filter((entry): entry is Done<Write> => entry.deed.kind === 'write');
  const reads = journal.filter((entry): entry is Done<Read> => entry.deed.kind === 'read' && entry.outcome === 'ok');
  const looks = journal.filter((entry): entry is Done<Look> => entry.deed.kind === 'look' && entry.outcome === 'ok');
  const places = Map.groupBy(log, nameOf);
  return [
    ...gaps(log),
    ...writes.flatMap((write) => lost(write, places)),
    ...duplicated(writes, places),
    ...writes.flatMap(({ deed }) => torn(deed, places)),
    ...reordered(writes, places),
    ...phantoms(writes, log, made),
    ...stale(writes, reads),
    ...lostAfterReading(reads, log),
    ...backwards(looks),
    ...views.flatMap((view) => wrongView(view, log.length)),
  ];
}

type Places = ReadonlyMap<string, readonly Logged[]>;

const nameOf = ({ stream, id }: { readonly stream: string; readonly id: string }): string => `${stream} ${id}`;
const keyOf = ({ stream, ids }: Write): string => nameOf({ stream, id: ids[0] ?? '' });

function gaps(log: readonly Logged[]): Finding[] {
  const next = new Map<string, number>();
  return log.flatMap(({ stream, revision, leaf, id }, number) => {
    const wanted = next.get(stream) ?? 0;
    next.set(stream, revision + 1);
    if (leaf === number && revision === wanted) return [];
    return [
      { kind: 'gap' as const, says: `${id} is at ${leaf}, revision ${revision} of ${stream}; next were ${number} and ${wanted}` },
    ];
  });
}

function lost({ outcome, deed }: Done<Write>, places: Places): Finding[] {
  if (outcome !== 'ok') return [];
  const gone = deed.ids.filter((id) => !places.has(nameOf({ stream: deed.stream, id })));
  if (gone.length > 0) return [{ kind: 'lost', says: `${gone.join(', ')} of ${deed.stream} was acknowledged and is not there` }];
  const last = places.get(nameOf({ stream: deed.stream, id: deed.ids.at(-1) ?? '' }))?.[0];
  if (deed.receipt === undefined || last === undefined || last.leaf === deed.receipt.leaf) return [];
  return [{ kind: 'lost', says: `${last.id} was acknowledged at ${deed.receipt.leaf} and is at ${last.leaf}` }];
}

function duplicated(writes: readonly Done<Write>[], places: Places): Finding[] {
  const twice = [...places].filter(([, found]) => found.length > 1).map(([name]) => `${name} is there more than once`);
  const receipts = Map.groupBy(
    writes.filter(({ outcome, deed }) => outcome === 'ok' && deed.receipt !== undefined),
    ({ deed }) => keyOf(deed),
  );
  const apart = [...receipts].filter(([, told]) => new Set(told.map(({ deed }) => JSON.stringify(deed.receipt))).size > 1);
  return [...twice, ...apart.map(([key]) => `${key} was acknowledged at more than one place`)].map((says) => ({
    kind: 'duplicated',
    says,
  }));
}

function torn({ stream, ids }: Write, places: Places): Finding[] {
  const found = ids.map((id) => places.get(nameOf({ stream, id }))?.[0]).filter((place) => place !== undefined);
  const [first] = found;
  if (first === undefined) return [];
  const isWhole = found.length === ids.length && found.every(({ leaf }, n) => leaf === first.leaf + n);
  return isWhole ? [] : [{ kind: 'torn', says: `of the ${ids.length} events of ${first.id} ${found.length} are there together` }];
}

/** A key as all its requests make it: asked for first, acknowledged first, and where it is. */
interface Span {
  readonly key: string;
  readonly asked: number;
  readonly told: number;
  readonly leaf: number;
}

function spans(writes: readonly Done<Write>[], places: Places): Span[] {
  return [...Map.groupBy(writes, ({ deed }) => keyOf(deed))].flatMap(([key, requests]) => {
    const leaf = places.get(key)?.[0]?.leaf;
    const told = Math.min(...requests.filter(({ outcome }) => outcome === 'ok').map(({ end }) => end));
    return leaf === undefined ? [] : [{ key, leaf, told, asked: Math.min(...requests.map(({ start }) => start)) }];
  });
}

/** Whoever asks after another was told comes after it on the log. */
function reordered(writes: readonly Done<Write>[], places: Places): Finding[] {
  const all = spans(writes, places);
  const told = all.filter((span) => span.told < Infinity).sort((a, b) => a.told - b.told);
  const findings: Finding[] = [];
  let [n, furthest]: [number, Span | undefined] = [0, undefined];
  for (const span of all.sort((a, b) => a.asked - b.asked)) {
    for (let next = told[n]; next !== undefined && next.told < span.asked; next = told[(n += 1)])
      if (furthest === undefined || next.leaf > furthest.leaf) furthest = next;
    if (furthest !== undefined && furthest.leaf > span.leaf)
      findings.push({ kind: 'reordered', says: `${span.key} was asked for after ${furthest.key} was told, and is before it` });
  }
  return findings;
}

function phantoms(writes: readonly Done<Write>[], log: readonly Logged[], made: ReadonlySet<string>): Finding[] {
  const outcomes = Map.groupBy(
    writes.flatMap(({ outcome, deed }) => deed.ids.map((id) => ({ name: nameOf({ stream: deed.stream, id }), outcome }))),
    ({ name }) => name,
  );
  return log.flatMap((event) => {
    const requests = outcomes.get(nameOf(event));
    if (requests === undefined)
      return made.has(event.id) ? [] : [{ kind: 'phantom' as const, says: `nobody asked for ${nameOf(event)}` }];
    const isRefused = requests.every(({ outcome }) => outcome === 'fail');
    return isRefused ? [{ kind: 'phantom' as const, says: `${nameOf(event)} was refused and is there` }] : [];
  });
}

/** What was known of a record when a read of it began must be in it: one's own and others' acknowledged events, and what was read before. */
function stale(writes: readonly Done<Write>[], reads: readonly Done<Read>[]): Finding[] {
  const known = [
    ...writes.flatMap(({ outcome, end, deed }) =>
      outcome === 'ok' && deed.receipt !== undefined ? [{ stream: deed.stream, end, revision: deed.receipt.revision }] : [],
    ),
    ...reads.map(({ end, deed }) => ({ stream: deed.stream, end, revision: deed.revision })),
  ];
  const byStream = Map.groupBy(known, ({ stream }) => stream);
  return [...Map.groupBy(reads, ({ deed }) => deed.stream)].flatMap(([stream, ofStream]) => {
    const ended = (byStream.get(stream) ?? []).sort((a, b) => a.end - b.end);
    let [n, least] = [0, -1];
    return ofStream
      .sort((a, b) => a.start - b.start)
      .flatMap(({ client, start, deed }): Finding[] => {
        for (let next = ended[n]; next !== undefined && next.end < start; next = ended[(n += 1)])
          least = Math.max(least, next.revision);
        if (deed.revision >= least) return [];
        return [{ kind: 'stale', says: `${client} read ${stream} at revision ${deed.revision}; ${least} was known` }];
      });
  });
}

function lostAfterReading(reads: readonly Done<Read>[], log: readonly Logged[]): Finding[] {
  const last = new Map(log.map(({ stream, revision }) => [stream, revision]));
  return reads
    .filter(({ deed }) => deed.revision > (last.get(deed.stream) ?? -1))
    .map(({ deed }) => ({ kind: 'lost', says: `${deed.stream} was read at revision ${deed.revision}, which is not there` }));
}

/** A list may lag behind the log, and never goes back for one who reads it again. */
function backwards(looks: readonly Done<Look>[]): Finding[] {
  return [...Map.groupBy(looks, ({ client, deed }) => `${client} ${deed.list}`)].flatMap(([who, ofOne]) => {
    let least = -1;
    return ofOne
      .sort((a, b) => a.start - b.start)
      .flatMap(({ deed }): Finding[] => {
        const before = least;
        least = Math.max(least, deed.leaf);
        return deed.leaf < before ? [{ kind: 'stale', says: `${who} showed the log to ${deed.leaf} after ${before}` }] : [];
      });
  });
}

function wrongView({ name, leaf, kept, rebuilt }: Shown, size: number): Finding[] {
  return [
    ...(leaf >= size ? [{ kind: 'view' as const, says: `${name} shows the log to ${leaf}, beyond its end` }] : []),
    ...(kept === rebuilt ? [] : [{ kind: 'view' as const, says: `${name} is not what the log makes of it` }]),
  ];
}
