import { uuidOf } from './uuid.ts';

/** Who runs the installation: admits parties and puts rulebooks in force, and keeps no book. */
export const OPERATOR = 'operator';

/** Who acts, and for which party: a party's id, `authority` or `operator`. */
export interface Person {
  /** A reference to a person, never a name. */
  readonly subject: string;
  readonly party: string;
}

/** Somebody of that party, while there are no accounts: one fixed reference for each party. */
export const someoneOf = (party: string): Person => ({ subject: uuidOf(`dutybook:someone-of/${party}`), party });
