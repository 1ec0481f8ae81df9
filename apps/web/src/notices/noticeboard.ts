import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { EventStore, type Recorded } from '#event-store';
import { Vault } from '#vault';
import { NotificationsGiven, NotificationsReceived, RecordOf, type GivenNotification, type ReceivedNotification } from '#views';
import { productName } from '../record/failure.ts';
import { Reader } from '../record/reader.ts';
import type { Words } from '../record/words.ts';
import { found, type Visit } from '../visit.ts';
import { failedIn, type Told } from './notice-page.ts';

export interface Where {
  readonly party: string;
  readonly message: string;
}

/** Fetches one notification for whoever looks at it: its recipient, its sender, or the authority. */
@Injectable()
export class Noticeboard {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Vault) private readonly vault: Vault,
    @Inject(Reader) private readonly reader: Reader,
  ) {}

  async told({ person, path }: Visit, where: Where): Promise<Told> {
    const notice = found(await this.noticeOf(person, where));
    const event = 'received' in notice ? notice.received.event : notice.given.event;
    const record = found(await this.queries.execute(new RecordOf(person, notice.party, notice.failure)));
    const entry = found(record.timeline.find((one) => one.event === event));
    const failing = record.timeline.filter((one) => one.event === failedIn(notice)?.event && one.standing === 'stands');
    const reading = await this.reader.reading(person, [entry, ...failing], false, notice);
    return {
      notice,
      failure: typeof entry.data.sourceFailure === 'string' ? entry.data.sourceFailure : notice.failure,
      names: reading.names,
      product: productName(record.identity),
      words: reading.words(entry),
      failing: failing.flatMap((one) => reading.words(one)),
      said: await this.saidOn(`${where.party}/delivery/${where.message}`),
      duties: 'received' in notice ? record.duties : undefined,
      today: record.today,
      side: sideOf(person.party, notice),
      path,
    };
  }

  /** The recipient sees its own copy; the sender and the authority see what was given. */
  private async noticeOf(person: Visit['person'], { party, message }: Where) {
    const given = await this.queries.execute(new NotificationsGiven(person, { party, message }, { limit: 1 }));
    if (given.rows[0]) return given.rows[0];
    const received = await this.queries.execute(new NotificationsReceived(person, { from: party, message }, { limit: 1 }));
    return received.rows[0];
  }

  /** What stands on the delivery's own stream, each commitment turned into its words. Whoever sees the notification may see it. */
  private async saidOn(stream: string): Promise<Told['said']> {
    const said = new Map<string, string>();
    for await (const page of this.store.readStream(stream)) {
      const words = await this.vault.texts.of(page.map(({ id }) => ({ stream, id })));
      for (const [at, value] of page.flatMap(valuesOf)) said.set(at, shownIn(words, value));
    }
    return (event, path) => said.get(`${event}/${path}`);
  }
}

const valuesOf = ({ id, data }: Recorded) =>
  Object.entries(data).flatMap(([path, value]) => (typeof value === 'string' ? [[`${id}/${path}`, value] as const] : []));

/** Words in place of their commitment; nothing where they were erased. */
function shownIn(words: Words, value: string): string {
  const found = words.get(value);
  return typeof found === 'string' ? found : found ? '' : value;
}

const sideOf = (party: string, notice: ReceivedNotification | GivenNotification): Told['side'] => {
  const recipient = 'to' in notice ? notice.to : notice.party;
  if (recipient === party) return 'recipient';
  return notice.party === party ? 'sender' : 'authority';
};
