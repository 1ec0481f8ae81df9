import { isDeepStrictEqual } from 'node:util';
import { admitted, Client, deliveredBy, idOf, notified, parties, reported, type Answer, type Offer } from './fleet.ts';
import { checkHistory, type Finding, type Shown } from './history/check-history.ts';
import { Journal } from './history/journal.ts';
import type { Whole } from './whole.ts';

/** Many clients of one system who get in each other's way on purpose; one journal of what all of them were told. */
export class Crowd {
  readonly journal = new Journal();
  readonly #whole: Whole;
  readonly #clients: readonly Client[];
  readonly #offered: Offer[] = [];

  constructor(whole: Whole, clients = 64) {
    this.#whole = whole;
    this.#clients = Array.from({ length: clients }, (_, n) => new Client(`client ${n}`, this.journal, () => whole.url));
  }

  /** The first so many of them. */
  some(count: number): readonly Client[] {
    return this.#clients.slice(0, count);
  }

  async admitAll(): Promise<void> {
    for (const client of this.some(1)) for (const party of parties) await this.offer(client, admitted(party));
  }

  offer(client: Client, offer: Offer, cutAfter?: number): Promise<Answer | undefined> {
    this.#offered.push(offer);
    return client.record(offer, cutAfter);
  }

  check(views: readonly Shown[] = []): readonly Finding[] {
    const made = new Set(this.#offered.flatMap(deliveredBy));
    return checkHistory({ journal: this.journal.entries, log: this.#whole.events(), made, views });
  }

  leave(): void {
    for (const client of this.#clients) client.leave();
  }
}

/** A receipt as every caller of one key must have it: whether one was the first is each one's own. */
function receiptOf({ status, text }: Answer): unknown {
  const { duplicate: _, ...receipt }: Record<string, unknown> = JSON.parse(text);
  return status === 200 || status === 201 ? receipt : { status, ...receipt };
}

/**
 * S-02: each key offered by fifty at once, a tenth of whom hang up before the answer and ask again. Gives back the keys whose callers
 * were not all told the same.
 */
export async function sameKeyAtOnce(crowd: Crowd, keys: number, draw: () => number): Promise<readonly string[]> {
  const callers = crowd.some(50);
  const apart: string[] = [];
  for (let key = 0; key < keys; key += 1) {
    const words = `same key ${key}`;
    const { event, ...to } = notified('kestrel', `same-key-${key % 20}`, { to: 'quayside', words });
    const offer = { ...to, event: { ...event, data: { ...event.data, product: 'puffincam-2' } } };
    const told = await Promise.all(
      callers.map(async (client, n) => (await crowd.offer(client, offer, n % 10 === 3 ? draw() * 8 : undefined)) ?? client),
    );
    const answers = await Promise.all(told.map((each) => (isAnswer(each) ? each : crowd.offer(each, offer))));
    const receipts = answers.map((answer) => answer && receiptOf(answer));
    if (!receipts.every((receipt) => isDeepStrictEqual(receipt, receipts[0]))) apart.push(words);
  }
  return apart;
}
const isAnswer = (told: Answer | Client): told is Answer => 'status' in told;

/** S-03: what was answered to each way of using a key for something else, over so many keys. */
export async function sameKeyForElse(crowd: Crowd, keys: number): Promise<ReadonlyMap<string, ReadonlySet<number | undefined>>> {
  const answers = new Map<string, Set<number | undefined>>();
  const [client] = crowd.some(1);
  const ask = async (way: string, offer: Offer) => {
    const status = client && (await crowd.offer(client, offer))?.status;
    answers.set(way, (answers.get(way) ?? new Set()).add(status));
  };
  for (let key = 0; key < keys; key += 1) {
    const first = reported('kestrel', `other-body-${key}`, `other body ${key}`);
    const { event } = first;
    await ask('first', first);
    await ask('other words', { ...first, event: { ...event, data: { ...event.data, text: 'other words' } } });
    await ask('another field', { ...first, event: { ...event, data: { ...event.data, claims: 'may be' } } });
    await ask('another day', { ...first, event: { ...event, on: '2026-02-12' } });
    await ask('another party, there', { ...first, as: 'quayside' });
    await ask('another kind of stream', { ...first, stream: 'kestrel/product/puffincam-2' });
    await ask('the same, in another record', { ...first, stream: `kestrel/failure/elsewhere-${key}` });
  }
  return answers;
}

/** A correction of a report, or of a correction of it, by the report as it should have been. */
function correction(supersedes: string, n: number): Offer {
  const { as, stream, event } = reported('kestrel', 'hot', `as it should have been: ${n}`);
  return {
    as,
    stream,
    id: idOf(`correction ${n}`),
    event: { type: 'Correction', on: event.on, data: { supersedes, reasons: `reason ${n}`, event } },
  };
}

/**
 * S-05: all write to one record. Each corrects what it takes to stand, of which only one may succeed; whoever is refused is told what
 * stands, and whoever succeeds reports something before it tries again. Gives back how often which status was answered.
 */
export async function hotRecord(crowd: Crowd, commands: number): Promise<ReadonlyMap<number | undefined, number>> {
  const statuses = new Map<number | undefined, number>();
  const first = reported('kestrel', 'hot', 'hot');
  let made = 0;
  const ask = async (client: Client, offer: Offer) => {
    const answer = await crowd.offer(client, offer);
    statuses.set(answer?.status, (statuses.get(answer?.status) ?? 0) + 1);
    return answer;
  };
  const work = async (client: Client) => {
    let standing = first.id;
    while (made < commands) {
      const offer = correction(standing, (made += 1));
      const answer = await ask(client, offer);
      standing =
        answer?.status === 409 ? (/correct that correction, ([0-9a-f-]{36})/.exec(answer.text)?.[1] ?? standing) : offer.id;
      if (answer?.status === 201) await ask(client, reported('kestrel', 'hot', `hot ${(made += 1)}`));
    }
  };
  for (const client of crowd.some(1)) await ask(client, first);
  await Promise.all(crowd.some(64).map(work));
  return statuses;
}

const RECORDS = 8;
const IN_ONE_RECORD = 12;
/** S-07: eight write, read records and look at the list at once, each reading what the others write. */
export async function writeAndRead(crowd: Crowd, deeds: number, draw: () => number): Promise<void> {
  let done = 0;
  const made = Array.from({ length: RECORDS }, () => 0);
  const recordOf = (n: number) => `order-${n}-${Math.floor((made[n] ?? 0) / IN_ONE_RECORD)}`;
  const work = async (client: Client) => {
    while (done < deeds) {
      done += 1;
      const [n, what] = [Math.floor(draw() * RECORDS), draw()];
      const failure = recordOf(n);
      if (what < 0.45) {
        made[n] = (made[n] ?? 0) + 1;
        await crowd.offer(client, reported('kestrel', failure, `order ${n} ${made[n]}`));
      } else if (what < 0.85) await client.read(`kestrel/failure/${failure}`);
      else await client.look('kestrel');
    }
  };
  await Promise.all(crowd.some(8).map(work));
}
