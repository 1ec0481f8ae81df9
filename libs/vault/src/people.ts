/** People as a party knows them: a random reference on the log, the name and the rest here. */
import type { Database, Opened, Writing } from './database.ts';
import { wrapOfPerson } from './wraps.ts';
import type { Erased, Sealed, Wraps } from './wraps.ts';

/** Whose person it is: two parties may know the same reference without knowing of each other. */
export interface PersonName {
  readonly party: string;
  readonly subject: string;
}

export class People {
  constructor(
    private readonly opened: Opened,
    private readonly wraps: Wraps,
  ) {}

  /** Sets these fields of a person and leaves the others. What was erased does not come back under the same reference. */
  async describe(person: PersonName, fields: Readonly<Record<string, string>>): Promise<void> {
    await this.opened.write(async (writing) => {
      await this.opened.actFor(person.party, writing);
      for (const [field, value] of Object.entries(fields)) await this.#set(writing, person, { field, value });
    });
  }

  /** What the party knows of this person: nothing, where it knows nobody of that reference. */
  async of(person: PersonName): Promise<ReadonlyMap<string, string | Erased>> {
    const rows = await this.opened.read(person.party, (database) => rowsOf(database, person).execute());
    return new Map(rows.map((row) => [row.field, this.#value(person, row)]));
  }

  #value(person: PersonName, row: Sealed & { field: string }): string | Erased {
    return this.wraps.open(row, placeOfField(person, row.field))?.toString('utf8') ?? this.wraps.erasure(row);
  }

  async #set(writing: Writing, person: PersonName, { field, value }: { field: string; value: string }): Promise<void> {
    const { party, subject } = person;
    const wrap = wrapOfPerson(party, subject);
    const sealed = await this.wraps.seal(writing, wrap, Buffer.from(value, 'utf8'), placeOfField(person, field));
    const { numInsertedOrUpdatedRows: written } = await writing
      .insertInto('subjects')
      .values({ party, subject, field, wrap, sealed, erasure: null })
      .onConflict((conflict) =>
        conflict.columns(['party', 'subject', 'field']).doUpdateSet({ sealed }).where('subjects.sealed', 'is not', null),
      )
      .executeTakeFirstOrThrow();
    if (written !== 1n) throw new Error(`${field} of this person was erased; a new entry needs a new reference`);
  }
}

export const placeOfField = ({ party, subject }: PersonName, field: string) => `person/${party}/${subject}/${field}`;

const rowsOf = (database: Database, { party, subject }: PersonName) =>
  database
    .selectFrom('subjects')
    .leftJoin('wraps', 'wraps.id', 'subjects.wrap')
    .leftJoin('erasures', 'erasures.id', 'subjects.erasure')
    .select(['field', 'wrap', 'sealed', 'wrapped', 'happened_on', 'basis'])
    .where('party', '=', party)
    .where('subject', '=', subject);
