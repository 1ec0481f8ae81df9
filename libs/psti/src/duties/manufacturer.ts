import { regulation, section } from '../act.ts';
import type { DutyId } from '../act.ts';
import type { Clauses, Duty } from '../duty.ts';
import { failureRemedied, leftTheAct, noFailureAfterAll, routeGained } from '../facts/ends.ts';
import { isTheOneWhoMadeItAware } from '../facts/excuses.ts';
import { awareOfFailure, awareOfStandingFailure, failureOnRecord, informed, investigationOnRecord } from '../facts/knowing.ts';
import { boundByRequirements, inScope, knowsItIsOrWillBe, knowsItWillBe, madeAvailableByAnyone } from '../facts/product.ts';
import { customersSupplied, importersAndDistributorsSupplied, otherManufacturers, toTheAuthority } from '../facts/recipients.ts';
import { toAccompany, toSayAll } from '../kinds/gates.ts';
import { rider, toNotify } from '../kinds/notify.ts';
import { toRecord, toRetain } from '../kinds/record.ts';
import { toInvestigate, toRemedy, toTakeSteps } from '../kinds/steps.ts';
import {
  foundOn,
  notShortened,
  reportingPublished,
  supportPeriodPublished,
  toMeet,
  toPublishExtension,
} from '../kinds/publishing.ts';
import { toKeepStatement } from '../kinds/statements.ts';
import { core, riderM } from '../told.ts';

/**
 * What a manufacturer owes of its product (ss.8, 9, regs 7 and 8), and when a failure to meet a security requirement is or may be
 * there (ss.10–12).
 */

const bound = [...inScope, knowsItWillBe];
const requirementOf = (id: DutyId, rest: string, what: string): Clauses => ({
  id,
  of: 'manufacturer',
  cite: section(8, `(1); Sch.1 para ${rest}`),
  what,
  timing: 'CONT',
  since: [...inScope, boundByRequirements(8)],
});

/** s.8, Sch.1 para 1: no default password that others share or can guess. */
export const S8_1_COMPLY_SR1 = toMeet(
  'SR1',
  requirementOf('PSTI-S8-1-COMPLY-SR1', '1', 'Give each unit a password of its own, or let the user set it'),
  foundOn('Sch.1 para 1'),
);
/** Sch.1 para 2(2)(a). */
export const S8_1_COMPLY_SR2A = toMeet(
  'SR2A',
  requirementOf('PSTI-S8-1-COMPLY-SR2A', '2(2)(a)', 'Publish a point of contact for reports of security issues'),
  reportingPublished('contact'),
);
/** Sch.1 para 2(2)(b). */
export const S8_1_COMPLY_SR2B = toMeet(
  'SR2B',
  requirementOf('PSTI-S8-1-COMPLY-SR2B', '2(2)(b)', 'Publish when a reporter will get an acknowledgement and updates'),
  reportingPublished('acknowledgementTimes', 'statusUpdateTimes'),
);
/** Sch.1 para 3(2): a minimum time with an end date. */
export const S8_1_COMPLY_SR3 = toMeet(
  'SR3',
  requirementOf('PSTI-S8-1-COMPLY-SR3', '3(2)', 'Publish the support period, with its end date'),
  supportPeriodPublished,
);
/** Sch.1 para 3(3). */
export const S8_1_COMPLY_SR3EXT = toPublishExtension({
  ...requirementOf('PSTI-S8-1-COMPLY-SR3EXT', '3(3)', 'Publish the extended support period'),
  timing: 'PRACT',
});
/** Sch.1 para 3(5): the 2008 regulations that it refers to are read as what replaced them (A26). */
export const S8_1_COMPLY_SR3ITP = toMeet(
  'SR3ITP',
  requirementOf('PSTI-S8-1-COMPLY-SR3ITP', '3(5)', 'Show the support period with every invitation to purchase'),
  foundOn('Sch.1 para 3(5)', 'A26'),
);
/** Sch.1 para 3(6). */
export const S8_1_COMPLY_SR3NOSHORT = toMeet(
  'SR3NOSHORT',
  requirementOf('PSTI-S8-1-COMPLY-SR3NOSHORT', '3(6)', 'Not shorten the support period'),
  notShortened,
);

