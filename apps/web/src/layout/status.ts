import type { Obligation, Status } from '#psti';
import { inWords } from './days.ts';

/** How a status is shown: always its word, with a shape and a colour beside it. */
export interface ShownStatus {
  readonly word: string;
  readonly detail?: string;
  readonly shape: string;
  readonly tone: 'do' | 'wrong' | 'done' | 'held' | 'wait' | 'quiet';
}

const looks = {
  OPEN: { word: 'Open', shape: 'disc', tone: 'do' },
  DEFECTIVE: { word: 'Defective', shape: 'half', tone: 'wrong' },
  CROSSED: { word: 'Crossed', shape: 'cross', tone: 'wrong' },
  UNDETERMINED: { word: 'Undetermined', shape: 'diamond', tone: 'wait' },
  SEQUENCED: { word: 'Sequenced', shape: 'arrow', tone: 'wait' },
  SUSPENDED: { word: 'Suspended', shape: 'bars', tone: 'wait' },
  ACTIVE: { word: 'Active', shape: 'square', tone: 'held' },
  RETAIN: { word: 'Retain', shape: 'key', tone: 'held' },
  DONE: { word: 'Done', shape: 'tick', tone: 'done' },
  EXCUSED: { word: 'Excused', shape: 'ring', tone: 'quiet' },
  CEASED: { word: 'Ceased', shape: 'box', tone: 'quiet' },
  DISAPPLIED: { word: 'Disapplied', shape: 'dash', tone: 'quiet' },
  DORMANT: { word: 'Dormant', shape: 'dash', tone: 'quiet' },
  'N/T': { word: 'N/T', shape: 'dash', tone: 'quiet' },
} as const satisfies Record<Status, ShownStatus>;

export const wordOf = (status: Status): string => looks[status].word;

type Row = Pick<Obligation, 'status' | 'on' | 'until' | 'excuse' | 'crossed'>;

export const shownStatus = (row: Row): ShownStatus => ({ ...looks[row.status], detail: detailOf(row) });

function detailOf({ status, on, until, excuse, crossed }: Row): string | undefined {
  switch (status) {
    case 'DONE':
    case 'CEASED':
      return on && inWords(on);
    case 'CROSSED':
      return crossed?.length ? crossed.map(inWords).join(', ') : on && inWords(on);
    case 'ACTIVE':
      return on && `from ${inWords(on)}`;
    case 'EXCUSED':
      return excuse?.provision;
    case 'RETAIN':
      return until && `to ${inWords(until)}`;
    case 'OPEN':
    case 'DEFECTIVE':
    case 'SEQUENCED':
    case 'SUSPENDED':
    case 'UNDETERMINED':
    case 'DISAPPLIED':
    case 'DORMANT':
    case 'N/T':
      return undefined;
  }
}

/** The law page's list, with what each means and how it looks. */
export const legend: readonly { readonly status: Status; readonly says: string }[] = [
  { status: 'OPEN', says: 'Triggered and outstanding. It has a date only where one is shown.' },
  { status: 'DEFECTIVE', says: 'A notice was given without some of the required content. The missing part is still owed.' },
  { status: 'CROSSED', says: 'A prohibition or a condition of supply was breached by an act on the day shown.' },
  { status: 'ACTIVE', says: 'A prohibition is in force, or a condition or continuing duty is met.' },
  {
    status: 'SEQUENCED',
    says: 'Triggered, but the Act runs it after contact with the manufacturer (or an attempt), which has not happened.',
  },
  { status: 'UNDETERMINED', says: 'Needs somebody’s recorded finding before it can be said whether it applies.' },
  { status: 'SUSPENDED', says: 'A notice of no effect while an appeal is pending, or suspended by the Upper Tribunal.' },
  { status: 'RETAIN', says: 'Keep the record through the day shown, that day included.' },
  { status: 'DONE', says: 'Discharged on the day shown.' },
  { status: 'EXCUSED', says: 'A statutory excuse applies; the provision is shown.' },
  { status: 'CEASED', says: 'What it rested on ended, for example because the failure was remedied.' },
  { status: 'DISAPPLIED', says: 'Replaced by another rule (the label route).' },
  { status: 'DORMANT', says: 'The Act has a hook for it, but no regulations give it content.' },
  { status: 'N/T', says: 'Not triggered on the facts.' },
];
