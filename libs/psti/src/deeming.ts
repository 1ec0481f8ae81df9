import { schedule } from './act.ts';
import type { Cite, Day, EventId } from './act.ts';
import { addDays } from './calendar.ts';
import type { Known } from './known.ts';
import type { ProductEvent } from './product-record.ts';
import type { Route, Rulebook } from './rulebook.ts';
import type { SettingId } from './settings.ts';

/** Deemed compliance (law page §5): on days on which a route holds for a requirement there is no failure to meet it. */

interface Held {
  readonly route: Route;
  readonly from: Day;
  /** Last day, inclusive; left out where it has no end yet. */
  readonly until?: Day;
  readonly covers: ReadonlySet<string>;
  readonly events: readonly EventId[];
}

export interface Deemed {
  readonly from: Day;
  readonly cite: Cite;
  readonly events: readonly EventId[];
}

/** A label of the product, whether or not the Regs name it: from the day it was assigned through its last day. */
export interface Label {
  readonly scheme: 'JC-STAR' | 'CLS';
  readonly isCited: boolean;
  readonly from: Day;
  readonly until: Day;
  readonly events: readonly EventId[];
}

export interface Deeming {
  readonly labels: readonly Label[];
  /** The unbroken stretch of routes that holds on a day. Without a requirement, for every requirement there is. */
  on(requirement: string | undefined, day: Day): Deemed | undefined;
  /** The first day from a day on, up to another, on which none holds. */
  firstDayWithout(requirement: string | undefined, from: Day, until: Day): Day | undefined;
  /** The readings by which a label on record does not count on a day: not named, not of the cited document, or over (A7, A52, A6). */
  unheeded(day: Day): readonly SettingId[];
}

const PARAGRAPH: Readonly<Record<string, 1 | 2 | 3>> = { SR1: 1, SR2A: 2, SR2B: 2, SR3: 3, SR3EXT: 3, SR3ITP: 3, SR3NOSHORT: 3 };
const ALL = Object.keys(PARAGRAPH);
const EVERY: ReadonlySet<string> = new Set(ALL);
/** Under a standard, the duties about extending, inviting and shortening stay alive (Sch.2 para 3(2)). */
const BY_STANDARD: Readonly<Record<1 | 2 | 3, readonly string[]>> = { 1: ['SR1'], 2: ['SR2A', 'SR2B'], 3: ['SR3'] };
const LIMB: Readonly<Record<Route, Readonly<Record<1 | 2 | 3, string>>>> = {
  ETSI: { 1: '(2)', 2: '(2)', 3: '(2)' },
  ISO: { 1: '(2)', 2: '(2)', 3: '(2)' },
  'JC-STAR': { 1: '(3)', 2: '(2A)', 3: '(2A)' },
  CLS: { 1: '(4)', 2: '(2B)', 3: '(2B)' },
};

export const deeming = (events: readonly Known<ProductEvent>[], law: readonly Rulebook[]): Deeming => {
  const labels = labelsIn(events);
  const byLabel = labels
    .filter(({ isCited }) => isCited)
    .map(({ scheme, ...label }) => ({ ...label, route: scheme, covers: EVERY }));
  const held: readonly Held[] = [...byLabel, ...standards(events)].flatMap((route) => available(route, law));
  const coveringOn = (requirement: string | undefined, day: Day): Held | undefined =>
    held.find(
      (route) =>
        route.from <= day &&
        (route.until === undefined || day <= route.until) &&
        (requirement === undefined ? ALL : [requirement]).every((each) => route.covers.has(each)),
    );
  const stretchTo = (requirement: string | undefined, route: Held): Held => {
    const before = coveringOn(requirement, addDays(route.from, -1));
    return before === undefined ? route : stretchTo(requirement, before);
  };
  const firstDayWithout: Deeming['firstDayWithout'] = (requirement, from, until) => {
    const covering = from <= until ? coveringOn(requirement, from) : undefined;
    if (covering === undefined) return from <= until ? from : undefined;
    return covering.until === undefined ? undefined : firstDayWithout(requirement, addDays(covering.until, 1), until);
  };
  return {
    labels,
    firstDayWithout,
    unheeded: (day) => [...new Set(events.flatMap((event) => whyUnheeded(event, events, day)))],
    on: (requirement, day) => {
      const covering = coveringOn(requirement, day);
      return covering === undefined
        ? undefined
        : { from: stretchTo(requirement, covering).from, cite: citeOf(covering.route, requirement), events: covering.events };
    },
  };
};