/** s.9(1)–(2): each product made available is accompanied by a statement of compliance. */
export const S9_2_SOC_ACCOMPANY = toAccompany(
  {
    id: 'PSTI-S9-2-SOC-ACCOMPANY',
    of: 'manufacturer',
    cite: section(9, '(2)'),
    what: 'Make the product available only with a statement of compliance',
    timing: 'GATE',
    since: bound,
  },
  'met',
);

/** s.9(3)–(5), reg.7, Sch.4. */
export const S9_3_SOC_CONTENT = toSayAll({
  id: 'PSTI-S9-3-SOC-CONTENT',
  of: 'manufacturer',
  cite: section(9, '(3)'),
  what: 'Give the statement of compliance every item of Schedule 4',
  timing: 'GATE',
  since: bound,
});

/** s.9(6)(b), reg.8. */
export const R8_SOC_RETAIN = toKeepStatement(
  {
    id: 'PSTI-R8-SOC-RETAIN',
    of: 'manufacturer',
    cite: regulation('8'),
    what: 'Retain a copy of the statement of compliance',
    timing: 'DATE',
    timers: ['T3'],
    since: bound,
  },
  'issue',
);

const made = [...inScope, knowsItIsOrWillBe, madeAvailableByAnyone];
const becameAwareThroughIt = { ...isTheOneWhoMadeItAware, cite: section(11, '(8)') };

/** s.10(1)–(3): told by anyone, it must investigate; no report is too trivial. */
export const S10_2_INVESTIGATE = toInvestigate({
  id: 'PSTI-S10-2-INVESTIGATE',
  of: 'manufacturer',
  cite: section(10, '(2)'),
  what: 'Take all reasonable steps to investigate whether there is a failure',
  timing: 'NONE',
  despite: ['an investigation by somebody else', 'a label', 'the triviality of the report'],
  since: [...made, informed],
  until: [leftTheAct],
});

/** s.11(1), (2)(a): it must keep the product from those customers whom it has not yet reached. */
export const S11_2A_PREVENT = toTakeSteps({
  id: 'PSTI-S11-2A-PREVENT',
  of: 'manufacturer',
  cite: section(11, '(2)(a)'),
  what: 'Take all reasonable steps to prevent the product from being made available to customers in the United Kingdom',
  timing: 'PRACT',
  since: [...made, awareOfStandingFailure],
  until: [failureRemedied, routeGained, noFailureAfterAll, leftTheAct],
  readings: ['A20'],
});

/** s.11(2)(b): every manufacturer must remedy, not only the one in default. */
export const S11_2B_REMEDY = toRemedy({
  id: 'PSTI-S11-2B-REMEDY',
  of: 'manufacturer',
  cite: section(11, '(2)(b)'),
  what: 'Take all reasonable steps to remedy the failure',
  timing: 'PRACT',
  since: [...made, awareOfStandingFailure],
  until: [routeGained, noFailureAfterAll, leftTheAct],
});

/** s.11(3), (4)(a): it must tell the authority, whoever has done so already. */
export const S11_3_NOTIFY_OPSS = toNotify({
  id: 'PSTI-S11-3-NOTIFY-OPSS',
  of: 'manufacturer',
  cite: section(11, '(3), (4)(a), (6)'),
  what: 'Notify the enforcement authority of the failure',
  timing: 'ASAP',
  despite: ['what the authority knows already', 'remedy of the failure', 'notices by others'],
  since: [...made, awareOfFailure],
  owedTo: toTheAuthority,
  saying: core,
  until: [noFailureAfterAll, leftTheAct],
});

/** s.11(3), (4)(b): and every other manufacturer of the product that it knows of. */
export const S11_3_NOTIFY_MFR = toNotify({
  id: 'PSTI-S11-3-NOTIFY-MFR',
  of: 'manufacturer',
  cite: section(11, '(3), (4)(b), (6)'),
  what: 'Notify each other manufacturer of the product of the failure',
  timing: 'ASAP',
  since: [...made, awareOfFailure],
  owedTo: otherManufacturers,
  saying: [...core, ...riderM],
  unless: [becameAwareThroughIt],
  until: [noFailureAfterAll, leftTheAct],
});

