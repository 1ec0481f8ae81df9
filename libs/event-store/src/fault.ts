import type { Position } from './port.ts';

/** The first place where a log is not what was written, and how: changed, moved, gone, added, or not what its head says. */
export interface Fault {
  readonly position: Position;
  readonly kind: 'content' | 'order' | 'missing' | 'extra' | 'head';
  readonly says: string;
}
