/** The Act alone: all that one party owes where it supplied 3,000 others. */
import { type Book, fromLog, obligations } from '#psti';
import type { Bench } from './bench.ts';
import { best, type Figures } from './measure.ts';
import { importersBook, RECIPIENTS } from './thousands.ts';

const TRIES = 40;

export async function measure({ progress }: Bench): Promise<Figures> {
  progress(`what is owed to ${RECIPIENTS.toLocaleString('en')} recipients`);
  const book = bookOf();
  let rows = 0;
  const clocks = { asOf: '2026-03-01', knownAt: '2026-12-31' };
  const ms = await best(TRIES, () => {
    rows = obligations(book, clocks).length;
  });
  return { 'duties-3000.ms': ms, 'duties-3000.rows': rows, 'duties-3000.rate': rows / (ms / 1000) };
}

/** As the views give it to the Act, from the events on the log. */
function bookOf(): Book {
  let leaf = 0;
  const known = importersBook().flatMap(({ stream, by, events }) =>
    events.map((event, revision) =>
      fromLog({ ...event, stream, revision, by, leaf: leaf++, recordedAt: '2026-02-20T12:00:00.000Z' }),
    ),
  );
  const of = <Kind>(kind: string) =>
    known.filter(({ stream }) => stream.split('/')[1] === kind) as readonly unknown[] as readonly Kind[];
  return {
    party: 'importer',
    product: of<Book['product'][number]>('product'),
    failure: of<Book['failure'][number]>('failure'),
    profile: [],
    installation: [],
  };
}
