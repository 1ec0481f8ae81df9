import type { PartyId } from '../act.ts';
import { firstOf, no, shapedBy, yesSince } from '../answer.ts';
import type { Answer } from '../answer.ts';
import type { Facts } from '../book.ts';
import { laterOf } from '../calendar.ts';
import { notifierIsTheManufacturer, toldThatTheManufacturerIsAware } from './excuses.ts';
import { asks, when, whenOfEach } from './question.ts';
import type { Sequence } from './question.ts';

/** What must come first: contact with the manufacturer, an attempt at it, or what takes its place. */

const approachOf = ({ told, manufacturers }: Facts, made: 'contacted' | 'approached'): Answer => {
  const first = firstOf(
    ...[...manufacturers].flatMap((whom) => {
      const approach = told[made].get(whom);
      return approach === undefined ? [] : yesSince(approach.on, approach.id);
    }),
  );
  return manufacturers.size > 1 && first.on !== undefined ? shapedBy(first, 'A34') : first;
};

export const manufacturerContactedOrTried: Sequence = {
  asks: 'it has contacted the manufacturer, or tried to',
  readings: ['A34'],
  needs: 'a contact with the manufacturer, or an attempt at one',
  after: (facts) => approachOf(facts, 'approached'),
};
const contactExcused = (facts: Facts): Answer =>
  firstOf(notifierIsTheManufacturer.when(facts, {}), toldThatTheManufacturerIsAware.when(facts, {}));
export const manufacturerContactedOrContactExcused: Sequence = {
  asks: 'it has contacted the manufacturer, or tried to, or is excused from it',
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

/** A35: an attempt on record and a finding, for every manufacturer that it knows; from then on the contact is not possible. */
const impossibleFor = ({ failureEvents, told, manufacturers }: Facts, whom: PartyId): Answer => {
  const attempt = told.attempted.get(whom);
  const finding = failureEvents.find(
    (event) => event.type === 'ContactImpossibleFinding' && (event.whom === whom || manufacturers.size === 1),
  );
  if (attempt === undefined || finding === undefined) return no;
  return shapedBy(yesSince(laterOf(attempt.on, finding.on), attempt.id, finding.id), 'A35');
};
export const contactIsImpossible = whenOfEach(
  'contact with the manufacturer is not possible',
  (facts, { whom }) => (whom === undefined || facts.told.contacted.has(whom) ? no : impossibleFor(facts, whom)),
  { readings: ['A35'], needs: 'a contact with the manufacturer, should it be reached after all' },
);
export const contactProvedImpossible = asks(
  'the contact that s.25(3) requires proved not possible',
  (facts) => {
    const { manufacturers, knowledge } = facts;
    if (manufacturers.size === 0 || (contactExcused(facts).on !== undefined && knowledge.aware.on !== undefined)) return no;
    const answers = [...manufacturers].map((whom) => impossibleFor(facts, whom));
    if (answers.some(({ holds }) => holds !== true)) return no;
    return answers.reduce((latest, next) => ((next.on ?? '') > (latest.on ?? '') ? next : latest));
  },
  {
    readings: ['A35'],
    needs: 'an attempt to contact each manufacturer that it knows, and a finding that contact with it is not possible',
  },
);
export const manufacturerReachedLater = when(
  'the manufacturer was reached after all',
  (facts) => approachOf(facts, 'contacted'),
  { readings: ['A34'] },
);
