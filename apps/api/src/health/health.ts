import { Inject, Injectable, Optional } from '@nestjs/common';
import { EventStore, type Position } from '#event-store';
import { Delivery } from '#records';
import { Vault } from '#vault';
import { Views } from '#views';
import { Problem } from '../problems/problems.ts';

export interface State {
  readonly id: string;
  readonly size: number;
  readonly root: string;
  readonly position: Position;
}

/** Names and positions only: whose record a list stopped at is nobody's business here. */
export interface Ready {
  readonly status: 'ok' | 'degraded';
  readonly position: Position;
  /** Whether anything can be recorded just now, and what troubles the log. */
  readonly log: { readonly writable: boolean; readonly says?: string };
  readonly views: readonly {
    readonly name: string;
    readonly state: string;
    readonly position: Position;
    readonly behind: boolean;
  }[];
  readonly delivery?: { readonly state: string; readonly position: Position; readonly behind: boolean };
}

@Injectable()
export class Health {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Vault) private readonly vault: Vault,
    @Inject(Views) private readonly views: Views,
    @Optional() @Inject(Delivery) private readonly delivery: Delivery | undefined,
  ) {}

  async log(): Promise<State> {
    const [{ size, root }, position] = await Promise.all([this.store.root(), this.store.head()]);
    return { id: this.store.storeId, size, root, position };
  }

  async ready(): Promise<Ready> {
    const log = this.writing();
    const head = await this.store.head();
    const { status, views } = this.views.health();
    const delivery = this.delivery?.health();
    const delivers = delivery === undefined || ['following', 'standing by'].includes(delivery.state);
    return {
      status: status === 'ok' && delivers && log.says === undefined ? 'ok' : 'degraded',
      position: head,
      log,
      views: views.map(({ name, state, position }) => ({ name, state, position, behind: position < head })),
      ...(delivery ? { delivery: { state: delivery.state, position: delivery.at, behind: delivery.at < head } } : {}),
    };
  }

  /** What hinders writing and passes leaves the process ready to be read from; what does not, ends it soon. */
  private writing(): Ready['log'] {
    const log = this.store.health();
    const health = [log, this.vault.health()].find(({ writable }) => !writable) ?? log;
    if (!health.writable && !health.passing && !('isForReading' in health))
      throw new Problem('stopped', 'Nothing more is recorded until Dutybook has been started again.', [], {
        'retry-after': '10',
      });
    const { writable, says } = { says: undefined, ...health };
    return { writable, ...(says === undefined ? {} : { says }) };
  }
}
