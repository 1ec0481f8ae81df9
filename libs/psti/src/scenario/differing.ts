import type { Fields } from './given.ts';

/** What was expected, field by field, held against what came. A field that a line does not have is not compared. */

export type Compared = readonly [field: string, expected: unknown, got: unknown];

export interface Wrong {
  readonly expected: string;
  readonly got: string;
  readonly fields: number;
}
export const differing = (fields: readonly Compared[]): Wrong | undefined => {
  const wrong = fields.filter(([, expected, got]) => expected !== undefined && shown(expected) !== shown(got));
  if (wrong.length === 0) return undefined;
  return {
    expected: wrong.map(([field, expected]) => `${field} ${shown(expected)}`).join(', '),
    got: wrong.map(([field, , got]) => `${field} ${shown(got)}`).join(', '),
    fields: wrong.length + (wrong[0]?.[0] === 'status' ? 100 : 0),
  };
};
/** Of several answers that a line may be about, the one that differs least: any that fits will do. */
export const closest = <Answer>(
  answers: readonly Answer[],
  fieldsOf: (answer: Answer) => readonly Compared[],
): { readonly answer: Answer; readonly wrong: Wrong | undefined } | undefined =>
  answers
    .map((answer) => ({ answer, wrong: differing(fieldsOf(answer)) }))
    .sort((one, other) => faults(one.wrong) - faults(other.wrong))[0];
const faults = (wrong: Wrong | undefined): number => wrong?.fields ?? 0;

export const sorted = (value: unknown): unknown => (Array.isArray(value) ? [...value].map(String).sort() : value);

export const shown = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([key, each]) => `${key}: ${shown(each)}`)
      .join(', ')}}`;
  return value === undefined ? 'nothing' : String(value);
};
/** A line of a file, as it is named where it differs. */
export const lineOf = (key: string, line: Fields): string => `${key}: ${shown(line)}`;
