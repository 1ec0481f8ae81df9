import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Person } from '#access';
import { EventStore, type Position, type Recorded } from '#event-store';
import { textsIn, type EventId, type PartyId } from '#psti';
import {
  NotificationsGiven,
  NotificationsReceived,
  RecordOf,
  type GivenNotification,
  type ReceivedNotification,
  type TimelineEntry,
} from '#views';
import { nothingHere } from '../problems/problems.ts';
import type { ShownEntry } from './shown.ts';
import { Teller } from './teller.ts';

/** One notification as the one who asks has it, with its words, and all that was answered to it. */
export interface ShownDelivery {
  readonly given?: GivenNotification;
  readonly received?: ReceivedNotification;
  /** The notification on that party's own record. */
  readonly notification: ShownEntry;
  readonly answers: readonly ShownEntry[];
  readonly position: Position;
}

interface Where {
  readonly party: PartyId;
  readonly message: EventId;
}

/** What one party told another, for its sender, its recipient or the authority: to everyone else there is nothing here. */
@Injectable()
export class Deliveries {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Teller) private readonly teller: Teller,
  ) {}

  async delivery(person: Person, where: Where): Promise<ShownDelivery> {
    const { position, ...notice } = await this.notice(person, where);
    const entry = await this.entry(person, notice);
    const answers = await this.answers(`${where.party}/delivery/${where.message}`);
    const [notification, ...shown] = await this.teller.shown(person, [entry, ...answers]);
    if (notification === undefined) throw nothingHere();
    return { ...notice, notification, answers: shown, position };
  }

  /** The sender and the authority have what was given, the recipient its own copy. */
  private async notice(
    person: Person,
    { party, message }: Where,
  ): Promise<Pick<ShownDelivery, 'given' | 'received' | 'position'>> {
    const sent = await this.queries.execute(new NotificationsGiven(person, { party, message }, { limit: 1 }));
    if (sent.rows[0]) return { given: sent.rows[0], position: sent.position };
    const arrived = await this.queries.execute(new NotificationsReceived(person, { from: party, message }, { limit: 1 }));
    if (arrived.rows[0]) return { received: arrived.rows[0], position: arrived.position };
    throw nothingHere();
  }

  private async entry(person: Person, { given, received }: Pick<ShownDelivery, 'given' | 'received'>): Promise<TimelineEntry> {
    const { party, failure } = given ?? received ?? { party: '', failure: '' };
    const event = given?.given.event ?? received?.received.event;
    const record = await this.queries.execute(new RecordOf(person, party, failure));
    const entry = record?.timeline.find((each) => each.event === event);
    if (entry === undefined) throw nothingHere();
    return entry;
  }

  private async answers(stream: string): Promise<readonly TimelineEntry[]> {
    const recorded: Recorded[] = [];
    for await (const page of this.store.readStream(stream)) recorded.push(...page);
    const struck = new Set(recorded.filter(({ type }) => type === 'Correction').map(({ data }) => data['supersedes']));
    return recorded.map((event) => ({ ...entryOf(event), standing: struck.has(event.id) ? 'struck' : 'stands' }));
  }
}

const entryOf = ({
  id,
  type,
  version,
  stream,
  revision,
  leaf,
  on,
  at,
  recordedAt,
  by,
  data,
}: Recorded): Omit<TimelineEntry, 'standing'> => ({
  ...{ event: id, type, version, stream, revision, leaf, on, ...(at === undefined ? {} : { at }), recordedAt, by, data },
  textsOf: id,
  texts: textsIn(type, data),
});
