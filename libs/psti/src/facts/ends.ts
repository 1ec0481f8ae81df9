import { firstOf, no, yesSince } from '../answer.ts';
import { laterOf } from '../calendar.ts';
import { when, whenOfEach } from './question.ts';

/** What ends a duty without its being done. */

export const leftTheAct = whenOfEach(
  'the product has left the Act in every market concerned',
  ({ markets }, { places }) => (places === undefined ? markets.left : markets.leftIn(places)),
  { readings: ['A33'] },
);
/** Of what was supplied to the one to whom it is owed, where the batches of that are known. */
export const noFailureAfterAll = whenOfEach('its own later finding says that there is no failure', ({ knowledge }, { batches }) =>
  knowledge.negatived(batches),
);
export const routeGained = when(
  'a route of deemed compliance holds again',
  ({ knowledge, deeming, today }) => {
    const stretches = knowledge.failing.map(({ requirement }) => deeming.on(requirement, today));
    const held = stretches.filter((stretch) => stretch !== undefined);
    if (held.length === 0 || held.length < stretches.length) return no;
    return yesSince(laterOf(...held.map(({ from }) => from)), ...held.flatMap(({ events }) => events));
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
/** Whoever only ought to have known of it need never have believed in it: the cure ends it all the same. */
export const remedyToldOrBeliefEnded = when(
  'the failure was remedied, or it no longer believes that there is one',
  ({ knowledge }) => {
    const last = knowledge.awareness.at(-1);
    if (last?.ended === undefined) return no;
    return yesSince(last.ended, ...(last.endedBy === undefined ? [] : [last.endedBy]));
  },
);