const citeOf = (route: Route, requirement = 'SR1'): Cite => {
  const paragraph = PARAGRAPH[requirement] ?? 1;
  return schedule('2', ` para ${paragraph}${LIMB[route][paragraph]}`);
};

/** A route counts from the day on which a rulebook knows it. */
const available = (route: Held, law: readonly Rulebook[]): readonly Held[] => {
  const known = law.find(({ routes }) => routes.includes(route.route))?.from;
  if (known === undefined || (route.until !== undefined && route.until < known)) return [];
  return [known > route.from ? { ...route, from: known } : route];
};

/** A label works through its last day, or up to the day before its withdrawal or suspension. */
const labelsIn = (events: readonly Known<ProductEvent>[]): readonly Label[] =>
  events.flatMap((event) => {
    if (event.type !== 'LabelAssigned') return [];
    const { day: until, end } = lastDayOf(event, events);
    if (until < event.on) return [];
    const { scheme, on: from } = event;
    return [{ scheme, isCited: isCitedLabel(event), from, until, events: [event.id, ...(end ? [end.id] : [])] }];
  });

type LabelAssigned = Extract<ProductEvent, { type: 'LabelAssigned' }>;
export const lastDayOf = (
  { scheme, on, lastValidOn }: LabelAssigned,
  events: readonly Known<ProductEvent>[],
): { readonly day: Day; readonly end?: Known<ProductEvent> } => {
  const end = events.find((later) => later.type === 'LabelWithdrawn' && later.scheme === scheme && later.on >= on);
  const withdrawn = end === undefined ? undefined : addDays(end.on, -1);
  return { day: withdrawn !== undefined && withdrawn < lastValidOn ? withdrawn : lastValidOn, end };
};
/** The label schemes are defined by dated documents; STAR-1 is the only JC-STAR level named. */
const isCitedLabel = ({ scheme, level, specification }: LabelAssigned): boolean =>
  scheme === 'JC-STAR' ? level === 'STAR-1' && specification === 'JST-CR-01-01-2024R1' : /SP-151-2 v1\.4/.test(specification);

const whyUnheeded = (event: Known<ProductEvent>, events: readonly Known<ProductEvent>[], day: Day): readonly SettingId[] => {
  if (event.type !== 'LabelAssigned' || event.on > day) return [];
  if (!isCitedLabel(event)) return event.scheme === 'CLS' ? ['A52'] : event.level === 'STAR-1' ? [] : ['A7'];
  return lastDayOf(event, events).day < day ? ['A6'] : [];
};

/** ETSI EN 303 645 and ISO/IEC 29147 hold by a finding on the paragraph of Sch.2. */
const standards = (events: readonly Known<ProductEvent>[]): readonly Held[] =>
  events.flatMap((event) => {
    if (event.type !== 'ScopeFinding' || event.answer !== 'yes') return [];
    const paragraph = /^Sch\.2 para ([123])/.exec(event.test)?.[1];
    if (paragraph !== '1' && paragraph !== '2' && paragraph !== '3') return [];
    const covers = new Set(BY_STANDARD[paragraph === '1' ? 1 : paragraph === '2' ? 2 : 3]);
    return [{ route: 'ETSI', from: event.fromOn ?? event.on, until: event.untilOn, covers, events: [event.id] }];
  });
