import { may, OPERATOR, type Fact, type Person } from '#access';
import { AUTHORITY, classOf, eventWords, fieldsOf, kindOf, typesOf } from '#psti';
import type { EventType, Field, StreamKind } from '#psti';
import { kindNamed } from '../paths.ts';
import { groupsOf } from './kinds.ts';

/** The parts of an address that name a stream. */
export interface Where {
  readonly party?: string;
  readonly plural?: string;
  readonly id?: string;
}

export const streamAt = ({ party, plural, id }: Where): string =>
  plural ? `${party}/${kindNamed(plural) ?? plural}/${id}` : party ? `${party}/profile` : 'installation';

/** A stream that a form writes to, and what this person may put there. */
export interface Place {
  readonly stream: string;
  readonly kind: StreamKind;
  readonly person: Person;
}

export function placeOf(stream: string, person: Person): Place | undefined {
  const kind = kindOf(stream);
  return kind && { stream, kind, person };
}

/** What the event of this type would have to say for this person to be the one who records it. */
const offeredBy = ({ person, stream }: Place, type: string): Readonly<Record<string, unknown>> => {
  if (type === 'ComplianceFailureReported' && person.party === AUTHORITY)
    return { from: { kind: 'authority', party: AUTHORITY } };
  return isRepresentative({ person, stream }) ? { through: person.party } : {};
};

/** Who reads another's book, and is neither the authority nor the operator, is its representative. */
const isRepresentative = ({ person, stream }: Pick<Place, 'person' | 'stream'>): boolean =>
  ![stream.split('/')[0], AUTHORITY, OPERATOR].includes(person.party);

export function mayRecord(place: Place, type: string): boolean {
  const data = offeredBy(place, type);
  if (data.through !== undefined && !fieldsIn(place.kind, type).some(({ name }) => name === 'through')) return false;
  const representatives = isRepresentative(place) ? [place.person.party] : [];
  return may(place.person, { does: 'record', stream: place.stream, event: { type, data } }, { representatives }).allow;
}

/** Whether this person may put right what this entry says. */
export function mayCorrect(
  place: Place,
  entry: { readonly event: string; readonly type: string; readonly data: Fact['data'] },
): boolean {
  const representatives = isRepresentative(place) ? [place.person.party] : [];
  const superseded = { type: entry.type, data: entry.data };
  const event = { type: 'Correction', data: { supersedes: entry.event } };
  return may(place.person, { does: 'record', stream: place.stream, event }, { representatives, superseded }).allow;
}

export const fieldsIn = (kind: StreamKind, type: string): readonly Field[] => {
  const shape = classOf(kind, type);
  return shape ? fieldsOf(shape) : [];
};

/** Kinds of events that can be recorded here, in groups of what people want to do. */
export const choicesOf = (place: Place, path: string) =>
  groupsOf[place.kind]
    .map(({ title, types }) => ({
      title,
      kinds: types.filter((type) => mayRecord(place, type)).map((type) => ({ ...eventWords[type], href: `${path}/${type}` })),
    }))
    .filter(({ kinds }) => kinds.length > 0);

export const typeNamed = (kind: StreamKind, type: string): EventType | undefined => typesOf(kind).find((known) => known === type);

/** Fields of a form that are known before anybody types: whose finding, whose act, on whose behalf. */
export function knownAt(place: Place, type: string, product: string | undefined): Readonly<Record<string, string>> {
  const self = place.person.party;
  const book = place.stream.split('/')[0] ?? self;
  const names = new Set(fieldsIn(place.kind, type).map(({ name }) => name));
  const known: readonly (readonly [string, string | undefined])[] = [
    ['product', product],
    ['foundBy', book],
    ['assessedBy', book],
    ['through', isRepresentative(place) ? self : undefined],
    ['batches', names.has('investigated') || type === 'CorrectiveActionTaken' ? 'all' : undefined],
    ['of', type === 'RoleAsserted' ? book : undefined],
    ['from', type === 'MadeAvailable' ? book : undefined],
  ];
  const filled = known.flatMap(([name, value]) => (value && names.has(name) ? [[`data.${name}`, value] as const] : []));
  const authority =
    type === 'ComplianceFailureReported' && self === AUTHORITY
      ? [['data.from.kind', 'authority'] as const, ['data.from.party', AUTHORITY] as const]
      : [];
  return Object.fromEntries([...filled, ...authority]);
}
