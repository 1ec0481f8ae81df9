import type { Day, EventId, Instant, Text } from './act.ts';
import { Happened, IsEventRef, IsReplacement, IsText, Optional } from './shape.ts';

/** The event as it should have been recorded: its type, its day, and its own fields beside them. */
export interface Replacement {
  readonly type: string;
  readonly version: number;
  readonly on: Day;
  readonly at?: Instant;
}

/**
 * A mistake is corrected by naming the event and giving the whole of it anew, or nothing to withdraw it. Nothing is changed or
 * deleted. `on` is the day of the correction; the replacement has a day of its own.
 */
export class Correction extends Happened {
  readonly type = 'Correction' as const;
  @IsEventRef() readonly supersedes!: EventId;
  @Optional() @IsReplacement() readonly event?: Replacement;
  @IsText() readonly reasons!: Text;
}
