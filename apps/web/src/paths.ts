import type { EventId, FailureId, NoticeId, PartyId, ProductId } from '#psti';

/** Where things are. Every link on every page is made here. */

export const partyPath = (party: PartyId) => `/parties/${encodeURIComponent(party)}`;
export const failurePath = (party: PartyId, failure: FailureId) => `${partyPath(party)}/failures/${encodeURIComponent(failure)}`;
export const productPath = (party: PartyId, product: ProductId) => `${partyPath(party)}/products/${encodeURIComponent(product)}`;
/** A notice of the authority, in its addressee's book. */
export const enforcementPath = (party: PartyId, notice: NoticeId) => `${partyPath(party)}/notices/${encodeURIComponent(notice)}`;
/** A notification and its answers: the sender's side and the recipient's. */
export const noticePath = (sender: PartyId, message: EventId) => `${partyPath(sender)}/deliveries/${encodeURIComponent(message)}`;

/** Whose stream, and which: `kestrel/failure/shared-password`. */
export interface StreamName {
  readonly party: PartyId;
  readonly kind: string;
  readonly id?: string;
}

export function streamNamed(stream: string): StreamName {
  const [party = '', kind = party, id] = stream.split('/');
  return { party, kind, id };
}

/** The page of a stream. */
export function streamPath(stream: string): string {
  const { party, kind, id = '' } = streamNamed(stream);
  if (kind === 'installation') return '/installation';
  if (kind === 'profile') return partyPath(party);
  return `${partyPath(party)}/${plurals[kind] ?? kind}/${encodeURIComponent(id)}`;
}

/** Where forms for a stream are: under its own page, but for a profile, whose page is its party's. */
export const formsPath = (stream: string): string =>
  streamNamed(stream).kind === 'profile' ? `${streamPath(stream)}/profile` : streamPath(stream);

const plurals: Readonly<Record<string, string>> = {
  product: 'products',
  failure: 'failures',
  notice: 'notices',
  delivery: 'deliveries',
};
const singulars: Readonly<Record<string, string>> = Object.fromEntries(Object.entries(plurals).map(([one, many]) => [many, one]));

/** `failures` in an address is `failure` in a stream's name. */
export const kindNamed = (plural: string): string | undefined =>
  Object.hasOwn(singulars, plural) ? singulars[plural] : undefined;

/** The same address with other values in its query; an empty one is left out. */
export function withQuery(path: string, values: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value) query.set(name, value);
  return query.size > 0 ? `${path}?${query}` : path;
}
