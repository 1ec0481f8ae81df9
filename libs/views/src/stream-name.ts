import type { PartyId } from '#psti';
import type { Kind } from './facts.ts';

/** A stream by the parts of its name. The installation's is nobody's book. */
export interface StreamName {
  readonly stream: string;
  readonly party: PartyId;
  readonly kind: Kind | 'papers';
  readonly id: string;
}

const kinds: ReadonlySet<string> = new Set(['product', 'failure', 'notice', 'delivery', 'profile', 'installation', 'papers']);
const isKind = (word: string): word is StreamName['kind'] => kinds.has(word);

export function streamName(stream: string): StreamName | undefined {
  const [party = '', kind = '', id = ''] = stream.includes('/') ? stream.split('/') : ['', stream, ''];
  return isKind(kind) ? { stream, party, kind, id } : undefined;
}
export const streamOf = (party: PartyId, kind: 'product' | 'failure' | 'notice' | 'delivery', id: string): string =>
  `${party}/${kind}/${id}`;
