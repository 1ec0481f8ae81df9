import type { Clocks, DutyId, Obligation } from '#psti';
import { allDuties } from '#psti';
import type { FailureRecordPage } from '#views';
import { failurePath, withQuery } from '../paths.ts';
import { windowPaging, type Window } from '../window.ts';
import { citedIn } from './failure.ts';
import { fullLine } from './groups.ts';
import type { Reading } from './timeline.ts';

interface Seen {
  readonly reading: Reading;
  readonly clocks: Partial<Clocks>;
  readonly duty: DutyId;
  readonly rows: Window<Obligation>;
  readonly path: string;
}

/** All rows of one duty on one record. */
export function rowsModel(record: FailureRecordPage, { reading, clocks, duty, rows, path }: Seen) {
  const home = failurePath(record.party, record.failure);
  const cited = citedIn(record, reading, clocks);
  return {
    title: allDuties.find(({ id }) => id === duty)?.what ?? duty,
    trail: [{ text: 'The record', href: withQuery(home, clocks) }, { text: duty }],
    lines: rows.rows.map((row) => fullLine(row, { reading, cited, today: record.today, path: home, may: () => false })),
    holders: rows.rows.some(({ holder }) => holder !== record.party),
    paging: windowPaging(rows, path, { ...clocks, duty }),
  };
}
