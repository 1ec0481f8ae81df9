import type { DutyId } from '../act.ts';
import type { Clauses, Duty, MirrorKind } from '../duty.ts';

/** What a representative does for the manufacturer mirrors the manufacturer's own rows (s.51). */
export const mirrorOf = (
  clauses: Clauses,
  { delegated, of }: { readonly delegated: MirrorKind['delegated']; readonly of: readonly DutyId[] },
): Duty => ({ ...clauses, kind: { is: 'mirror', of, delegated } });
