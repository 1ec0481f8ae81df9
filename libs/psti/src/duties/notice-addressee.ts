import { section } from '../act.ts';
import type { Cite, DutyId, Holder, Timing } from '../act.ts';
import type { SettingId } from '../settings.ts';
import type { IntendedKind, TimerId } from '../timers.ts';

/** The duties that a notice makes (law page §2.5). What counts as done lives with the measure, once. */

export type Measure =
  /** On acceptance of what the notice asks to be shown; where it asks for nothing, on compliance (A54). */
  | 'compliance'
  /** On acceptance by the authority (A54). */
  | 'acceptance'
  /** When the item is met. */
  | 'met'
  /** When the activity is stopped, as long as it stays stopped. */
  | 'stopped'
  | 'fixed penalty'
  | 'daily penalty'
  | 'third-party notice';

export interface NoticeDuty {
  readonly id: DutyId;
  readonly of: Holder;
  /** None: it comes from a hearing, not from what the notice says. */
  readonly kind?: IntendedKind;
  /** The notice makes it whether or not it lists an item for it. */
  readonly always: boolean;
  readonly cite: Cite;
  readonly what: string;
  readonly timing: Timing;
  readonly owedTo?: string;
  /** What its date is counted by. */
  readonly timers: readonly TimerId[];
  readonly measure: Measure;
  /** The readings that can shape it. */
  readonly readings: readonly SettingId[];
  readonly discharge: string;
}

const made = (clauses: Omit<NoticeDuty, 'of'>): NoticeDuty => ({ ...clauses, of: 'notice addressee' });

export const S28_2_COMPLY_NOTICE = made({
  id: 'PSTI-S28-2-COMPLY-NOTICE',
  kind: 'compliance',
  always: true,
  cite: section(28, '(2)'),
  what: 'Comply with the duty that the notice names, within the period in the notice.',
  timing: 'DATE',
  timers: ['T11'],
  measure: 'compliance',
  readings: ['A29', 'A30', 'A54'],
  discharge: 'The evidence and steps that the notice asks for are accepted; where it asks for none, the duty is complied with.',
});

export const S28_4_STEPS_EVIDENCE = made({
  id: 'PSTI-S28-4-STEPS-EVIDENCE',
  kind: 'compliance',
  always: false,
  cite: section(28, '(4)'),
  what: 'Take the steps or give the evidence that the notice asks for, each within its own period.',
  timing: 'DATE',
  owedTo: 'the enforcement authority',
  timers: ['T11'],
  measure: 'acceptance',
  readings: ['A29', 'A30', 'A54'],
  discharge: 'The authority accepts it.',
});

export const S29_2_STOP = made({
  id: 'PSTI-S29-2-STOP',
  kind: 'stop',
  always: true,
  cite: section(29, '(2)'),
  what: 'Stop the activity that the notice names, within the period in the notice.',
  timing: 'DATE',
  timers: ['T11'],
  measure: 'stopped',
  readings: ['A29', 'A30'],
  discharge: 'The activity is stopped, and stays stopped.',
});

export const S29_4_STEPS_EVIDENCE = made({
  id: 'PSTI-S29-4-STEPS-EVIDENCE',
  kind: 'stop',
  always: false,
  cite: section(29, '(4)(a), (b), (d), (e)'),
  what: 'Take the steps or give the evidence that the notice asks for, each within its own period.',
  timing: 'DATE',
  owedTo: 'the enforcement authority',
  timers: ['T11'],
  measure: 'acceptance',
  readings: ['A29', 'A30', 'A54'],
  discharge: 'The authority accepts it.',
});

export const S29_4C_INFORM_CUST = made({
  id: 'PSTI-S29-4C-INFORM-CUST',
  kind: 'stop',
  always: false,
  cite: section(29, '(4)(c)'),
  what: 'Tell customers of the risks of using the product.',
  timing: 'As notice says',
  owedTo: 'customers',
  timers: ['T11'],
  measure: 'met',
  readings: ['A29', 'A30'],
  discharge: 'Customers have been told.',
});

export const S30_3_RECALL = made({
  id: 'PSTI-S30-3-RECALL',
  kind: 'recall',
  always: true,
  cite: section(30, '(3)'),
  what: 'Arrange for the products to be returned to it or to the person named, within the period in the notice.',
  timing: 'DATE',
  timers: ['T11'],
  measure: 'met',
  readings: ['A29', 'A30'],
  discharge: 'The arrangements are made.',
});

export const S30_5_STEPS_INFO = made({
  id: 'PSTI-S30-5-STEPS-INFO',
  kind: 'recall',
  always: false,
  cite: section(30, '(5)(a)–(c)'),
  what: 'Take the steps, or give the evidence or information, that the notice asks for.',
  timing: 'DATE',
  owedTo: 'the enforcement authority',
  timers: ['T11'],
  measure: 'acceptance',
  readings: ['A29', 'A30', 'A54'],
  discharge: 'The authority accepts it.',
});

export const S30_5D_INFORM_CUST = made({
  id: 'PSTI-S30-5D-INFORM-CUST',
  kind: 'recall',
  always: false,
  cite: section(30, '(5)(d)'),
  what: 'Tell customers of the risks of using the products.',
  timing: 'As notice says',
  owedTo: 'customers',
  timers: ['T11'],
  measure: 'met',
  readings: ['A29', 'A30'],
  discharge: 'Customers have been told.',
});

export const S36_2_PAY_FIXED = made({
  id: 'PSTI-S36-2-PAY-FIXED',
  kind: 'penalty',
  always: true,
  cite: section(36, '(2), (7)'),
  what: 'Pay the fixed penalty within the period in the notice.',
  timing: 'DATE',
  owedTo: 'the Secretary of State',
  timers: ['T13'],
  measure: 'fixed penalty',
  readings: ['A29', 'A30', 'A59'],
  discharge: 'The fixed penalty is paid in full.',
});

export const S36_5_PAY_DAILY = made({
  id: 'PSTI-S36-5-PAY-DAILY',
  kind: 'penalty',
  always: true,
  cite: section(36, '(5)–(6)'),
  what: 'Pay the daily penalty, of at most £20,000 a day, for each day on which the breach goes on after the period for paying the fixed penalty.',
  timing: 'DATE',
  owedTo: 'the Secretary of State',
  timers: ['T13', 'T14'],
  measure: 'daily penalty',
  readings: ['A29', 'A30', 'A32', 'A59'],
  discharge: 'The breach ends, and the penalty for each day of it is paid.',
});

export const S32_4_THIRD_PARTY_NOTICE = made({
  id: 'PSTI-S32-4-THIRD-PARTY-NOTICE',
  always: true,
  cite: section(32, '(4)–(8)'),
  what: 'To say in its defence that another person caused the failure, give the prosecutor what identifies that person.',
  timing: 'DATE',
  owedTo: 'the prosecutor',
  timers: ['T19'],
  measure: 'third-party notice',
  readings: [],
  discharge: 'A notice given to the prosecutor in time, or the court’s permission.',
});

export const noticeDuties: readonly NoticeDuty[] = [
  S28_2_COMPLY_NOTICE,
  S28_4_STEPS_EVIDENCE,
  S29_2_STOP,
  S29_4_STEPS_EVIDENCE,
  S29_4C_INFORM_CUST,
  S30_3_RECALL,
  S30_5_STEPS_INFO,
  S30_5D_INFORM_CUST,
  S36_2_PAY_FIXED,
  S36_5_PAY_DAILY,
  S32_4_THIRD_PARTY_NOTICE,
];
