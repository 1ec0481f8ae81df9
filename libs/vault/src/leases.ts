/**
 * Who does what one at a time may do. A lease that is not renewed runs out by the database's own clock, and whoever takes it over gets
 * the next fencing number: what the former holder then still tries is refused by its number.
 */
import { sql } from 'kysely';
import type { Opened } from './database.ts';

const USUAL_MS = 10_000;
/** Where one process has the vault to itself nobody waits for another's lease, so none need be renewed. */
const FOR_GOOD_MS = 100 * 365 * 86_400_000;

export class Leases {
  /** How long one lasts, in milliseconds, when it is not renewed. */
  readonly lastMs: number;

  constructor(
    private readonly opened: Opened,
    lastMs = USUAL_MS,
  ) {
    this.lastMs = opened.isShared ? lastMs : FOR_GOOD_MS;
  }

  /** The fencing number, if the lease was free, had run out or is this holder's already: taking it again renews it. */
  take(name: string, holder: string, ms = this.lastMs): Promise<number | undefined> {
    const until = sql<number>`${this.opened.now} + ${sql.lit(ms)}`;
    return this.opened.write(async (writing) => {
      const taken = await writing
        .insertInto('leases')
        .values({ name, holder, fence: 1, until })
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet((row) => ({
              holder,
              until,
              fence: row
                .case()
                .when('leases.holder', '=', holder)
                .then(row.ref('leases.fence'))
                .else(row('leases.fence', '+', 1))
                .end(),
            }))
            .where((row) => row.or([row('leases.holder', '=', holder), row('leases.until', '<', this.opened.now)])),
        )
        .returning('fence')
        .executeTakeFirst();
      return taken && Number(taken.fence);
    });
  }

  /** Leaves it to whoever asks next. */
  async release(name: string, holder: string): Promise<void> {
    await this.opened.write((writing) =>
      writing.updateTable('leases').set({ until: 0 }).where('name', '=', name).where('holder', '=', holder).execute(),
    );
  }

  /** The one process that has the vault to itself has begun: those that another left behind are over. */
  async endAll(): Promise<void> {
    await this.opened.write((writing) => writing.updateTable('leases').set({ until: 0 }).execute());
  }
}
