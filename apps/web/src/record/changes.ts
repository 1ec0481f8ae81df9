import { knownInWords } from '../clocks/clocks.ts';
import type { ChangesAnswer, RegisteredFailure } from '#views';
import { dutyLine } from '../duties/duty-line.ts';
import { momentInWords } from '../layout/days.ts';
import { withQuery } from '../paths.ts';
import { productName } from './failure.ts';
import { citedAs, shownEntry, type Reading } from './timeline.ts';

interface Seen {
  readonly reading: Reading;
  readonly path: string;
  readonly identity: RegisteredFailure;
}

/** What differs between two pairs of clocks, each difference with the entry behind it. */
export function changesModel({ before, after, changes, events }: ChangesAnswer, { reading, path, identity }: Seen) {
  const today = after.asOf.slice(0, 10);
  return {
    title: 'What changed since',
    trail: [{ text: productName(identity), href: path }, { text: 'What changed since' }],
    says: `Between ${momentInWords(before.asOf)} ${knownInWords(before.knownAt, today)}, and now.`,
    back: withQuery(path, { asOf: before.asOf, knownAt: before.knownAt }),
    now: path,
    changes: changes.map((change) => ({
      before: change.before && dutyLine(change.before, reading.names, today),
      after: change.after && dutyLine(change.after, reading.names, today),
      because: change.because.map((entry) => citedAs(entry, path, reading)),
    })),
    entries: events.map((entry) => shownEntry(entry, reading)),
  };
}
