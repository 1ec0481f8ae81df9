import type { Cite, Day, EventId } from './act.ts';
import type { SettingId } from './settings.ts';

/** The answer to one question about the facts: whether it holds, since which day, which events say so, which readings shaped it. */
export interface Answer {
  readonly holds: boolean | 'undetermined';
  /** The first day on which it holds. */
  readonly on?: Day;
  readonly events: readonly EventId[];
  readonly settings?: readonly SettingId[];
  readonly cite?: Cite;
}

export const no: Answer = { holds: false, events: [] };
export const undetermined = (...events: readonly EventId[]): Answer => ({ holds: 'undetermined', events });
export const yesSince = (on: Day, ...events: readonly EventId[]): Answer => ({ holds: true, on, events });
export const shapedBy = (answer: Answer, ...settings: readonly SettingId[]): Answer =>
  settings.length === 0 ? answer : { ...answer, settings: [...(answer.settings ?? []), ...settings] };

/** The answer that holds first; of equals, the one named first. */
export const firstOf = (...answers: readonly Answer[]): Answer =>
  answers.reduce((first, next) => (next.on !== undefined && (first.on === undefined || next.on < first.on) ? next : first), no);

/** All of them hold: from the latest of their days. */
export const allOf = (...answers: readonly Answer[]): Answer => {
  const failing = answers.find(({ holds }) => holds === false) ?? answers.find(({ holds }) => holds === 'undetermined');
  if (failing !== undefined) return failing;
  const on = answers.reduce((latest, answer) => ((answer.on ?? '') > latest ? (answer.on ?? '') : latest), '');
  return {
    holds: true,
    on,
    events: answers.flatMap(({ events }) => events),
    settings: answers.flatMap(({ settings }) => settings ?? []),
  };
};
