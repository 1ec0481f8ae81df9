import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Person } from '#access';
import { EventStore } from '#event-store';
import { AUTHORITY, partiesIn, type EventId, type PartyId } from '#psti';
import { Vault, type Erased } from '#vault';
import { PartyList, type ListedParty, type TimelineEntry } from '#views';
import { shownEntry, type ShownEntry } from './shown.ts';

const NAMES_AT_ONCE = 500;

/** Tells what happened in words: those of the vault, and what parties are called. */
@Injectable()
export class Teller {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(Vault) private readonly vault: Vault,
    @Inject(EventStore) private readonly store: EventStore,
  ) {}

  async shown(viewer: Person, entries: readonly TimelineEntry[]): Promise<readonly ShownEntry[]> {
    const [words, reasons, party] = await Promise.all([this.words(entries), this.reasons(entries), this.names(viewer, entries)]);
    return entries.map((entry) => shownEntry(entry, { words, reasons, party }));
  }

  /** The name of a person is in the vault, until it is erased. */
  async named<Party extends ListedParty>(party: Party): Promise<Party> {
    if (party.nameIn === undefined) return party;
    const [words] = (await this.vault.texts.of([{ stream: 'installation', id: party.nameIn.event }])).values();
    return typeof words === 'string' ? { ...party, name: words } : party;
  }

  private words(entries: readonly TimelineEntry[]): Promise<ReadonlyMap<string, string | Erased>> {
    return this.vault.texts.of(
      entries.flatMap(({ stream, textsOf, correction }) => [
        { stream, id: textsOf },
        ...(correction ? [{ stream, id: correction.event }] : []),
      ]),
    );
  }

  /** What each correction commits to as its reasons. Timelines hold what was corrected, not the corrections: those are read from the log. */
  private async reasons(entries: readonly TimelineEntry[]): Promise<ReadonlyMap<EventId, string>> {
    const corrected = entries.flatMap(({ stream, correction }) => (correction ? [{ stream, id: correction.event }] : []));
    const wanted = new Set(corrected.map(({ id }) => id));
    const reasons = new Map<EventId, string>();
    for (const stream of new Set(corrected.map((each) => each.stream)))
      for await (const page of this.store.readStream(stream))
        page.filter(({ id }) => wanted.has(id)).forEach(({ id, data }) => reasons.set(id, String(data['reasons'])));
    return reasons;
  }

  /** What the parties are called that these events name; an id without a name is shown itself. */
  private async names(viewer: Person, entries: readonly TimelineEntry[]): Promise<(id: PartyId) => string> {
    const named = new Set(entries.flatMap(({ type, data }) => partiesIn(type, data).map(({ value }) => value)));
    if (named.size === 0) return (id) => id;
    const only = [...named].slice(0, NAMES_AT_ONCE);
    const { rows } = await this.queries.execute(new PartyList(viewer, { only }, { limit: NAMES_AT_ONCE }));
    const names = new Map(rows.map(({ party, name }) => [party, name]));
    return (id) => names.get(id) ?? (id === AUTHORITY ? 'OPSS' : id);
  }
}
