import { section, timings } from './act.ts';
import type { Cite, DutyId, Holder, RulebookId, Timing } from './act.ts';
import type { Duty } from './duty.ts';
import { noticeDuties } from './duties/notice-addressee.ts';
import type { NoticeDuty } from './duties/notice-addressee.ts';
import { guards } from './enforcement/guard.ts';
import type { About } from './facts/question.ts';
import { sayingIn } from './kinds/notify.ts';
import { allDuties } from './owed.ts';
import { forceOf, lawInForce } from './rulebook.ts';
import type { Force, Rulebook } from './rulebook.ts';
import { isSetting, readings } from './settings.ts';
import type { Reading, SettingId } from './settings.ts';
import { timerRules, timers } from './timers.ts';
import type { TimerId } from './timers.ts';

/** Every duty, guard, timer, reading and rulebook, as the code that decides them has them: what a lawyer reads is what is done. */

export interface Worded {
  readonly says: string;
  readonly cite?: Cite;
}
export interface RegisteredDuty {
  readonly id: DutyId;
  readonly cite: Cite;
  readonly holder: Holder;
  /** To whom it is owed, one instance for each. */
  readonly to?: string;
  readonly what: string;
  readonly timing: Timing;
  /** How soon, in the Act's words. */
  readonly soon: string;
  /** How soon instead, where what it waits for is excused. */
  readonly soonExcused?: string;
  /** What it must say. */
  readonly saying: readonly string[];
  /** The duties to say something that go with it, or those with which it goes. */
  readonly riders: readonly DutyId[];
  readonly besides: readonly DutyId[];
  /** All of these must hold; the clock starts on the latest of their days. */
  readonly since: readonly Worded[];
  readonly after?: string;
  /** What each of its rows stands for, where it is no act to be done. */
  readonly of?: string;
  readonly discharge: string;
  readonly excuses: readonly Worded[];
  readonly despite: readonly string[];
  /** What leaves it to a person’s judgment. */
  readonly unclear: readonly string[];
  readonly timers: readonly TimerId[];
  /** What suspends it. */
  readonly suspended?: string;
  readonly ends: readonly string[];
  readonly force: Readonly<Record<RulebookId, Force>>;
  /** The readings that can shape it, beside those that can shape any. */
  readonly readings: readonly SettingId[];
}
interface Shaped {
  readonly readings?: readonly SettingId[];
}
export interface Registered extends Worded, Shaped {
  readonly id: string;
}
export interface RegisteredTimer extends Registered {
  /** How long it is. */
  readonly rule: string;
}
export interface RegisteredReading extends Reading {
  readonly id: SettingId;
  /** The duties that it can shape; empty where it can shape any, or none. */
  readonly shapes: readonly DutyId[];
}
export interface Register {
  readonly duties: readonly RegisteredDuty[];
  readonly guards: readonly Registered[];
  readonly timers: readonly RegisteredTimer[];
  readonly readings: readonly RegisteredReading[];
  readonly rulebooks: readonly Rulebook[];
}

/** An own target, a hook without content, the role, a firm that is gone: these can shape the answer on any duty. */
export const shapingAny: readonly SettingId[] = ['A1', 'A8', 'A37', 'A39', 'A57'];

export const register = (law: readonly Rulebook[] = lawInForce): Register => {
  const duties = [...allDuties.map((duty) => registered(duty, law)), ...noticeDuties.map((duty) => ofNotice(duty, law))];
  return {
    duties: duties.sort((a, b) => placeOf(a) - placeOf(b)),
    guards: Object.entries<Worded & Shaped>(guards).map(([id, guard]) => ({ id, ...guard })),
    timers: Object.entries<Worded>(timers).map(([id, timer]) => ({ id, ...timer, rule: timerRule(id) })),
    readings: Object.entries<Reading>(readings).flatMap(([id, reading]) =>
      isSetting(id)
        ? [{ ...reading, id, shapes: duties.filter((duty) => duty.readings.includes(id)).map((duty) => duty.id) }]
        : [],
    ),
    rulebooks: law,
  };
};

const isTimer = (id: string): id is TimerId => Object.hasOwn(timerRules, id);
const timerRule = (id: string): string => (isTimer(id) ? timerRules[id] : '');
/** In the order of the Act; the regulations under s.9 stand with it. */
const placeOf = ({ id }: RegisteredDuty): number => (/^PSTI-R/.test(id) ? 9 : Number(/^PSTI-S(\d+)/.exec(id)?.[1]));
export const sectionOf = (duty: RegisteredDuty): string => `s.${placeOf(duty)}`;

const forcesOf = (id: DutyId, law: readonly Rulebook[]): RegisteredDuty['force'] =>
  Object.fromEntries(law.map((rulebook) => [rulebook.id, forceOf(rulebook, id)]));

