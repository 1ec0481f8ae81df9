import { Inject, Injectable } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Clock } from '#event-store';
import { allDuties, AUTHORITY, choiceOf, labelOf, londonDay, Refused, type EventType, type Problem } from '#psti';
import { Delivery, Invalid, RecordEvent, type OfferedEvent, type Receipt } from '#records';
import { PartyList, ProductList, ProductOf, RecordOf, Views, type TimelineEntry } from '#views';
import { momentInWords } from '../layout/days.ts';
import { streamNamed } from '../paths.ts';
import { productName } from '../record/failure.ts';
import { Reader } from '../record/reader.ts';
import { NothingHere, type Visit } from '../visit.ts';
import type { Offers } from './controls.ts';
import type { Place } from './place.ts';

/** What is wrong with what was sent, and how the door answers it. */
export interface Wrong {
  readonly status: number;
  readonly problems: readonly Problem[];
}

const MOST = 500;
const WAIT_MS = 2_000;

/** Behind every form: what it may offer, and what becomes of what is sent. */
@Injectable()
export class Desk {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(Views) private readonly views: Views,
    @Inject(Delivery) private readonly delivery: Delivery,
    @Inject(Reader) private readonly reader: Reader,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  today(): string {
    return londonDay(this.clock.now().toISOString());
  }

  /** The entries on a stream, and the product it is about. A record that does not exist yet has none. */
  async entriesOn({ stream, person }: Place): Promise<{ readonly entries: readonly TimelineEntry[]; readonly product?: string }> {
    const { party, kind, id = '' } = streamNamed(stream);
    if (kind === 'failure') {
      const record = await this.queries.execute(new RecordOf(person, party, id));
      return { entries: record?.timeline ?? [], product: record?.product };
    }
    if (kind !== 'product') return { entries: [] };
    const product = await this.queries.execute(new ProductOf(person, party, id));
    return { entries: product?.timeline ?? [] };
  }

  async offers(place: Place, type: EventType, entries: readonly TimelineEntry[]): Promise<Offers> {
    const { person } = place;
    const [parties, products, reading] = await Promise.all([
      this.queries.execute(new PartyList(person, {}, { limit: MOST })),
      this.queries.execute(new ProductList(person, { party: streamNamed(place.stream).party }, { limit: MOST })),
      this.reader.reading(person, entries, false),
    ]);
    const named = parties.rows
      .filter(({ party }) => party !== AUTHORITY)
      .map(({ party, name }) => ({ value: party, text: name ?? party }));
    return {
      parties: [{ value: AUTHORITY, text: 'OPSS' }, ...named],
      products: products.rows.map((row) => ({ value: row.product, text: productName(row) })),
      events: entries
        .filter(({ standing }) => standing === 'stands')
        .map((entry) => ({ value: entry.event, text: `${momentInWords(entry.on)}: ${reading.says(entry)}` })),
      duties: allDuties.map(({ id, what, cite }) => ({ value: id, text: `${cite.provision} ${what} (${id})` })),
      label: (path) => labelOf(type, path.replace(/^data\./, '')),
      word: choiceOf,
    };
  }

  /** Records it, and waits a moment until lists and recipients' books show it, so that people see their own write. */
  async record(visit: Visit, stream: string, id: string, event: OfferedEvent): Promise<Receipt | Wrong> {
    try {
      const receipt = await this.commands.execute(new RecordEvent(stream, id, event, visit.person));
      await Promise.race([
        Promise.all([this.delivery.waitFor(receipt.position), this.views.waitFor(receipt.position, WAIT_MS)]),
        soon(),
      ]).catch(() => undefined);
      return receipt;
    } catch (error) {
      if (error instanceof Invalid) return { status: 422, problems: error.problems };
      if (error instanceof Refused)
        return { status: 409, problems: [{ field: error.field ? `data.${error.field}` : '', says: error.says }] };
      throw error;
    }
  }
}

const soon = () => new Promise((resolve) => setTimeout(resolve, WAIT_MS).unref());

export const isReceipt = (answer: Receipt | Wrong): answer is Receipt => 'position' in answer;

export function found<Found>(answer: Found | undefined): Found {
  if (answer === undefined) throw new NothingHere();
  return answer;
}
