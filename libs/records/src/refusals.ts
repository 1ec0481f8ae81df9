import { unseen } from '#access';
import type { Problem } from '#psti';

/** What was offered is not an event that can be kept: each field that is wrong, with a sentence. */
export class Invalid extends Error {
  override readonly name = 'Invalid';
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(({ field, says }) => `${field}: ${says}`).join('; '));
  }
}

/** There is no such thing, or not for this person: the two answer alike. */
export class NotFound extends Error {
  override readonly name = 'NotFound';
  constructor(readonly says: string = unseen.says) {
    super(says);
  }
}
