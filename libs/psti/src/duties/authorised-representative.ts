import { section } from '../act.ts';
import type { Duty } from '../duty.ts';
import { leftTheAct } from '../facts/ends.ts';
import { informed } from '../facts/knowing.ts';
import { inScope, knowsItIsOrWillBe, madeAvailableByAnyone } from '../facts/product.ts';
import { theManufacturerThatAppointedIt, toTheAuthority } from '../facts/recipients.ts';
import { manufacturerContactedOrTried } from '../facts/sequence.ts';
import { mirrorOf } from '../kinds/mirror.ts';
import { toContactOrHearFrom, toNotify } from '../kinds/notify.ts';

/** What a representative owes itself (s.13), and what it is to do for its manufacturer (s.51): the manufacturer's own rows, mirrored. */

const made = [...inScope, knowsItIsOrWillBe, madeAvailableByAnyone];

/** s.13(1)–(2): told by anyone, it must contact its manufacturer. */
export const S13_2_CONTACT_MFR = toContactOrHearFrom({
  id: 'PSTI-S13-2-CONTACT-MFR',
  of: 'authorised representative',
  cite: section(13, '(2)'),
  what: 'Contact the manufacturer about the failure or possible failure',
  timing: 'ASAP',
  despite: ['that it was the manufacturer who informed it'],
  since: [...made, informed],
  owedTo: theManufacturerThatAppointedIt,
  until: [leftTheAct],
});

/** s.13(3): then it must tell the authority, even of a suspicion. Nothing is prescribed for what it says. */
export const S13_3_NOTIFY_OPSS = toNotify({
  id: 'PSTI-S13-3-NOTIFY-OPSS',
  of: 'authorised representative',
  cite: section(13, '(3)'),
  what: 'Notify the enforcement authority of the failure or possible failure',
  timing: 'ASAP+C',
  despite: ['that it is a suspicion only', 'a later outcome that there is no failure', 'what the authority was told by others'],
  since: [...made, informed],
  after: manufacturerContactedOrTried,
  owedTo: toTheAuthority,
  saying: [],
  until: [leftTheAct],
});

/** s.51(3)(b) with s.11(2). */
export const S51_DEL_S11_2 = mirrorOf(
  {
    id: 'PSTI-S51-DEL-S11-2',
    of: 'authorised representative',
    cite: section(51, '(3)(b)'),
    what: 'Prevent and remedy for the manufacturer',
    timing: 'PRACT',
    since: [],
  },
  { delegated: 'S11-2', of: ['PSTI-S11-2A-PREVENT', 'PSTI-S11-2B-REMEDY'] },
);

/** s.51(3)(b) with s.11(3); s.11(7) goes with it. */
export const S51_DEL_S11_3 = mirrorOf(
  {
    id: 'PSTI-S51-DEL-S11-3',
    of: 'authorised representative',
    cite: section(51, '(3)(b)'),
    what: 'Notify for the manufacturer',
    timing: 'ASAP',
    since: [],
  },
  {
    delegated: 'S11-3',
    of: ['PSTI-S11-3-NOTIFY-OPSS', 'PSTI-S11-3-NOTIFY-MFR', 'PSTI-S11-3-NOTIFY-SUPPLIED', 'PSTI-S11-7-STATE-OPSS-STATUS'],
  },
);

/** s.51(3)(c) with s.12(1); s.12(4) goes with it. */
export const S51_DEL_S12_1 = mirrorOf(
  {
    id: 'PSTI-S51-DEL-S12-1',
    of: 'authorised representative',
    cite: section(51, '(3)(c)'),
    what: 'Maintain records for the manufacturer',
    timing: 'NONE',
    since: [],
  },
  { delegated: 'S12-1', of: ['PSTI-S12-1A-RECORD-INV', 'PSTI-S12-1B-RECORD-FAIL', 'PSTI-S12-4-RETAIN'] },
);

/** s.51(3)(a) with reg.8. */
export const S51_DEL_R8 = mirrorOf(
  {
    id: 'PSTI-S51-DEL-R8',
    of: 'authorised representative',
    cite: section(51, '(3)(a)'),
    what: 'Retain the statement of compliance for the manufacturer',
    timing: 'DATE',
    since: [],
  },
  { delegated: 'R8', of: ['PSTI-R8-SOC-RETAIN'] },
);

/** Those that stand in the product's own record. */
export const representativeProductDuties: readonly Duty[] = [S51_DEL_R8];

/** Those that stand in the record of a failure. */
export const representativeDuties: readonly Duty[] = [
  S13_2_CONTACT_MFR,
  S13_3_NOTIFY_OPSS,
  S51_DEL_S11_2,
  S51_DEL_S11_3,
  S51_DEL_S12_1,
];
