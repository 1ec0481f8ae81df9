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

/** What is to be sealed, under which wrap, and where its row stands. */
export interface Secret {
  readonly wrap: string;
  readonly secret: Buffer;
  readonly place: string;
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
    const [sealed = ''] = await this.sealAll(writing, [{ wrap, secret, place }]);
    return sealed;
  }

  /** Each under the key of its wrap, in order. */
  async sealAll(writing: Writing, secrets: readonly Secret[]): Promise<readonly string[]> {
    const keys = await this.#keysFor(writing, [...new Set(secrets.map(({ wrap }) => wrap))].sort());
    return secrets.map(({ wrap, secret, place }) => {
      const key = keys.get(wrap);
      if (key === undefined) throw new Error(`There is no key for ${wrap}`);
      return seal(secret, key, place);
    });
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

  /** Held until the transaction ends: whoever replaces one waits, and seals anew what was sealed with it meanwhile. */
  async #keysFor(writing: Writing, ids: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    const keys = new Map<string, Buffer>();
    for (let left = ids; left.length > 0; left = left.filter((id) => !keys.has(id))) {
      const made = new Map(left.map((id) => [id, newKey()]));
      const inserted = await writing
        .insertInto('wraps')
        .values([...made].map(([id, key]) => ({ id, wrapped: this.master.wrap(key, id) })))
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .execute();
      const mine = new Set(inserted.map(({ id }) => id));
      for (const [id, key] of made) if (mine.has(id)) keys.set(id, key);
      for (const { id, wrapped } of await this.#keptAmong(writing, left, keys)) keys.set(id, this.master.unwrap(wrapped, id));
    }
    return keys;
  }

  async #keptAmong(writing: Writing, ids: readonly string[], keys: ReadonlyMap<string, Buffer>) {
    const others = ids.filter((id) => !keys.has(id));
    if (others.length === 0) return [];
    return writing
      .selectFrom('wraps')
      .select(['id', 'wrapped'])
      .where('id', 'in', others)
      .orderBy('id')
      .$if(this.isShared, (select) => select.forShare())
      .execute();
  }
}
