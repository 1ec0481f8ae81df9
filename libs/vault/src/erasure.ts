/**
 * Erasing: values and keys are destroyed, and what stays says when and on what basis. The commitments on the log then tell
 * nothing, while every proof over them still holds.
 */
import { randomUUID } from 'node:crypto';
import type { Opened, Writing } from './database.ts';
import { placeOfField } from './people.ts';
import { placeOfText } from './texts.ts';
import type { EventName } from './texts.ts';
import type { Wraps } from './wraps.ts';

/** What a party has decided to erase from its own book: a person, some fields of a person, or the words of some events. */
export interface Erasing {
  readonly party: string;
  readonly on: string;
  readonly basis: string;
  readonly subject?: string;
  /** Of the person. Left out: every field, and all words bound to the person. */
  readonly fields?: readonly string[];
  readonly texts?: readonly (EventName & { readonly field: string })[];
}

const SCRUB_DUE = 'scrub due';

export class Erasure {
  constructor(
    private readonly opened: Opened,
    private readonly wraps: Wraps,
  ) {}

  /** Resolves when no byte of the values is left in any file of the vault. Done again, it changes nothing. */
  async erase(what: Erasing): Promise<void> {
    await this.opened.write((writing) => this.#destroy(writing, what));
    await this.scrubIfDue();
  }

  /** A crash between destroying and scrubbing leaves the mark, and the next start scrubs. */
  async scrubIfDue(): Promise<void> {
    const { database } = this.opened;
    const due = await database.selectFrom('marks').select('mark').where('name', '=', SCRUB_DUE).executeTakeFirst();
    if (due === undefined) return;
    await this.opened.scrub();
    // What was erased meanwhile has left another mark, which stays.
    await this.opened.write((writing) =>
      writing.deleteFrom('marks').where('name', '=', SCRUB_DUE).where('mark', '=', due.mark).execute(),
    );
  }

  async #destroy(writing: Writing, { on, basis, ...what }: Erasing): Promise<void> {
    const id = randomUUID();
    await this.opened.actFor(what.party, writing);
    const wraps = new Set([...(await eraseFields(writing, what, id)), ...(await eraseTexts(writing, what, id))]);
    if (wraps.size === 0) return;
    await writing
      .insertInto('erasures')
      .values({ id, happened_on: on, basis: this.wraps.sealBasis(basis) })
      .execute();
    for (const wrap of wraps) await this.#replaceWrap(writing, wrap);
    await writing
      .insertInto('marks')
      .values({ name: SCRUB_DUE, mark: id })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ mark: id }))
      .execute();
  }

  /** What the key still seals gets a new one, so that a copy of the old key opens nothing that is left or gone. */
  async #replaceWrap(writing: Writing, wrap: string): Promise<void> {
    const old = await removed(writing, wrap);
    if (old === undefined) return;
    const texts = await writing
      .selectFrom('texts')
      .selectAll()
      .where('wrap', '=', wrap)
      .where('sealed', 'is not', null)
      .execute();
    for (const row of texts) {
      const sealed = await this.wraps.reseal(writing, { ...row, wrapped: old.wrapped }, placeOfText(row));
      await writing
        .updateTable('texts')
        .set({ sealed })
        .where('commitment', '=', row.commitment)
        .where('wrap', '=', wrap)
        .execute();
    }
    const fields = await writing
      .selectFrom('subjects')
      .selectAll()
      .where('wrap', '=', wrap)
      .where('sealed', 'is not', null)
      .execute();
    for (const row of fields) {
      const sealed = await this.wraps.reseal(writing, { ...row, wrapped: old.wrapped }, placeOfField(row, row.field));
      await writing.updateTable('subjects').set({ sealed }).where('wrap', '=', wrap).where('field', '=', row.field).execute();
    }
  }
}

/** The key as it is when nobody else can replace it any more; nothing where another erasure has left none. */
async function removed(writing: Writing, wrap: string): Promise<{ wrapped: string } | undefined> {
  const gone = await writing.deleteFrom('wraps').where('id', '=', wrap).returning('wrapped').executeTakeFirst();
  if (gone !== undefined) return gone;
  const replaced = await writing.selectFrom('wraps').select('id').where('id', '=', wrap).executeTakeFirst();
  return replaced && removed(writing, wrap);
}

type Target = Pick<Erasing, 'party' | 'subject' | 'fields' | 'texts'>;

async function eraseFields(writing: Writing, { party, subject, fields }: Target, erasure: string): Promise<string[]> {
  if (subject === undefined) return [];
  const rows = await writing
    .updateTable('subjects')
    .set({ sealed: null, erasure })
    .where('party', '=', party)
    .where('subject', '=', subject)
    .where('sealed', 'is not', null)
    .$if(fields !== undefined, (update) => update.where('field', 'in', fields ?? []))
    .returning('wrap')
    .execute();
  return rows.map(({ wrap }) => wrap);
}

async function eraseTexts(writing: Writing, { party, subject, fields, texts = [] }: Target, erasure: string): Promise<string[]> {
  const erased = () =>
    writing.updateTable('texts').set({ sealed: null, erasure }).where('party', '=', party).where('sealed', 'is not', null);
  const wraps: string[] = [];
  if (subject !== undefined && fields === undefined)
    wraps.push(...(await erased().where('subject', '=', subject).returning('wrap').execute()).map(({ wrap }) => wrap));
  for (const { stream, id, field } of texts) {
    const named = erased().where('stream', '=', stream).where('event', '=', id).where('field', '=', field);
    wraps.push(...(await named.returning('wrap').execute()).map(({ wrap }) => wrap));
  }
  return wraps;
}
