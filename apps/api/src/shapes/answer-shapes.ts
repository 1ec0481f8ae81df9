import { roles, statuses, timings, type Cite, type NotOwed, type Obligation, type SettingUsed, type Step, type Why } from '#psti';
import {
  as,
  count,
  day,
  flag,
  id,
  instant,
  list,
  named,
  oneOf,
  optional,
  shape,
  uuid,
  whole,
  words,
  type Fields,
  type Schema,
} from './schema.ts';

/** What reasoning and duties look like in an answer. */

export const party = id('A party: its id, `authority`, or `customers`.');
export const product = id('A product.');
export const failure = id('A failure, as this book calls it.');
export const eventId = uuid('An event: the id under which it was recorded.');
export const position: Schema = words('A place in the log. Give it as waitFor to see at least this.');

export const cite = named(
  'Cite',
  shape<Cite>('A provision of the Act or the regulations.', {
    provision: words('As the Act is cited: s.19(5), (6)(b).'),
    link: { type: 'string', format: 'uri', description: 'Its text at legislation.gov.uk.' },
  }),
);

const step = named(
  'Step',
  shape<Step>('One question of the reasoning, with its answer.', {
    asks: words('The question about the facts.'),
    holds: { enum: [true, false, 'undetermined'], description: 'The answer.' },
    cite: optional(cite),
    events: list(eventId, 'The events that gave the answer.'),
  }),
);

export const settingUsed = named(
  'SettingUsed',
  shape<SettingUsed>('A reading of doubtful text that shaped the answer: policy, never law.', {
    id: words('Its number, A1 and on.'),
    value: words('The reading chosen.'),
    says: words('What it means.'),
  }),
);

const reasons: Fields<Omit<Why, 'trace'>> = {
  triggers: list(eventId, 'The events that raised the duty.'),
  settledBy: list(eventId, 'The events that discharged, excused or ended it.'),
  settings: list(settingUsed, 'Readings of doubtful text used.'),
  says: words('The reason in one sentence.'),
  needs: optional(
    words('What would have to be recorded: for an open question to be settled, or for a duty to arise that did not.'),
  ),
};
export const briefWhy = named(
  'BriefWhy',
  shape<Omit<Why, 'trace'>>('Why the duty stands as it does, without the single steps.', reasons),
);
const steps: Fields<Why> = { ...reasons, trace: list(step, 'Each question asked, in order.') };
export const why = named('Why', shape<Why>('Why the duty stands as it does, step by step.', steps));
export const notOwed = named(
  'NotOwed',
  shape<NotOwed>('Why a duty does not arise, step by step.', {
    ...steps,
    duty: words('Which duty.'),
    status: oneOf(['N/T', 'DORMANT'], 'Not triggered, or held without content.'),
    rulebook: words('The law in force that it was judged by.'),
  }),
);

const status = oneOf(statuses, 'Where the duty stands, in the words of the law page.');
const owed: Fields<Omit<Obligation, 'why'>> = {
  key: words('The same for the same instance of the duty in every answer.'),
  duty: words('Which duty: PSTI-S19-5-NOTIFY-OPSS.'),
  holder: as(party, 'Who owes it.'),
  role: oneOf([...roles.filter((role) => role !== 'none' && role !== 'installer'), 'notice addressee'], 'In which role.'),
  product: { type: 'string', pattern: '^[a-z0-9-]{0,64}$', description: 'The product; empty where a notice names none.' },
  failure: optional(failure),
  notice: optional(id('The notice of the authority that it comes from.')),
  item: optional(words('The requirement of the notice.')),
  to: optional(as(party, 'To whom it is owed.')),
  record: optional(words('The kind of record it is about.')),
  recordId: optional(words('The record.')),
  statement: optional(words('The statement of compliance it is about.')),
  cite,
  what: words('What must be done, in plain words.'),
  status,
  on: optional(day('The day of DONE, CEASED or CROSSED, or from which ACTIVE or EXCUSED.')),
  since: optional(day('The day the duty became performable.')),
  timing: oneOf(Object.keys(timings), 'How soon, as coded: none of these is a number of days.'),
  dueOn: optional(day('Only where the law or a notice fixes a date.')),
  until: optional(day('Keep through this day.')),
  ends: optional(list(day('An end.'), 'Both ends, where the law is doubtful about which it is.')),
  policyUntil: optional(day('Own policy, never law.')),
  enforcedUntil: optional(day('What is enforced here, never law.')),
  excuse: optional(as(cite, 'The provision that excuses it.')),
  missing: optional(list(words('A piece of content.'), 'What was left out of what was said or recorded.')),
  crossed: optional(list(day('A day.'), 'Days of acts across a gate or prohibition.')),
  outcome: optional(oneOf(['failure', 'no failure', 'deemed compliant'], 'What the investigation found.')),
  outcomeCite: optional(cite),
  joint: optional(flag('Owed jointly with others.')),
  holderFor: optional(as(party, 'The manufacturer for whom a representative holds it.')),
  mirrors: optional(words("The manufacturer's duty that a representative's mirrors.")),
  flags: optional(list(words('A name of the law page.'), 'What else the law page says of it.')),
  rulebook: words('The law in force that it was judged by.'),
  target: optional(
    shape<NonNullable<Obligation['target']>>('An own aim of the organisation, never law.', {
      days: whole('Days allowed.'),
      dueOn: day('The day it aims at.'),
    }),
  ),
  discharge: optional(words('What would discharge it.')),
};
export const obligation = named(
  'Obligation',
  shape<Obligation>('One duty, worked out for one holder, product, failure and recipient at both clocks.', { ...owed, why }),
);
export { owed };

export const happened = {
  event: eventId,
  on: day('When it happened.'),
  at: optional(instant('When it happened, where the time is known.')),
  recordedAt: instant('When it was recorded; set only by the log.'),
};

export const answered = {
  asOf: words('What had happened by then: the day or instant asked about.'),
  knownAt: words('What had been recorded by then.'),
  today: day('The day on which it was asked.'),
  position,
};

export const counted = shape<{ rows: number; orMore: boolean }>('How many rows the whole list has.', {
  rows: count('Counted to 1,000.'),
  orMore: flag('Counting stopped there.'),
});
