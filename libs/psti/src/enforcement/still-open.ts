import { section } from '../act.ts';
import type { Found } from './guard.ts';
import type { NoticeCase } from './case.ts';
import { openedLast } from './life.ts';
import { appealWindow, claimToBeDecided, isIntended } from '../timers.ts';

/** What the addressee may still do, and what the authority owes it after that: appeal, claim, and word of a forfeiture. */

/** What the addressee may still do: appeal in time, and claim where the Tribunal found no breach and no fault. */
export const stillOpen = (notice: NoticeCase): readonly Found[] => {
  const opened = openedLast(notice.life);
  if (opened === undefined || !isIntended(notice.kind)) return [];
  const latest = appealWindow(opened.on).last;
  const appeal: Found = {
    guard: notice.kind === 'penalty' ? 's.41(2)' : 's.33(2)',
    holds: notice.life.closed === undefined && notice.today <= latest,
    latest,
    says: `An appeal may be brought until the end of ${latest}.`,
    events: [opened.event.id],
  };
  return [appeal, compensation(notice)];
};
const compensation = ({ kind, life: { finding } }: NoticeCase): Found => {
  const found = finding?.breachFound === 'no' && finding.fault === 'no';
  const holds = found && (kind === 'stop' || kind === 'recall');
  return {
    guard: 's.34',
    holds,
    cite: section(34, '(1)–(2)'),
    says: holds
      ? 'The Tribunal found no breach and no fault: compensation may be claimed.'
      : 'Only the addressee of a stop or recall notice may claim, where the Tribunal said that there was no breach and no fault.',
    events: finding === undefined ? [] : [finding.id],
  };
};

export const claims = ({ events, today }: NoticeCase): readonly Found[] => {
  const received = events.findLast((event) => event.type === 'ClaimReceived');
  if (received === undefined) return [];
  const { last } = claimToBeDecided(received.on);
  const decided = events.find((event) => event.type === 'ClaimDecided' && event.on >= received.on);
  return [
    {
      guard: 'AUTH-S34-7',
      holds: (decided?.on ?? today) <= last,
      latest: last,
      says: `Received on ${received.on}: to be decided and notified before the end of ${last}${decided === undefined ? '' : `; notified on ${decided.on}`}.`,
      events: [received.id, ...(decided === undefined ? [] : [decided.id])],
    },
  ];
};

export const forfeiture = ({ events }: NoticeCase): readonly Found[] => {
  const applied = events.findLast((event) => event.type === 'ForfeitureApplied');
  if (applied === undefined) return [];
  const untold = (applied.interested ?? []).filter((each) => !(applied.told ?? []).includes(each));
  return [
    {
      guard: 'AUTH-S43-4',
      holds: untold.length === 0,
      says:
        untold.length === 0
          ? 'Every interested person on record has been told.'
          : `Not told: ${untold.join(', ')}. The court may be satisfied that it was reasonable not to.`,
      events: [applied.id],
    },
  ];
};
