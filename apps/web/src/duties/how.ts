import type { Obligation } from '#psti';
import { withQuery } from '../paths.ts';

/** A form that records what would settle a duty, with what is known already filled in. */
export interface How {
  readonly text: string;
  readonly href: string;
}

type Row = Pick<Obligation, 'duty' | 'status' | 'to' | 'record'>;
type Form = readonly [type: string, text: string, filled?: (row: Row) => Readonly<Record<string, string | undefined>>];

const to = (row: Row) => ({ 'data.to': row.to });
const about = ({ duty }: Row) => ({ 'data.duty': duty });

/** By the act that a duty asks for, which is the last part of its id. */
const forms: readonly (readonly [RegExp, readonly Form[]])[] = [
  [
    /-CONTACT-/,
    [
      ['ContactMade', 'We made contact', to],
      ['ContactAttempted', 'We tried to', to],
    ],
  ],
  [/-(?:NOTIFY|STATE)-/, [['NotificationGiven', 'We gave the notification', to]]],
  [
    /-INVESTIGATE$/,
    [
      ['FailureDetermined', 'We found a failure'],
      ['FailureNegatived', 'We found none'],
    ],
  ],
  [/-REMEDY$/, [['CorrectiveActionTaken', 'We took steps to remedy it']]],
  [/-PREVENT$/, [['ReasonableStepsFinding', 'We took all reasonable steps', about]]],
  [/-RECORD-/, [['RecordMade', 'We made the record', ({ record }) => ({ 'data.kind': record })]]],
];
const outstanding = new Set<string>(['OPEN', 'DEFECTIVE', 'SEQUENCED', 'UNDETERMINED']);

/** Forms on the failure record at this path, for a row that still asks for something: those that the one who reads may fill in. */
export function howToSettle(row: Row, path: string, may: (type: string) => boolean): readonly How[] {
  if (!outstanding.has(row.status)) return [];
  const found = forms.find(([duty]) => duty.test(row.duty))?.[1] ?? [];
  return found
    .filter(([type]) => may(type))
    .map(([type, text, filled]) => ({ text, href: withQuery(`${path}/record/${type}`, filled?.(row) ?? {}) }));
}
