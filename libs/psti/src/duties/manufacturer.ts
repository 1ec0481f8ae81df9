import { section } from '../act.ts';
import type { Duty } from '../duty.ts';
import {
  awareOfFailure,
  awareOfStandingFailure,
  customersSupplied,
  failureOnRecord,
  failureRemedied,
  importersAndDistributorsSupplied,
  informed,
  inScope,
  investigationOnRecord,
  isTheNotifier,
  knowsItIsOrWillBe,
  leftTheAct,
  madeAvailableByAnyone,
  noFailureAfterAll,
  otherManufacturers,
  routeGained,
  toTheAuthority,
} from '../facts.ts';
import { rider, toInvestigate, toNotify, toRecord, toRemedy, toRetain, toTakeSteps } from '../kinds.ts';
import { core, riderM } from '../told.ts';

/** What a manufacturer owes when a failure to meet a security requirement is or may be there (ss.10–12). */

const made = [...inScope, knowsItIsOrWillBe, madeAvailableByAnyone];
const becameAwareThroughIt = { ...isTheNotifier, cite: section(11, '(8)') };

/** s.10(1)–(3): told by anyone, it must investigate; no report is too trivial. */
export const S10_2_INVESTIGATE = toInvestigate({
  id: 'PSTI-S10-2-INVESTIGATE',
  of: 'manufacturer',
  cite: section(10, '(2)'),
  what: 'Take all reasonable steps to investigate whether there is a failure',
  timing: 'NONE',
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
  since: [],
});

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
