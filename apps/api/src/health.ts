import { Inject, Injectable, Optional } from '@nestjs/common';
import { EventStore, type Position } from '#event-store';
import { Delivery } from '#records';
import { Views } from '#views';

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
    @Inject(Views) private readonly views: Views,
    @Optional() @Inject(Delivery) private readonly delivery: Delivery | undefined,
  ) {}

  async log(): Promise<State> {
    const [{ size, root }, position] = await Promise.all([this.store.root(), this.store.head()]);
    return { id: this.store.storeId, size, root, position };
  }

  async ready(): Promise<Ready> {
    const head = await this.store.head();
    const { status, views } = this.views.health();
    const delivery = this.delivery?.health();
    return {
      status: status === 'ok' && (delivery === undefined || delivery.state === 'following') ? 'ok' : 'degraded',
      position: head,
      views: views.map(({ name, state, position }) => ({ name, state, position, behind: position < head })),
      ...(delivery ? { delivery: { state: delivery.state, position: delivery.at, behind: delivery.at < head } } : {}),
    };
  }
}
