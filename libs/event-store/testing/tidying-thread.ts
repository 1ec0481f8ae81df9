import { serve } from '../src/sqlite/desk.ts';
import { LogWriter } from '../src/sqlite/log-writer.ts';

/** A writer as it is, but that moves what is in the write-ahead log into the log's file every few pages, so that a short run does it too. */
serve((db, holder) => {
  db.pragma('wal_autocheckpoint = 16');
  return new LogWriter(db, holder);
});
