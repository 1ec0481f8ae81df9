/**
 * What was signed last of each log. Whoever is to sign the next size first takes the step here, by compare-and-set: two signers, or one
 * that was killed, can then never sign two roots for one size, nor a smaller one after a larger.
 */
import type { Opened, Writing } from './database.ts';

/** A size of a log and its root (hex) at that size. */
export interface SignedHead {
  readonly size: number;
  readonly root: string;
}

export interface LastSigned extends SignedHead {
  /** Of the key it is signed with, as verifiers are given it. */
  readonly key: string;
  /** The newest note that has left: of a smaller size as long as that of this one has not. */
  readonly note?: string;
}

export interface NextSigned {
  readonly log: string;
  readonly key: string;
  /** Undefined before the first. */
  readonly from: SignedHead | undefined;
  readonly to: SignedHead;
}

export class Signed {
  constructor(private readonly opened: Opened) {}

  async last(log: string): Promise<LastSigned | undefined> {
    const row = await this.opened.database.selectFrom('signed').selectAll().where('log', '=', log).executeTakeFirst();
    if (row === undefined) return undefined;
    const { size, root, key, note } = row;
    return { size: Number(size), root, key, ...(note === null ? {} : { note }) };
  }

  /** Takes the step if what was signed last is still what the caller knows, and says whether it did. */
  async take(next: NextSigned): Promise<boolean> {
    const { from, to } = next;
    if (from !== undefined && to.size <= from.size) throw new RangeError(`After ${from.size} events ${to.size} are not signed`);
    return this.opened.write((writing) => taken(writing, next));
  }

  /** Gives the note to whoever asks from now on, as long as no larger one was begun; until then they get the one before. */
  async publish(log: string, { size }: SignedHead, note: string): Promise<void> {
    await this.opened.write((writing) =>
      writing.updateTable('signed').set({ note }).where('log', '=', log).where('size', '=', String(size)).execute(),
    );
  }
}

async function taken(writing: Writing, { log, key, from, to }: NextSigned): Promise<boolean> {
  const head = { size: String(to.size), root: to.root };
  if (from === undefined) {
    const { numInsertedOrUpdatedRows } = await writing
      .insertInto('signed')
      .values({ log, key, ...head, note: null })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    return numInsertedOrUpdatedRows === 1n;
  }
  const { numUpdatedRows } = await writing
    .updateTable('signed')
    .set(head)
    .where('log', '=', log)
    .where('key', '=', key)
    .where('size', '=', String(from.size))
    .where('root', '=', from.root)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
