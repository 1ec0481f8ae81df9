import { kindOf } from '#psti';
import type { StreamKind } from '#psti';

/** Where an event goes: `{party}/{kind}/{id}`, `{party}/profile` or `installation`. */
export interface StreamName {
  readonly stream: string;
  readonly kind: StreamKind;
  /** Whose book it is; nobody's but the operator's for `installation`. */
  readonly party?: string;
  readonly id?: string;
}

const ID = /^[a-z0-9-]{1,64}$/;
const PARTS: Readonly<Record<StreamKind, number>> = {
  product: 3,
  failure: 3,
  notice: 3,
  delivery: 3,
  profile: 2,
  installation: 1,
};

/** Nothing, where no stream can have that name. */
export function streamNamed(stream: string): StreamName | undefined {
  const kind = kindOf(stream);
  const parts = stream.split('/');
  if (kind === undefined || parts.length !== PARTS[kind] || !parts.every((part) => ID.test(part))) return undefined;
  return kind === 'installation' ? { stream, kind } : { stream, kind, party: parts[0], id: parts[2] };
}
