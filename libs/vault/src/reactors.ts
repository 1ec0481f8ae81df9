/**
 * How far each follower of the log that has an effect outside it has come. A reactor's position moves by compare-and-set, so
 * two of one name cannot both go on.
 */
import type { Opened, Writing } from './database.ts';

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
      throw new Error(`${reactor} stands at a position in another log (${row.store_id}): was the log replaced or restored?`);
    return row?.position ?? '';
  }

  /** Takes the step if it still stands where it stood, and says whether it did. */
  async advance(step: Step): Promise<boolean> {
    try {
      return await this.opened.database.transaction().execute((writing) => moved(writing, step));
    } catch (reason) {
      throw this.opened.troubleIn(reason) ?? reason;
    }
  }
}

async function moved(writing: Writing, { reactor: name, storeId, from, to }: Step): Promise<boolean> {
  if (from === '')
    await writing
      .insertInto('reactors')
      .values({ name, store_id: storeId, position: '' })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  const { numUpdatedRows } = await writing
    .updateTable('reactors')
    .set({ position: to })
    .where('name', '=', name)
    .where('store_id', '=', storeId)
    .where('position', '=', from)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
