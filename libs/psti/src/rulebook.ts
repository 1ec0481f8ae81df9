import type { Day, DutyId, Holder, RulebookId } from './act.ts';

/**
 * The law in force from a day (law page §6). A rulebook is data: what it switches on, off or adds; everything else is as in the
 * one before. It is chosen by the day of the fact that is judged, never by today.
 */
export interface Rulebook {
  readonly id: RulebookId;
  /** In force from the start of this day. */
  readonly from: Day;
  readonly basedOn?: RulebookId;
  readonly says: string;
  /** Security requirements that it specifies for importers and distributors: none in the law as it is. */
  readonly requirements: readonly {
    readonly id: string;
    readonly holder: Holder;
    readonly provision: string;
    readonly text: string;
  }[];
  /** Duties that it switches on or off, or leaves out, against the one it is based on. */
  readonly live: readonly DutyId[];
  readonly dormant: readonly DutyId[];
  readonly absent: readonly DutyId[];
  /** Deemed-compliance routes (§5) and exceptions (Sch.3) that it has. */
  readonly routes: readonly Route[];
  readonly exceptions: readonly number[];
}
export type Route = 'ETSI' | 'ISO' | 'JC-STAR' | 'CLS';
export type Force = 'live' | 'dormant' | 'absent';

/** Statutory hooks without content: customers' notification, and requirements for importers and distributors. */
const hooks: readonly DutyId[] = [
  'PSTI-S11-3-NOTIFY-CUST',
  'PSTI-S14-1-COMPLY',
  'PSTI-S18-2-REMEDY',
  'PSTI-S18-3-NOTIFY-OPSS',
  'PSTI-S18-3-NOTIFY-CUST',
  'PSTI-S19-5-NOTIFY-CUST',
  'PSTI-S21-1-COMPLY',
  'PSTI-S24-2-REMEDY',
  'PSTI-S24-3-NOTIFY-OPSS',
  'PSTI-S24-3-NOTIFY-CUST',
  'PSTI-S25-6-NOTIFY-CUST',
];
const labelGates: readonly DutyId[] = ['PSTI-S15-5-LABEL-SATISFIED', 'PSTI-S22-3-LABEL-SATISFIED'];

export const lawInForce: readonly Rulebook[] = [
  {
    id: 'RB-0',
    from: '2022-12-06',
    says: 'before Chapter 2 was in force',
    requirements: [],
    live: [],
    dormant: [],
    absent: [],
    routes: [],
    exceptions: [],
  },
  {
    id: 'RB-1',
    from: '2024-04-29',
    says: 'Part 1 of the Act, SI 2023/1007 as made',
    requirements: [],
    live: [],
    dormant: hooks,
    absent: labelGates,
    routes: ['ETSI', 'ISO'],
    exceptions: [1, 2, 3, 4, 5],
  },
  {
    id: 'RB-2',
    from: '2025-02-25',
    basedOn: 'RB-1',
    says: 'with SI 2025/211: vehicles in Great Britain excepted',
    requirements: [],
    live: [],
    dormant: hooks,
    absent: labelGates,
    routes: ['ETSI', 'ISO'],
    exceptions: [1, 2, 3, 4, 5, 6, 7, 8],
  },
  {
    id: 'RB-3',
    from: '2025-12-04',
    basedOn: 'RB-2',
    says: 'with SI 2025/1267: JC-STAR and CLS labels',
    requirements: [],
    live: labelGates,
    dormant: hooks,
    absent: [],
    routes: ['ETSI', 'ISO', 'JC-STAR', 'CLS'],
    exceptions: [1, 2, 3, 4, 5, 6, 7, 8],
  },
];

/** What a rulebook that is not law may say of itself: the rest is as in the one it is based on. */
export interface RulebookData {
  readonly id: RulebookId;
  readonly basedOn: RulebookId;
  readonly from: Day;
  readonly says?: string;
  readonly requirements?: Rulebook['requirements'];
  readonly live?: readonly DutyId[];
  readonly dormant?: readonly DutyId[];
}

/** A further rulebook on top of those in force: what it makes live is live, what it makes dormant is dormant. */
export const withRulebook = (law: readonly Rulebook[], added: RulebookData): readonly Rulebook[] => {
  const base = law.find(({ id }) => id === added.basedOn);
  if (base === undefined) throw new RangeError(`Rulebook ${added.id} is based on ${added.basedOn}, which is not known`);
  const live = new Set(added.live);
  const dormant = new Set([...base.dormant.filter((id) => !live.has(id)), ...(added.dormant ?? [])]);
  const rulebook: Rulebook = {
    ...base,
    id: added.id,
    from: added.from,
    basedOn: added.basedOn,
    says: added.says ?? `${base.id} as changed for ${added.id}`,
    requirements: [...base.requirements, ...(added.requirements ?? [])],
    live: [...base.live.filter((id) => !dormant.has(id)), ...live],
    dormant: [...dormant],
    absent: base.absent.filter((id) => !live.has(id)),
  };
  return [...law.filter(({ id }) => id !== added.id), rulebook].sort((a, b) => (a.from < b.from ? -1 : 1));
};

/** The rulebook in force on a day. Before the Act there is none: as RB-0, no duties. */
export const rulebookOn = (law: readonly Rulebook[], day: Day): Rulebook => {
  const found = law.findLast(({ from }) => from <= day) ?? law[0];
  if (found === undefined) throw new RangeError('There is no rulebook at all');
  return found;
};

/** Nothing is owed under RB-0; after it, what is neither dormant nor absent is live. */
export const forceOf = (rulebook: Rulebook, duty: DutyId): Force => {
  if (rulebook.id === 'RB-0' || rulebook.absent.includes(duty)) return 'absent';
  return rulebook.dormant.includes(duty) ? 'dormant' : 'live';
};

/** The day on which Chapter 2 came into force. */
export const COMMENCEMENT: Day = '2024-04-29';
