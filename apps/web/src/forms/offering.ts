import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { allDuties, AUTHORITY, choiceOf, labelOf, type EventType } from '#psti';
import {
  ChangesIf,
  NoticeOf,
  PartyList,
  ProductList,
  ProductOf,
  RecordOf,
  StreamOf,
  type Supposed,
  type TimelineEntry,
} from '#views';
import { inWords } from '../layout/days.ts';
import { streamNamed } from '../paths.ts';
import { productName } from '../record/failure.ts';
import { Reader } from '../record/reader.ts';
import { changeLines } from '../record/recorded.ts';
import type { Offers } from './controls.ts';
import type { Place } from './place.ts';

const MOST = 500;

/** What a form may offer: the parties and products of the book, and what stands on the record already. */
@Injectable()
export class Offering {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(Reader) private readonly reader: Reader,
  ) {}

  /** The entries on a stream, and the product it is about. A record that does not exist yet has none. */
  async entriesOn(place: Place): Promise<{ readonly entries: readonly TimelineEntry[]; readonly product?: string }> {
    const page = await this.pageOf(place);
    const product: unknown = page && 'product' in page ? page.product : undefined;
    return { entries: page?.timeline ?? [], product: typeof product === 'string' && product !== '' ? product : undefined };
  }

  private async pageOf({ stream, person }: Place) {
    const { party, kind, id = '' } = streamNamed(stream);
    if (kind === 'failure') return this.queries.execute(new RecordOf(person, party, id));
    if (kind === 'product') return this.queries.execute(new ProductOf(person, party, id));
    if (kind === 'notice') return this.queries.execute(new NoticeOf(person, party, id));
    return this.queries.execute(new StreamOf(person, kind === 'profile' ? `${party}/profile` : 'installation'));
  }

  /** What an event would change on a failure record, by the names that its parties have. */
  async changesIf({ person, stream }: Place, supposed: Supposed) {
    const changes = (await this.queries.execute(new ChangesIf(person, stream, supposed))) ?? [];
    const { names } = await this.reader.reading(person, [], false, changes);
    return changeLines(changes, names);
  }

  async offers({ person, stream }: Place, type: EventType, entries: readonly TimelineEntry[]): Promise<Offers> {
    const [parties, products, reading] = await Promise.all([
      this.queries.execute(new PartyList(person, {}, { limit: MOST })),
      this.queries.execute(new ProductList(person, { party: streamNamed(stream).party }, { limit: MOST })),
      this.reader.reading(person, entries, false),
    ]);
    const named = parties.rows
      .filter(({ party }) => party !== AUTHORITY)
      .map(({ party, name }) => ({ value: party, text: name ?? party }));
    return {
      // Whoever is being admitted is nobody that the list could have.
      parties: type === 'PartyAdmitted' ? [] : [{ value: AUTHORITY, text: 'OPSS' }, ...named],
      products: products.rows.map((row) => ({ value: row.product, text: productName(row) })),
      events: entries
        .filter(({ standing }) => standing === 'stands')
        .map((entry) => ({ value: entry.event, text: `${inWords(entry.on)}: ${reading.says(entry)}` })),
      duties: allDuties.map(({ id, what, cite }) => ({ value: id, text: `${cite.provision} ${what} (${id})` })),
      ids: (field) =>
        [...new Set(entries.flatMap(({ data }) => data[field] ?? []))].flatMap((id) =>
          typeof id === 'string' ? [{ value: id, text: id }] : [],
        ),
      label: (path) => labelOf(type, path.replace(/^data\./, '')),
      word: choiceOf,
    };
  }
}
