/**
 * The words of Part 1 of the Product Security and Telecommunications Infrastructure Act 2022 ("the Act") and of
 * SI 2023/1007 ("the Regs") that everything else is said in. Duty ids, statuses and timing codes are used unchanged everywhere.
 */

export type PartyId = string;
export type ProductId = string;
export type FailureId = string;
export type NoticeId = string;
export type EventId = string;
export type SubjectId = string;

/** A London calendar day, `YYYY-MM-DD`. */
export type Day = string;
/** An instant, RFC 3339 in UTC. */
export type Instant = string;
/** A day means its end in London; an instant means itself. */
export type Moment = Day | Instant;
/** Free text: the person's words at the door, their commitment on the log. */
export type Text = string;
export type Pence = number;

export type DutyId = `PSTI-${string}`;
export type GuardId = `AUTH-${string}`;
export type RulebookId = string;

/** The enforcement authority is a party like another, with this id. Shown as OPSS. */
export const AUTHORITY: PartyId = 'authority';

export const roles = ['manufacturer', 'importer', 'distributor', 'authorised representative', 'installer', 'none'] as const;
export type Role = (typeof roles)[number];
export type Holder = 'manufacturer' | 'authorised representative' | 'importer' | 'distributor' | 'notice addressee';

/** The law page's statuses, whole and unchanged. */
export const statuses = [
  'N/T',
  'DORMANT',
  'SEQUENCED',
  'OPEN',
  'DEFECTIVE',
  'DONE',
  'EXCUSED',
  'CEASED',
  'DISAPPLIED',
  'ACTIVE',
  'CROSSED',
  'SUSPENDED',
  'RETAIN',
  'UNDETERMINED',
] as const;
export type Status = (typeof statuses)[number];

/** How soon, as the law page codes it, and in the Act's words. None of the first four is a number of days. */
export const timings = {
  ASAP: 'as soon as possible',
  'ASAP+C': 'as soon as possible after contacting or trying to contact the manufacturer',
  PRACT: 'as soon as is practicable',
  NONE: 'no time stated',
  GATE: 'at each act',
  CONT: 'at all times',
  DATE: 'by a date',
  'With the notice': 'with the notification',
  'As notice says': 'as the notice says',
} as const;
export type Timing = keyof typeof timings;

export const requirements = ['SR1', 'SR2A', 'SR2B', 'SR3', 'SR3EXT', 'SR3ITP', 'SR3NOSHORT'] as const;
export const recordKinds = ['investigation', 'failure', 'manufacturers-investigation', 'soc'] as const;
export type RecordKind = (typeof recordKinds)[number];

/** A provision, with its stable link: `section(19, '(5), (6)(b)')`. */
export interface Cite {
  readonly provision: string;
  readonly link: string;
}
const ACT = 'https://www.legislation.gov.uk/ukpga/2022/46';
const REGS = 'https://www.legislation.gov.uk/uksi/2023/1007';
export const section = (number: number, rest = ''): Cite => ({ provision: `s.${number}${rest}`, link: `${ACT}/section/${number}` });
export const regulation = (number: string, rest = ''): Cite => ({
  provision: `reg.${number}${rest}`,
  link: `${REGS}/regulation/${number}`,
});
export const schedule = (number: string, rest = ''): Cite => ({ provision: `Sch.${number}${rest}`, link: `${REGS}/schedule/${number}` });

/** What must never be in one field together: what the law says, what a setting says, what a firm wants of itself. */
export interface Clocks {
  /** What had happened by then. */
  readonly asOf: Moment;
  /** What had been recorded by then. */
  readonly knownAt: Moment;
}
