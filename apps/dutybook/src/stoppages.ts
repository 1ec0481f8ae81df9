import { Inject, Injectable } from '@nestjs/common';
import { Delivery, Erasures } from '#records';
import { Views } from '#views';

/** What has stopped a list, delivery or erasure, told to the operator once: its health, which anybody may ask, names neither event nor reason. */
@Injectable()
export class Stoppages {
  private told: readonly string[] = [];

  constructor(
    @Inject(Views) private readonly views: Views,
    @Inject(Delivery) private readonly delivery: Delivery,
    @Inject(Erasures) private readonly erasures: Erasures,
  ) {}

  /** Those that were not there when it was asked last, in sentences. */
  news(): readonly string[] {
    const all = [...this.lists(), ...this.reactors()];
    const news = all.filter((sentence) => !this.told.includes(sentence));
    this.told = all;
    return news;
  }

  private lists(): readonly string[] {
    return this.views
      .health()
      .views.flatMap(({ name, stopped: at }) =>
        at === undefined ? [] : [`The list ${name} stopped at the ${at.type} ${at.event} of ${at.stream}: ${at.says}`],
      );
  }

  private reactors(): readonly string[] {
    return Object.entries({ Delivery: this.delivery, Erasure: this.erasures }).flatMap(([name, reactor]) => {
      const health = reactor.health();
      return health.state === 'stuck' ? [`${name} is stuck at ${health.stuck.position}: ${health.stuck.says}`] : [];
    });
  }
}
