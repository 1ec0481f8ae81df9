import type { Day, DutyId, Holder } from '../act.ts';
import { firstOf, no, shapedBy, yesSince } from '../answer.ts';
import type { Answer } from '../answer.ts';
import type { Facts } from '../book.ts';
import { rulebookOn } from '../rulebook.ts';
import { asks } from './question.ts';
import type { Question } from './question.ts';

/** What there is to ask about what the party was told, knew, believed and looked into (law page §1.8). */

/** The passing of the support period ends no duty (A41). */
const whateverItsSupport = (answer: Answer, { productEvents }: Facts): Answer => {
  const on = answer.on;
  if (on === undefined) return answer;
  const ended = productEvents.some(
    (event) => event.type === 'SupportPeriodPublished' && event.untilOn !== undefined && event.untilOn < on,
  );
  return ended ? shapedBy(answer, 'A41') : answer;
};

export const informed = asks(
  'it was told, by anyone, that there is or may be a failure',
  (facts) => whateverItsSupport(facts.knowledge.informed, facts),
  {
    readings: ['A41', 'A45', 'A46'],
    needs: 'a report, a contact or a notification received, which says that there is or may be a failure',
  },
);
const AWARE = {
  readings: ['A2', 'A18', 'A41', 'A48'],
  needs:
    'a determination of the failure, or awareness or belief asserted; for an importer or distributor, a contact or notification received that says there is one',
} as const;
export const awareOfFailure = asks(
  'it is aware of the failure, or ought to be',
  (facts) => whateverItsSupport(facts.knowledge.aware, facts),
  AWARE,
);
/** A failure that came back after it was remedied is dated by the determination that says so. */
export const awareOfStandingFailure = asks(
  'it is aware of the failure, or ought to be',
  (facts) => {
    const { recurrence } = facts.standing;
    return whateverItsSupport(recurrence === undefined ? facts.knowledge.aware : yesSince(recurrence.on, recurrence.id), facts);
  },
  AWARE,
);
export const failureOnRecord = asks('a failure is on its record', ({ knowledge }) => knowledge.onRecord, {
  needs: 'a determination of the failure, or actual awareness of it',
});
export const believesThereIsAFailure = asks(
  'it knows or believes that there is a failure',
  ({ knowledge }) => {
    const belief = knowledge.beliefs[0];
    return belief === undefined ? no : yesSince(belief.on, ...belief.events);
  },
  {
    readings: ['A48'],
    needs:
      'a determination of the failure, actual awareness or belief asserted, or a contact or notification received that says there is one',
  },
);

/** A failure of its own needs a requirement specified for its role: there is none in the law as it is. */
const ownRequirements = ({ law }: Facts, of: Holder, day: Day): readonly string[] =>
  rulebookOn(law, day)
    .requirements.filter(({ holder }) => holder === of)
    .map(({ id }) => id);
export const requirementOfItsOwn = (of: Holder): Question =>
  asks(
    `a security requirement is specified for ${of}s`,
    (facts) => {
      const from = facts.law.find((rulebook) => rulebook.requirements.some(({ holder }) => holder === of))?.from;
      return from === undefined || from > facts.today ? no : yesSince(from);
    },
    { readings: ['A8'], needs: `nothing that a party could record: regulations would have to specify one for ${of}s` },
  );
export const awareOfOwnFailure = (of: Holder): Question =>
  asks(
    'it is aware of a failure of its own, or ought to be',
    (facts) =>
      firstOf(
        ...facts.failureEvents.flatMap((event) =>
          (event.type === 'FailureDetermined' || event.type === 'AwarenessAsserted') &&
          event.requirement !== undefined &&
          ownRequirements(facts, of, event.on).includes(event.requirement)
            ? [yesSince(event.on, event.id)]
            : [],
        ),
      ),
    {
      readings: ['A8'],
      needs: `a determination that a requirement specified for ${of}s is not met, or awareness of it asserted`,
    },
  );

export const investigationOnRecord = asks(
  'an investigation of its own is on its record',
  ({ failureEvents, records }) =>
    firstOf(
      ...failureEvents.flatMap((event) =>
        event.type === 'InvestigationStarted' ||
        ((event.type === 'FailureDetermined' || event.type === 'FailureNegatived') && event.investigated === true)
          ? [yesSince(event.on, event.id)]
          : [],
      ),
      ...records.filter(({ kind }) => kind === 'investigation').map(({ made }) => yesSince(made.on, made.id)),
    ),
  { needs: 'an investigation started, the outcome of one, or a record of it' },
);
export const awareOfManufacturersInvestigation = asks(
  'it was told of an investigation by a manufacturer',
  ({ failureEvents }) =>
    firstOf(
      ...failureEvents.flatMap((event) =>
        (event.type === 'NotificationReceived' || event.type === 'ComplianceFailureReported') &&
        event.describesInvestigation === true
          ? [yesSince(event.on, event.id)]
          : [],
      ),
    ),
  { needs: 'a report or a notification received that describes the manufacturer’s investigation' },
);
export const remedyAppearsUnlikely = (duty: DutyId): Question =>
  asks(
    'it appears that the manufacturer is unlikely to remedy the failure',
    ({ failureEvents, manufacturers }) =>
      shapedBy(
        firstOf(
          ...failureEvents.flatMap((event) => {
            if (event.type === 'UnlikelyRemedyFinding') return event.duty === duty ? [yesSince(event.on, event.id)] : [];
            const refused = event.type === 'NotificationReceived' && event.remedy === 'refused' && manufacturers.has(event.from);
            return refused ? [yesSince(event.on, event.id)] : [];
          }),
        ),
        'A16',
      ),
    {
      readings: ['A16'],
      needs: `a finding on ${duty} that remedy is unlikely, or a notification from the manufacturer that refuses it`,
    },
  );
