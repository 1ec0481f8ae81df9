import { setTimeout as wait } from 'node:timers/promises';
import { checkHistory, type Finding, type Shown } from './history/check-history.ts';
import { Journal } from './history/journal.ts';
import { acknowledged, admitted, Client, deliveredBy, notified, parties, reported, type Answer, type Offer } from './fleet.ts';
import type { Whole } from './whole.ts';

/** How many events a client puts into one record before it begins another. */
const IN_ONE_RECORD = 6;

interface Member {
  readonly client: Client;
  readonly number: number;
  made: number;
  told?: Offer;
}

/** So many clients at once, each recording, notifying and acknowledging as fast as it is answered; and everything they were told. */
export class Load {
  readonly journal = new Journal();
  readonly answers: { readonly at: number; readonly offer: Offer; readonly answer: Answer | undefined }[] = [];
  readonly #whole: Pick<Whole, 'url' | 'events'>;
  /** After an answer that is none. */
  readonly #pauseMs: number;
  readonly #members: readonly Member[];
  readonly #unsure = new Map<string, Offer>();
  readonly #offered: Offer[] = [];
  #isOver = false;
  #working: Promise<unknown> = Promise.resolve();

  constructor(whole: Pick<Whole, 'url' | 'events'>, clients = 16, pauseMs = 20) {
    this.#whole = whole;
    this.#pauseMs = pauseMs;
    this.#members = Array.from({ length: clients }, (_, number) => ({
      client: new Client(`client ${number}`, this.journal, () => whole.url),
      number,
      made: 0,
    }));
  }

  async admitAll(): Promise<void> {
    const [first] = this.#members;
    for (const party of parties) if (first !== undefined) await this.#offer(first.client, admitted(party));
  }

  begin(): void {
    this.#isOver = false;
    this.#working = Promise.all(this.#members.map((member) => this.#work(member)));
  }

  /** No more is asked; resolves when the last answer, or its end, has come. */
  async end(): Promise<void> {
    this.#isOver = true;
    await this.#working;
  }

  async #work(member: Member): Promise<void> {
    while (!this.#isOver) {
      const answer = await this.#offer(member.client, this.#next(member));
      // A refused connection or a full disk is no reason to spin.
      if (answer === undefined || answer.status >= 500) await wait(this.#pauseMs);
    }
  }

  #next(member: Member): Offer {
    const { number, made, told } = member;
    member.made += 1;
    if (told !== undefined) {
      member.told = undefined;
      return acknowledged(told);
    }
    const party = parties[number % parties.length] ?? 'kestrel';
    const failure = `f-${number}-${Math.floor(made / IN_ONE_RECORD)}`;
    const words = `${made} of client ${number}`;
    if (made % 3 !== 1) return reported(party, failure, words);
    return notified(party, failure, { to: parties[(number + 1 + (made % 2)) % parties.length] ?? 'quayside', words });
  }

  async #offer(client: Client, offer: Offer): Promise<Answer | undefined> {
    this.#offered.push(offer);
    const answer = await client.record(offer);
    this.answers.push({ at: performance.now(), offer, answer });
    const isSure = answer !== undefined && (answer.status < 500 || answer.status === 507);
    if (isSure) this.#unsure.delete(offer.id);
    else this.#unsure.set(offer.id, offer);
    const member = this.#members.find((each) => each.client === client);
    if (member !== undefined && answer?.status === 201 && offer.event.type === 'NotificationGiven') member.told = offer;
    return answer;
  }

  get unsure(): number {
    return this.#unsure.size;
  }

  /** Asks again, with the same key, for everything of which nobody knows whether it was recorded. Gives back what still is not known. */
  async askAgain(): Promise<number> {
    const waiting = [...this.#unsure.values()];
    const next = async ({ client }: Member): Promise<void> => {
      for (let offer = waiting.shift(); offer !== undefined; offer = waiting.shift()) await this.#offer(client, offer);
    };
    await Promise.all(this.#members.map(next));
    return this.#unsure.size;
  }

  /** Of every notification that was acknowledged, the id of what it must have made in the recipient's book. */
  get delivered(): readonly string[] {
    const given = this.answers.filter(({ answer }) => answer !== undefined && answer.status < 300).map(({ offer }) => offer);
    return [...new Set(given.flatMap(deliveredBy))];
  }

  /** Of what was offered, how many stand on the log. */
  check(views: readonly Shown[] = []): readonly Finding[] {
    const made = new Set(this.#offered.flatMap(deliveredBy));
    return checkHistory({ journal: this.journal.entries, log: this.#whole.events(), made, views });
  }

  get acked(): number {
    return new Set(this.answers.flatMap(({ offer, answer }) => (answer && answer.status < 300 ? [offer.id] : []))).size;
  }

  leave(): void {
    for (const { client } of this.#members) client.leave();
  }
}