/** s.11(3), (4)(c): and every importer and distributor that it supplied itself. */
export const S11_3_NOTIFY_SUPPLIED = toNotify({
  id: 'PSTI-S11-3-NOTIFY-SUPPLIED',
  of: 'manufacturer',
  cite: section(11, '(3), (4)(c), (6)'),
  what: 'Notify each importer and distributor that it supplied of the failure',
  timing: 'ASAP',
  since: [...made, awareOfFailure],
  owedTo: importersAndDistributorsSupplied,
  saying: [...core, ...riderM],
  unless: [becameAwareThroughIt],
  until: [noFailureAfterAll, leftTheAct],
});

/** s.11(4)(d), (5): customers, once regulations specify conditions. */
export const S11_3_NOTIFY_CUST = toNotify({
  id: 'PSTI-S11-3-NOTIFY-CUST',
  of: 'manufacturer',
  cite: section(11, '(4)(d), (5)'),
  what: 'Notify customers that it supplied of the failure',
  timing: 'ASAP',
  since: [...made, awareOfFailure],
  owedTo: customersSupplied,
  saying: core,
  until: [noFailureAfterAll, leftTheAct],
});

/** s.11(7): it tells whoever it notifies down the chain whether it has notified the authority. */
export const S11_7_STATE_OPSS_STATUS = rider({
  id: 'PSTI-S11-7-STATE-OPSS-STATUS',
  of: 'manufacturer',
  cite: section(11, '(7)'),
  what: 'Say whether it has notified the enforcement authority',
  timing: 'With the notice',
  since: [],
  goesWith: ['PSTI-S11-3-NOTIFY-MFR', 'PSTI-S11-3-NOTIFY-SUPPLIED'],
  saying: riderM,
});

/** s.12(1)(a), (2): a record of any investigation, whatever it found. */
export const S12_1A_RECORD_INV = toRecord('investigation', {
  id: 'PSTI-S12-1A-RECORD-INV',
  of: 'manufacturer',
  cite: section(12, '(1)(a), (2)'),
  what: 'Maintain a record of the investigation',
  timing: 'NONE',
  despite: ['remedy of the failure', 'an outcome that there is none'],
  since: [...inScope, investigationOnRecord],
  until: [leftTheAct],
});

/** s.12(1)(b), (3): a record of any failure relating to the product; no awareness is asked for. */
export const S12_1B_RECORD_FAIL = toRecord('failure', {
  id: 'PSTI-S12-1B-RECORD-FAIL',
  of: 'manufacturer',
  cite: section(12, '(1)(b), (3)'),
  what: 'Maintain a record of the failure',
  timing: 'NONE',
  despite: ['remedy of the failure'],
  since: [...inScope, failureOnRecord],
  until: [noFailureAfterAll, leftTheAct],
});

/** s.12(4): ten years beginning with the day the record is made. */
export const S12_4_RETAIN = toRetain(['investigation', 'failure'], {
  id: 'PSTI-S12-4-RETAIN',
  of: 'manufacturer',
  cite: section(12, '(4)'),
  what: 'Retain the record',
  timing: 'DATE',
  timers: ['T1'],
  since: [],
});

/** Those that stand in the product's own record. */
export const manufacturerProductDuties: readonly Duty[] = [
  S8_1_COMPLY_SR1,
  S8_1_COMPLY_SR2A,
  S8_1_COMPLY_SR2B,
  S8_1_COMPLY_SR3,
  S8_1_COMPLY_SR3EXT,
  S8_1_COMPLY_SR3ITP,
  S8_1_COMPLY_SR3NOSHORT,
  S9_2_SOC_ACCOMPANY,
  S9_3_SOC_CONTENT,
  R8_SOC_RETAIN,
];

/** Those that stand in the record of a failure. */
export const manufacturerDuties: readonly Duty[] = [
  S10_2_INVESTIGATE,
  S11_2A_PREVENT,
  S11_2B_REMEDY,
  S11_3_NOTIFY_OPSS,
  S11_3_NOTIFY_MFR,
  S11_3_NOTIFY_SUPPLIED,
  S11_3_NOTIFY_CUST,
  S11_7_STATE_OPSS_STATUS,
  S12_1A_RECORD_INV,
  S12_1B_RECORD_FAIL,
  S12_4_RETAIN,
];
