/** Stores that do on a cluster what must not be done there: what the tests of faults have to find. */
import type { AllStreamRecordedEvent } from '@eventstore/db-client';
import { Cluster } from '../src/kurrent/cluster.ts';
import { Outbox } from '../src/kurrent/outbox.ts';
import { Pages } from '../src/kurrent/pages.ts';

/** Reads the revision again and sends the same under that, as if what was not answered had not been written. */
export class RetriesBlindly extends Outbox {
  protected override async sent(group: Parameters<Outbox['sent']>[0]): Promise<number | undefined> {
    const { cluster, patience } = this.ground;
    for (let expected = group.expected; ; expected = await cluster.revisionOf(this.stream))
      try {
        await cluster.append(this.stream, group.events, expected, patience.attemptMs);
        return undefined;
      } catch (error) {
        if (performance.now() > group.until) throw error;
      }
  }
}

/** Numbers whatever arrives, in the order in which it does. */
export class NumbersWhatArrives extends Pages {
  #arrived = 0n;

  override take(event: AllStreamRecordedEvent): number | undefined {
    this.#arrived += 1n;
    const commit = 9007199254740991n + this.#arrived;
    return super.take({ ...event, position: { commit, prepare: commit } });
  }
}

/** Waits for one member of the cluster, whatever it does, until the connection is found dead. */
export class StaysWhereItIs extends Cluster {
  protected override leave(): void {}
}
