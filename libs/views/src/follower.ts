import type { Position, Recorded } from '#event-store';
import { type Day, type EventId, kindOf, unknownIn } from '#psti';
import type { RowsOf } from './rows.ts';
import type { View } from './view.ts';
import type { Checkpoint, Generation } from './views-file.ts';

/** Where and why a view stopped. It goes on from here, with nothing skipped, once what stopped it is mended. */
export interface Stopped {
  readonly event: EventId;
  readonly type: string;
  readonly stream: string;
  /** The view shows everything up to here, and not the event. */
  readonly position: Position;
  readonly reason: 'poison' | 'upgrade needed' | 'another follower';
  readonly tries: number;
  readonly says: string;
}

/** `left`: its tables stand still until others take their place. */
export type FollowerState = 'behind' | 'recovering' | 'live' | 'stopped' | 'left';

/** One generation of a view on its way along the log. */
export class Follower {
  readonly view: View;
  readonly generation: Generation;
  readonly rows: RowsOf;
  /** Its rows serve nobody yet, so they may be written before its checkpoint is. */
  hasty: boolean;
  /** The day on which it last looked for rows that change by themselves. */
  turnedOn: Day | undefined;
  at: Checkpoint;
  state: FollowerState = 'behind';
  stopped: Stopped | undefined;

  constructor(view: View, generation: Generation, rows: RowsOf) {
    this.view = view;
    this.generation = generation;
    this.rows = rows;
    this.hasty = !generation.active;
    this.at = { store: generation.store, position: generation.position, leaf: generation.leaf };
  }

  /**
   * Whether an event concerns it: past what its rows show, of a kind that it follows, and of a type that it reads. One that this
   * version of Dutybook does not know concerns every view that follows its kind: it may say anything.
   */
  reads(event: Recorded): boolean {
    if (event.position <= this.at.position) return false;
    const kind = kindOf(event.stream);
    if (kind === undefined || !this.view.kinds.includes(kind)) return false;
    return this.view.types?.includes(event.type) !== false || unknownIn(event) !== undefined;
  }

  stop(stopped: Stopped): void {
    this.state = 'stopped';
    this.stopped = stopped;
  }
}
