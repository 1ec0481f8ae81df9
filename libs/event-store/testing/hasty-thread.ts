import { serve } from '../src/sqlite/desk.ts';
import { LogWriter } from '../src/sqlite/log-writer.ts';

/** A writer that does not wait for the disk, as this build of SQLite would by itself: a power cut must bring it to light. */
serve((db, holder) => {
  db.pragma('synchronous = NORMAL');
  return new LogWriter(db, holder);
});
