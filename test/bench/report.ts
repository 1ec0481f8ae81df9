/** The rows with what was measured, as a table for people and as data. */
import type { Figures } from './measure.ts';
import { LEAST, shownAs, verdictOf, type Goal, type Verdict } from './goals.ts';
import { peerNames } from './peers.ts';
import type { Row, Shown } from './rows.ts';

export interface Measured {
  readonly figures: Figures;
  /** By row or peer: what should be known besides. */
  readonly notes: Readonly<Record<string, string>>;
  /** By group: why it could not be measured. */
  readonly failed: Readonly<Record<string, string>>;
  /** By how much this machine reads more slowly than the one whose times the goals name; 1 where it does not. */
  readonly slowness: number;
}
export interface Judged {
  readonly says: string;
  readonly shown: string;
  readonly verdict: Verdict | 'not measured';
  /** 1: just met. */
  readonly holds?: number;
  /** Below what is let pass, on this machine. */
  readonly fails: boolean;
}
interface Beside {
  readonly peer: string;
  /** Ours over theirs, in the same turns. */
  readonly times?: number;
  readonly note?: string;
}
export interface Line {
  readonly name: string;
  readonly work: string;
  readonly state: 'measured' | 'not built' | 'not measured';
  readonly figures: Figures;
  readonly goals: readonly Judged[];
  readonly peers: readonly Beside[];
  readonly note?: string;
}

export const linesOf = (rows: readonly Row[], measured: Measured): readonly Line[] =>
  rows.map((row) => {
    const { name, work, group } = row;
    const why = group === undefined ? undefined : measured.failed[group];
    const shown = (row.shows ?? []).filter(([figure]) => figure in measured.figures);
    return {
      ...{ name, work, goals: row.goals.map((goal) => judged(goal, measured)), peers: besides(row, measured) },
      state: group === undefined ? 'not built' : why === undefined ? 'measured' : 'not measured',
      figures: Object.fromEntries(shown.map(([figure]) => [figure, measured.figures[figure] ?? NaN])),
      note: why ?? measured.notes[name],
    };
  });

function judged(goal: Goal, { figures, slowness }: Measured): Judged {
  const { says, needs, absolute } = goal;
  if (!needs.every((name) => name in figures)) return { says, shown: '–', verdict: 'not measured', fails: false };
  const holds = goal.holds(figures);
  const fails = !(holds * (absolute ? slowness : 1) >= LEAST);
  return { says, shown: goal.shown(figures), verdict: verdictOf(holds), holds, fails };
}

const besides = ({ peers }: Row, { figures, notes }: Measured): readonly Beside[] =>
  peers === undefined
    ? []
    : peerNames.map((peer) => {
        const [theirs, ours] = [figures[`${peer}.${peers}.rate`], figures[`${peer}.ours.${peers}.rate`]];
        return theirs === undefined || ours === undefined
          ? { peer, note: notes[peer] ?? 'not measured' }
          : { peer, times: ours / theirs };
      });

/** One line for each goal; peers and notes beneath. */
export const table = (rows: readonly Row[], lines: readonly Line[]): string =>
  lines.flatMap((line, n) => rowText(line, rows[n]?.shows ?? [])).join('\n');

const WIDE = { work: 74, shown: 22, goal: 46 };

function rowText({ work, state, goals, figures, peers, note }: Line, shows: readonly Shown[]): readonly string[] {
  const first = work.padEnd(WIDE.work);
  if (state !== 'measured') return [`${first}${state}${note === undefined ? '' : `: ${note.split('\n')[0]}`}`];
  const judgements = goals.map(
    ({ says, shown, verdict }) => `${shown.padEnd(WIDE.shown)}${says.padEnd(WIDE.goal)}${verdict.toUpperCase()}`,
  );
  const beside = shows.flatMap(([figure, unit, name]) => {
    const value = figures[figure];
    return value === undefined ? [] : [`${name}${name === '' ? '' : ' '}${shownAs(value, unit)}`];
  });
  const against = peers.map(({ peer, times, note: why }) =>
    times === undefined ? `${peer}: ${why}` : `${shownAs(times, '×')} ${peer}`,
  );
  return [
    ...judgements.map((text, n) => `${(n === 0 ? first : '').padEnd(WIDE.work)}${text}`),
    ...[beside.join(', '), against.join(', '), note ?? ''].filter((text) => text !== '').map((text) => `    ${text}`),
  ];
}
