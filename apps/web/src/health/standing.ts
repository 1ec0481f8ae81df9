import { Inject, Injectable } from '@nestjs/common';
import { EventStore, leafOf } from '#event-store';
import { Delivery, Erasures } from '#records';
import { Views } from '#views';

/** One part of this process: what it is doing, and how many events of the log it does not have yet. */
export interface Line {
  readonly part: string;
  readonly state: string;
  readonly behind: number;
}

const called: Readonly<Record<string, string>> = { 'standing by': 'left to another process' };

/** Names and positions only: whose record a list stopped at is nobody's business here. */
@Injectable()
export class Standing {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Views) private readonly views: Views,
    @Inject(Delivery) private readonly delivery: Delivery,
    @Inject(Erasures) private readonly erasures: Erasures,
  ) {}

  async lines(): Promise<readonly Line[]> {
    // That the vault does not answer is told beside it.
    await Promise.allSettled([this.delivery.look(), this.erasures.look()]);
    const head = leafOf(await this.store.head());
    const lists = this.views.health().views.map(({ name, state, position }) => ({
      part: `List “${name.replaceAll('_', ' ')}”`,
      state,
      at: position,
    }));
    const reactors = [
      { part: 'Delivery between books', ...this.delivery.health() },
      { part: 'Erasure', ...this.erasures.health() },
    ];
    return [...lists, ...reactors].map(({ part, state, at }) => ({
      part,
      state: called[state] ?? state,
      behind: Math.max(0, head - leafOf(at)),
    }));
  }

  /** How the log and, on a cluster, this process's copy of it are, in sentences. */
  log(): string {
    const { writable, says } = { says: undefined, ...this.store.health() };
    return [writable ? 'The log takes what is recorded.' : 'Nothing can be recorded just now.', says, this.#copy()]
      .filter((sentence) => sentence !== undefined)
      .join(' ');
  }

  #copy(): string | undefined {
    const { behindSeconds, behindEvents = 0, filling } = this.store.figures();
    if (behindSeconds === undefined) return undefined;
    if (filling === 1) return 'This process is still copying the log of the cluster.';
    const seconds = Math.round(behindSeconds);
    if (seconds === 0 && behindEvents === 0) return 'Its copy here has everything.';
    const onTheWay = behindEvents === 1 ? '1 event is on its way' : `${behindEvents} events are on their way`;
    return `Its copy here had everything ${seconds} second${seconds === 1 ? '' : 's'} ago, and ${onTheWay}.`;
  }
}
