import type { PartyId } from '../act.ts';
import { firstOf, no, shapedBy, yesSince } from '../answer.ts';
import type { Answer } from '../answer.ts';
import type { Facts } from '../book.ts';
import { laterOf } from '../calendar.ts';
import { valueOf } from '../settings.ts';
import { notifierIsTheManufacturer, toldThatTheManufacturerIsAware } from './excuses.ts';
import { asks, when } from './question.ts';
import type { Sequence } from './question.ts';

/** What must come first: contact with the manufacturer, an attempt at it, or what takes its place. */

const approachOf = (
  { told, manufacturers }: Facts,
  made: 'contacted' | 'approached',
  among: Iterable<PartyId> = manufacturers,
): Answer => {
  const whose = [...among];
  const first = firstOf(
    ...whose.flatMap((whom) => {
      const approach = told[made].get(whom);
      return approach === undefined ? [] : yesSince(approach.on, approach.id);
    }),
  );
  return whose.length > 1 && first.on !== undefined ? shapedBy(first, 'A34') : first;
};

/** Any word from its manufacturer on the day on which a representative is informed is an exchange between them too (A12). */
export const heardFromManufacturer = ({ received, knowledge, manufacturers, settings }: Facts, whom?: PartyId): Answer => {
  const heard = received.find(
    ({ from, on }) => manufacturers.has(from) && (whom === undefined || from === whom) && on === knowledge.informed.on,
  );
  if (heard === undefined) return no;
  return shapedBy(valueOf(settings, 'A12') === 'exchange-that-day' ? yesSince(heard.on, heard.id) : no, 'A12');
};
/** Whom a representative answers to; every manufacturer that it knows of, where its appointment is not on record. */
export const appointing = ({ party, roles, manufacturers }: Facts): readonly PartyId[] => {
  const own = roles.appointments.filter(({ representative }) => representative === party);
  return own.length === 0 ? [...manufacturers] : [...new Set(own.map(({ manufacturer }) => manufacturer))];
};
export const manufacturerContactedOrTried: Sequence = {
  asks: 'it has contacted the manufacturer that appointed it, or tried to, or heard from it on the day on which it was informed',
  readings: ['A12', 'A34'],
  needs: 'a contact with the manufacturer, or an attempt at one',
  after: (facts) => {
    const whose = appointing(facts);
    const heard = firstOf(...whose.map((whom) => heardFromManufacturer(facts, whom)));
    return firstOf(approachOf(facts, 'approached', whose), heard);
  },
};
const contactExcused = (facts: Facts): Answer =>
  firstOf(notifierIsTheManufacturer.when(facts, {}), toldThatTheManufacturerIsAware.when(facts, {}));
export const manufacturerContactedOrContactExcused: Sequence = {
  asks: 'it has contacted the manufacturer, or tried to, or is excused from it',
  excused: 'plain “as soon as possible” where the contact is excused',
  readings: ['A10', 'A11', 'A14', 'A15', 'A34'],
  needs: 'a contact with the manufacturer, or an attempt at one',
  after: (facts) => {
    const excuse = contactExcused(facts);
    const contact = approachOf(facts, 'contacted');
    const excused =
      excuse.on !== undefined &&
      (contact.on === undefined || excuse.on <= laterOf(contact.on, facts.knowledge.aware.on ?? contact.on));
    return excused ? { ...firstOf(excuse, approachOf(facts, 'approached')), excused } : approachOf(facts, 'approached');
  },
};

/** A35: an attempt on record and a finding; from then on the contact is not possible. */
const impossibleFor = ({ failureEvents, told, manufacturers }: Facts, whom: PartyId): Answer => {
  const attempt = told.attempted.get(whom);
  const finding = failureEvents.find(
    (event) => event.type === 'ContactImpossibleFinding' && (event.whom === whom || manufacturers.size === 1),
  );
  if (attempt === undefined || finding === undefined) return no;
  return shapedBy(yesSince(laterOf(attempt.on, finding.on), attempt.id, finding.id), 'A35');
};
/** Of several manufacturers only where none can be reached (A34): from the day on which that is so of the last of them. */
const impossibleForAll = (facts: Facts): Answer => {
  const answers = [...facts.manufacturers].map((whom) => impossibleFor(facts, whom));
  if (answers.length === 0 || answers.some(({ holds }) => holds !== true)) return no;
  const last = answers.reduce((latest, next) => ((next.on ?? '') > (latest.on ?? '') ? next : latest));
  return answers.length > 1 ? shapedBy(last, 'A34') : last;
};
export const contactIsImpossible = when(
  'contact with the manufacturer is not possible',
  (facts) => (approachOf(facts, 'contacted').on === undefined ? impossibleForAll(facts) : no),
  { readings: ['A34', 'A35'], needs: 'a contact with the manufacturer, should it be reached after all' },
);
export const contactProvedImpossible = asks(
  'the contact that s.25(3) requires proved not possible',
  (facts) => {
    const isExcused = contactExcused(facts).on !== undefined && facts.knowledge.aware.on !== undefined;
    return isExcused ? no : impossibleForAll(facts);
  },
  {
    readings: ['A34', 'A35'],
    needs: 'an attempt to contact each manufacturer that it knows, and a finding that contact with it is not possible',
  },
);
export const manufacturerReachedLater = when(
  'the manufacturer was reached after all',
  (facts) => approachOf(facts, 'contacted'),
  { readings: ['A34'] },
);
