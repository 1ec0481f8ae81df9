import type { Writing } from './database.ts';
import type { MasterKey } from './master-key.ts';
import { newKey, seal, unseal } from './sealing.ts';

/** What is shown where a value has been destroyed. */
export interface Erased {
  readonly erased: { readonly on: string; readonly basis: string };
}

/** A value as its row has it, read with its wrapping key or with the erasure that destroyed both. */
export interface Sealed {
  readonly sealed: string | null;
  readonly wrap: string;
  readonly wrapped: string | null;
  readonly happened_on: string | null;
  readonly basis: string | null;
}

export const wrapOfPerson = (party: string, subject: string): string => `person/${party}/${subject}`;
export const placeOfBasis = 'erasure/basis';

/** Wrapping keys: one for each person, one for each value bound to nobody. Whoever destroys the key has destroyed what it sealed. */
export class Wraps {
  constructor(
    private readonly master: MasterKey,
    private readonly isShared: boolean,
  ) {}

  async seal(writing: Writing, wrap: string, secret: Buffer, place: string): Promise<string> {
    return seal(secret, await this.#keyFor(writing, wrap), place);
  }

  open({ sealed, wrap, wrapped }: Pick<Sealed, 'sealed' | 'wrap' | 'wrapped'>, place: string): Buffer | undefined {
    return sealed === null || wrapped === null ? undefined : unseal(sealed, this.master.unwrap(wrapped, wrap), place);
  }

  /** The same value under the wrap's present key. */
  async reseal(writing: Writing, row: Pick<Sealed, 'sealed' | 'wrap' | 'wrapped'>, place: string): Promise<string | null> {
    const value = this.open(row, place);
    return value ? this.seal(writing, row.wrap, value, place) : null;
  }

  sealBasis(basis: string): string {
    return this.master.wrap(Buffer.from(basis, 'utf8'), placeOfBasis);
  }

  erasure({ happened_on, basis }: Pick<Sealed, 'happened_on' | 'basis'>): Erased {
    if (happened_on === null || basis === null)
      throw new Error('The vault has neither a value nor the erasure that destroyed it');
    return { erased: { on: happened_on, basis: this.master.unwrap(basis, placeOfBasis).toString('utf8') } };
  }

  /** Held until the transaction ends: whoever replaces it waits, and seals anew what was sealed with it meanwhile. */
  async #keyFor(writing: Writing, id: string): Promise<Buffer> {
    const key = newKey();
    const { numInsertedOrUpdatedRows: made } = await writing
      .insertInto('wraps')
      .values({ id, wrapped: this.master.wrap(key, id) })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    if (made === 1n) return key;
    const there = await writing
      .selectFrom('wraps')
      .select('wrapped')
      .where('id', '=', id)
      .$if(this.isShared, (select) => select.forShare())
      .executeTakeFirst();
    return there ? this.master.unwrap(there.wrapped, id) : this.#keyFor(writing, id);
  }
}
