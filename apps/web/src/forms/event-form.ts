import { eventWords, labelOf, type EventType, type Problem } from '#psti';
import { controlsOf, idOf, type Offers } from './controls.ts';
import { fieldsIn, type Place } from './place.ts';
import { lacksYear, one, type Form } from './reading.ts';
import { saidOnForm } from './said.ts';

/** The form of one kind of event. It carries the event's id, so that a double submit records once. */

export interface FormAsked {
  readonly place: Place;
  readonly type: EventType;
  readonly form: Form;
  readonly problems: readonly Problem[];
  readonly offers: Offers;
  readonly path: string;
  readonly id: string;
}

export function formModel({ place, type, form, problems, offers, path, id }: FormAsked) {
  const said = problems.map(({ field, says }) => ({
    field,
    says: lacksYear(form, field) ? NO_YEAR : saidOnForm({ field, says }, type),
  }));
  const errorAt = (field: string) => said.find((problem) => problem.field === field)?.says;
  return {
    title: eventWords[type].title,
    hint: eventWords[type].hint,
    path,
    id,
    on: {
      control: 'date',
      id: 'on',
      name: 'on',
      ...labelOf(type, 'on'),
      hint: 'The day itself, not today’s, if it was earlier. Days to come cannot be recorded.',
      error: errorAt('on'),
      day: one(form, 'on-day'),
      month: one(form, 'on-month'),
      year: one(form, 'on-year'),
    },
    at: { ...labelOf(type, 'at'), value: one(form, 'at-time'), error: errorAt('at') },
    controls: controlsOf(fieldsIn(place.kind, type), offers, { form, problems: said }),
    problems: said.map(({ field, says }) => ({ text: says, href: field ? `#${anchorOf(field)}` : undefined })),
  };
}

const NO_YEAR = 'Give the year with four digits';

/** Where a problem's field is on the page: a day is its first box. */
const anchorOf = (field: string): string => (field === 'at' ? 'at-time' : field === 'on' ? 'on-day' : idOf(field));
