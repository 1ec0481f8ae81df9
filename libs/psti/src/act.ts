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
export const section = (number: number, rest = ''): Cite => ({
  provision: `s.${number}${rest}`,
  link: `${ACT}/section/${number}`,
});
export const regulation = (number: string, rest = ''): Cite => ({
  provision: `reg.${number}${rest}`,
  link: `${REGS}/regulation/${number}`,
});
export const schedule = (number: string, rest = ''): Cite => ({
  provision: `Sch.${number}${rest}`,
  link: `${REGS}/schedule/${number}`,
});

/** What must never be in one field together: what the law says, what a setting says, what a firm wants of itself. */
export interface Clocks {
  /** What had happened by then. */
  readonly asOf: Moment;
  /** What had been recorded by then. */
  readonly knownAt: Moment;
}

/** Every duty there is, live or dormant, by the law page's id (its appendix A). */
export const dutyIds: readonly DutyId[] = [
  'PSTI-S8-1-COMPLY-SR1',
  'PSTI-S8-1-COMPLY-SR2A',
  'PSTI-S8-1-COMPLY-SR2B',
  'PSTI-S8-1-COMPLY-SR3',
  'PSTI-S8-1-COMPLY-SR3EXT',
  'PSTI-S8-1-COMPLY-SR3ITP',
  'PSTI-S8-1-COMPLY-SR3NOSHORT',
  'PSTI-S9-2-SOC-ACCOMPANY',
  'PSTI-S9-3-SOC-CONTENT',
  'PSTI-R8-SOC-RETAIN',
  'PSTI-S10-2-INVESTIGATE',
  'PSTI-S11-2A-PREVENT',
  'PSTI-S11-2B-REMEDY',
  'PSTI-S11-3-NOTIFY-OPSS',
  'PSTI-S11-3-NOTIFY-MFR',
  'PSTI-S11-3-NOTIFY-SUPPLIED',
  'PSTI-S11-3-NOTIFY-CUST',
  'PSTI-S11-7-STATE-OPSS-STATUS',
  'PSTI-S12-1A-RECORD-INV',
  'PSTI-S12-1B-RECORD-FAIL',
  'PSTI-S12-4-RETAIN',
  'PSTI-S13-2-CONTACT-MFR',
  'PSTI-S13-3-NOTIFY-OPSS',
  'PSTI-S51-DEL-R8',
  'PSTI-S51-DEL-S11-2',
  'PSTI-S51-DEL-S11-3',
  'PSTI-S51-DEL-S12-1',
  'PSTI-S14-1-COMPLY',
  'PSTI-S15-2-SOC-ACCOMPANY',
  'PSTI-S15-3-SOC-RETAIN',
  'PSTI-S15-5-LABEL-SATISFIED',
  'PSTI-S16-1-NO-SUPPLY',
  'PSTI-S17-2-INVESTIGATE',
  'PSTI-S18-2-REMEDY',
  'PSTI-S18-3-NOTIFY-OPSS',
  'PSTI-S18-3-NOTIFY-CUST',
  'PSTI-S19-3-CONTACT-MFR',
  'PSTI-S19-4-PREVENT',
  'PSTI-S19-5-NOTIFY-OPSS',
  'PSTI-S19-5-NOTIFY-DIST',
  'PSTI-S19-5-NOTIFY-CUST',
  'PSTI-S19-9-STATE-STATUS',
  'PSTI-S20-1A-RECORD-INV',
  'PSTI-S20-1B-RECORD-MFR-INV',
  'PSTI-S20-4-RETAIN',
  'PSTI-S21-1-COMPLY',
  'PSTI-S22-2-SOC-ACCOMPANY',
  'PSTI-S22-3-LABEL-SATISFIED',
  'PSTI-S23-1-NO-SUPPLY',
  'PSTI-S24-2-REMEDY',
  'PSTI-S24-3-NOTIFY-OPSS',
  'PSTI-S24-3-NOTIFY-CUST',
  'PSTI-S25-3-CONTACT-MFR',
  'PSTI-S25-4-CONTACT-SUPPLIER',
  'PSTI-S25-5-PREVENT',
  'PSTI-S25-6-NOTIFY-OPSS',
  'PSTI-S25-6-NOTIFY-DOWNSTREAM',
  'PSTI-S25-6-NOTIFY-SUPPLIER',
  'PSTI-S25-6-NOTIFY-CUST',
  'PSTI-S25-10-STATE-STATUS',
  'PSTI-S28-2-COMPLY-NOTICE',
  'PSTI-S28-4-STEPS-EVIDENCE',
  'PSTI-S29-2-STOP',
  'PSTI-S29-4-STEPS-EVIDENCE',
  'PSTI-S29-4C-INFORM-CUST',
  'PSTI-S30-3-RECALL',
  'PSTI-S30-5-STEPS-INFO',
  'PSTI-S30-5D-INFORM-CUST',
  'PSTI-S36-2-PAY-FIXED',
  'PSTI-S36-5-PAY-DAILY',
  'PSTI-S32-4-THIRD-PARTY-NOTICE',
];
