import { serve } from '../src/sqlite/desk.ts';
import { LogWriter } from '../src/sqlite/log-writer.ts';
import { DrawnSalts } from './drawn-salts.ts';

/** A writer as it is, whose salts are the same in every run. */
serve((db, holder) => new LogWriter(db, holder, new DrawnSalts()));
