import type { DutyId } from '#psti';
import { allDuties } from '#psti';
import type { WhyAnswer } from '#views';
import { clocksBar, type ClocksAsked } from '../clocks/clocks.ts';
import { dutyLine } from '../duties/duty-line.ts';
import { shownWhy } from '../duties/why.ts';
import { citedAs, type Reading } from './timeline.ts';

interface Seen {
  readonly path: string;
  readonly record: string;
  readonly asked: ClocksAsked;
  readonly duty?: DutyId;
  readonly reading: Reading;
}

export const dutyNamed = (id: string | undefined): DutyId | undefined => allDuties.find((duty) => duty.id === id)?.id;

/** Why a duty did, or did not, arise on a record: asked by name. */
export function whyNotModel(answer: WhyAnswer | undefined, { path, record, asked, duty, reading }: Seen) {
  const cited = (event: string) => {
    const entry = answer?.cited.find((one) => one.event === event);
    return entry && citedAs(entry, record, reading);
  };
  return {
    title: 'Why did a duty not arise?',
    trail: [{ text: 'The record', href: record }, { text: 'Why not' }],
    path,
    clocks: asked.clocks,
    bar: answer && clocksBar({ path: record, asked, answered: answer }),
    duties: [
      { value: '', text: 'Choose a duty' },
      ...allDuties.map(({ id, what, cite, of }) => ({
        value: id,
        text: `${cite.provision} – ${of}: ${what}`,
        selected: id === duty,
      })),
    ],
    asked: duty && allDuties.find(({ id }) => id === duty),
    why: answer?.whyNot && shownWhy(answer.whyNot, cited),
    lines:
      answer?.rows.map((row) => ({ ...dutyLine(row, reading.names, answer.today), why: shownWhy(row.why, cited), how: [] })) ??
      [],
  };
}
