import type { Recorded } from '#event-store';
import { type StreamName, streamOf } from './stream-name.ts';

/** What is recorded of a failure that says whether the product meets a requirement, or in which record that stands. */
export const saysOfProduct: ReadonlySet<string> = new Set([
  'FailureDetermined',
  'FailureNegatived',
  'CorrectiveActionTaken',
  'SameFailureAs',
  'Correction',
]);

/** What an event says, or a correction says in its place: by type, with its fields. */
export interface Said {
  readonly type: string;
  readonly fields: Readonly<Record<string, unknown>>;
}
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const wordIn = (fields: Said['fields'], name: string): string | undefined => {
  const value = fields[name] ?? (isObject(fields['breach']) ? fields['breach'][name] : undefined);
  return typeof value === 'string' ? value : undefined;
};

/** The product and the failure record that a notice is about; the whole book where it names a duty alone. */
export function namedBy({ party }: StreamName, { fields }: Said): readonly string[] {
  const named = (['product', 'failure'] as const).flatMap((kind) => {
    const id = wordIn(fields, kind);
    return id === undefined ? [] : [streamOf(party, kind, id)];
  });
  return named.length === 0 && wordIn(fields, 'duty') !== undefined ? [party] : named;
}

/** The stream that the party says is the same thing. */
export function sameIn({ party, kind }: StreamName, { type, fields }: Said): string | undefined {
  if (kind !== 'product' && kind !== 'failure') return undefined;
  const other =
    type === 'SameProductAs' ? wordIn(fields, 'product') : type === 'SameFailureAs' ? wordIn(fields, 'failure') : undefined;
  return other === undefined ? undefined : streamOf(party, kind, other);
}

/** The sender's failure record that a notification or contact came from. */
export function senderIn({ fields }: Said): string | undefined {
  const [from, failure] = [wordIn(fields, 'from'), wordIn(fields, 'sourceFailure')];
  return from === undefined || failure === undefined ? undefined : streamOf(from, 'failure', failure);
}

export function factsSaid({ type, data }: Recorded): readonly Said[] {
  const replacement = type === 'Correction' ? data['event'] : undefined;
  if (!isObject(replacement) || typeof replacement['type'] !== 'string') return [{ type, fields: data }];
  const { type: said, data: fields } = replacement;
  return [{ type: said, fields: isObject(fields) ? fields : replacement }];
}

/** Thousands of parties may be admitted: that bears on nobody's duties. */
export const bearsOnDuties = ({ type }: { readonly type: string }): boolean =>
  type !== 'PartyAdmitted' && type !== 'GrantGiven' && type !== 'GrantEnded';
