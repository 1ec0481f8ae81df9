import { firstOf, no, yesSince } from '../answer.ts';
import { laterOf } from '../calendar.ts';
import { when, whenOfEach } from './question.ts';

/** What ends a duty without its being done. */

export const leftTheAct = whenOfEach(
  'the product has left the Act in every market concerned',
  ({ markets }, { places }) => (places === undefined ? markets.left : markets.leftIn(places)),
  { readings: ['A33'] },
);
export const noFailureAfterAll = when(
  'its own later finding says that there is no failure',
  ({ knowledge }) => knowledge.negatived,
);
export const routeGained = when(
  'a route of deemed compliance holds again',
  ({ failureEvents, deeming, today }) => {
    const failing = new Set(failureEvents.flatMap((event) => (event.type === 'FailureDetermined' ? [event.requirement] : [])));
    const stretches =
      failing.size === 0 ? [deeming.on(undefined, today)] : [...failing].map((requirement) => deeming.on(requirement, today));
    const days = stretches.map((stretch) => stretch?.from);
    if (days.some((day) => day === undefined)) return no;
    return yesSince(
      laterOf(...days.filter((day) => day !== undefined)),
      ...stretches.flatMap((stretch) => stretch?.events ?? []),
    );
  },
  { readings: ['A6'] },
);
export const failureRemedied = when('the failure was remedied', ({ standing, received }) =>
  firstOf(
    ...(standing.remedied === undefined ? [] : [yesSince(standing.remedied.on, standing.remedied.id)]),
    ...received.flatMap((event) =>
      event.type === 'NotificationReceived' && event.remedy === 'successful' && event.on >= (standing.recurrence?.on ?? event.on)
        ? [yesSince(event.on, event.id)]
        : [],
    ),
  ),
);
export const beliefEnded = when('it no longer believes that there is a failure', ({ knowledge }) => {
  const last = knowledge.beliefs.at(-1);
  if (last?.ended === undefined) return no;
  return yesSince(last.ended, ...(last.endedBy === undefined ? [] : [last.endedBy]));
});