const registered = (duty: Duty, law: readonly Rulebook[]): RegisteredDuty => {
  const { id, kind, unless = [] } = duty;
  return {
    id,
    cite: duty.cite,
    holder: duty.of,
    to: toOf(duty),
    what: duty.what,
    timing: duty.timing,
    soon: timings[duty.timing],
    soonExcused: duty.after?.excused,
    saying: sayingIn(duty),
    riders: allDuties.filter((other) => other.kind.is === 'rider' && other.kind.of.includes(id)).map((other) => other.id),
    besides: besidesOf(duty),
    since: sinceOf(duty),
    after: duty.after?.asks,
    of: kind.is === 'standing' ? kind.of.asks : undefined,
    discharge: kind.is === 'mirror' ? 'As the manufacturer’s own duty that it mirrors.' : kind.discharge,
    excuses: unless.map(({ asks, cite }) => ({ says: asks, cite })),
    despite: duty.despite ?? [],
    unclear: (duty.unclear ?? []).map(({ asks }) => asks),
    timers: duty.timers ?? [],
    ends: endsOf(duty),
    force: forcesOf(id, law),
    readings: inOrder(readingsOf(duty)),
  };
};
/** The duties that it goes with, or mirrors. */
const besidesOf = ({ kind }: Duty): readonly DutyId[] => (kind.is === 'rider' || kind.is === 'mirror' ? kind.of : []);
/** What goes with a notification is said to whom that goes to. */
const toOf = (duty: Duty): string | undefined => {
  if (duty.owedTo !== undefined || duty.kind.is !== 'rider') return duty.owedTo?.asks;
  const parents = allDuties.filter(({ id }) => besidesOf(duty).includes(id));
  return [...new Set(parents.flatMap(({ owedTo }) => owedTo?.asks ?? []))].join(', or ');
};
const sinceOf = ({ kind, since }: Duty): readonly Worded[] => {
  if (kind.is === 'mirror')
    return [
      { says: `the manufacturer has appointed it for this (\`${kind.delegated}\`)`, cite: section(51, '(1)–(5)') },
      { says: 'the manufacturer owes what it mirrors: what the manufacturer knows counts' },
    ];
  if (kind.is === 'rider') return [{ says: 'a notice is given under a duty that it goes with' }];
  return since.map(({ asks, cite }) => ({ says: asks, cite }));
};
const endsOf = ({ kind, until = [] }: Duty): readonly string[] => [
  ...until.map(({ asks }) => asks),
  ...(kind.is === 'standing' ? kind.ends : []),
];

/** What its questions, its kind and the duties it stands beside declare. */
const readingsOf = (duty: Duty): readonly SettingId[] => {
  const { kind } = duty;
  return [
    ...(duty.readings ?? []),
    ...questionsOf(duty).flatMap((question) => question.readings ?? []),
    ...(kind.is === 'mirror' ? [] : (kind.readings ?? [])),
    ...besidesOf(duty).flatMap((id) => allDuties.filter((other) => other.id === id).flatMap(readingsOf)),
  ];
};
const questionsOf = ({ since, after, owedTo, unless = [], until = [], unclear = [] }: Duty): readonly About[] => [
  ...since,
  ...unless,
  ...until,
  ...unclear,
  ...(after ? [after] : []),
  ...(owedTo ? [owedTo] : []),
];
const inOrder = (ids: readonly SettingId[]): readonly SettingId[] =>
  [...new Set(ids)].filter((id) => !shapingAny.includes(id)).sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));

const ofNotice = (duty: NoticeDuty, law: readonly Rulebook[]): RegisteredDuty => ({
  id: duty.id,
  cite: duty.cite,
  holder: duty.of,
  to: duty.owedTo,
  what: duty.what.replace(/\.$/, ''),
  timing: duty.timing,
  soon: timings[duty.timing],
  saying: [],
  riders: [],
  besides: [],
  since: arising(duty),
  discharge: duty.discharge,
  excuses: [],
  despite: [],
  unclear: [],
  timers: duty.timers,
  suspended: suspension(duty),
  ends:
    duty.kind === undefined
      ? []
      : ['the notice is revoked, cancelled or sent back by the Tribunal', 'a variation no longer asks for it'],
  force: forcesOf(duty.id, law),
  readings: inOrder(duty.readings),
});
const suspension = ({ kind }: NoticeDuty): string | undefined => {
  if (kind === undefined) return undefined;
  const [pending, tribunal] = kind === 'penalty' ? ['s.41(8)', 's.41(9)'] : ['s.33(8)', 's.33(9)'];
  return `an appeal is pending (${pending}), or the Upper Tribunal suspends the notice (${tribunal})`;
};
const arising = ({ kind, always, measure }: NoticeDuty): readonly Worded[] => {
  if (kind === undefined) return [{ says: 'a hearing has been fixed' }];
  return [
    { says: `a ${kind} notice counts as given (s.50)` },
    ...(always ? [] : [{ says: 'it asks for this' }]),
    ...(measure === 'daily penalty' ? [{ says: 'it includes a daily penalty' }] : []),
    ...(measure === 'daily penalty' ? [{ says: 'the breach goes on after the period for paying the fixed penalty' }] : []),
  ];
};
