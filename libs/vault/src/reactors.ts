/**
 * How far each follower of the log that has an effect outside it has come. A reactor's position moves by compare-and-set under
 * the lease of its name, so two of one name cannot both go on.
 */
import { CannotOpenVault, type Opened, type Writing } from './database.ts';

export interface Step {
  readonly reactor: string;
  readonly storeId: string;
  /** Where it stood; the empty string before its first step. */
  readonly from: string;
  readonly to: string;
}

export class Reactors {
  constructor(private readonly opened: Opened) {}

  /** The position after which it goes on; the empty string where it has none. A checkpoint in another log is refused. */
  async position(reactor: string, storeId: string): Promise<string> {
    const row = await this.opened.database.selectFrom('reactors').selectAll().where('name', '=', reactor).executeTakeFirst();
    if (row && row.store_id !== storeId)
      throw new CannotOpenVault(
        `This vault is of another log: ${reactor} stands at a position in ${row.store_id}, not in ${storeId}. Was the log replaced or restored?`,
      );
    return row?.position ?? '';
  }

  /**
   * Takes the step if it still stands where it stood and this is still the fencing number of the lease of that name, both looked at
   * in the transaction that moves it; says whether it did.
   */
  advance(step: Step, fence: number): Promise<boolean> {
    return this.opened.write((writing) => moved(writing, step, fence));
  }
}

async function moved(writing: Writing, { reactor: name, storeId, from, to }: Step, fence: number): Promise<boolean> {
  // Nobody takes the lease over from here on until the step is taken.
  const held = await writing
    .updateTable('leases')
    .set({ holder: (row) => row.ref('holder') })
    .where('name', '=', name)
    .where('fence', '=', fence)
    .executeTakeFirst();
  if (held.numUpdatedRows !== 1n) return false;
  if (from === '')
    await writing
      .insertInto('reactors')
      .values({ name, store_id: storeId, position: '' })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  // Under its lease nobody else can have come to where it goes: it has, and was not told so.
  const { numUpdatedRows } = await writing
    .updateTable('reactors')
    .set({ position: to })
    .where('name', '=', name)
    .where('store_id', '=', storeId)
    .where('position', 'in', [from, to])
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
