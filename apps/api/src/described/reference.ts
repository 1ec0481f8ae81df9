import {
  choiceOf,
  eventsOf,
  eventWords,
  fieldsOf,
  labelOf,
  readings,
  streamKinds,
  type EventClass,
  type EventType,
  type Field,
  type Reading,
  type Register,
  type Rulebook,
  type StreamKind,
} from '#psti';
import { day, flag, list, named, oneOf, optional, shape, whole, words, type Schema } from '../shapes/schema.ts';

/** What can be recorded, and the law and the readings by which it is judged. */

/** A field with what people call it. */
export interface NamedField extends Omit<Field, 'options' | 'of'> {
  readonly label: string;
  readonly hint?: string;
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  readonly of?: readonly NamedField[];
}
export interface EventKind {
  readonly stream: StreamKind;
  readonly type: EventType;
  readonly title: string;
  readonly hint: string;
  readonly fields: readonly NamedField[];
}

const namedField =
  (type: EventType, under: string) =>
  ({ options, of, ...field }: Field): NamedField => {
    const path = under === '' ? field.name : `${under}.${field.name}`;
    return {
      ...field,
      ...labelOf(type, path),
      ...(options ? { options: options.map((value) => ({ value, label: choiceOf(value) })) } : {}),
      ...(of ? { of: of.map(namedField(type, path)) } : {}),
    };
  };
const kindOf = (stream: StreamKind, shapeOf: EventClass): EventKind => {
  const { type } = new shapeOf();
  return { stream, type, ...eventWords[type], fields: fieldsOf(shapeOf).map(namedField(type, '')) };
};
const kinds: readonly EventKind[] = streamKinds.flatMap((stream) => eventsOf(stream).map((shapeOf) => kindOf(stream, shapeOf)));
export const eventKinds = (stream?: StreamKind) => ({
  rows: kinds.filter((kind) => stream === undefined || kind.stream === stream),
});

const option = shape<{ value: string; label: string }>('A word, and what people call it.', {
  value: words('The word.'),
  label: words('In a form.'),
});
const field = named(
  'Field',
  shape<NamedField>('One field of an event.', {
    name: words('Its name in `data`.'),
    label: words('What a form calls it.'),
    hint: optional(words('What helps to fill it in.')),
    kind: words('What it holds.'),
    required: flag('It must be there.'),
    depends: optional(flag('The rest of the event decides whether it must be there.')),
    options: optional(
      list(option, 'A choice: all there is. A party or a list: words that may stand in its place. Else: examples.'),
    ),
    pattern: optional(words('A regular expression that it matches.')),
    maxLength: optional(whole('At most so many characters.')),
    min: optional(whole('At least.')),
    max: optional(whole('At most.')),
    past: optional(flag('A day that has come: today at the latest.')),
    of: optional(
      list({ $ref: '#/components/schemas/Field' }, 'A group: its fields. A list: the one field that each of its members is.'),
    ),
  }),
);
const listOf = (name: string, row: Schema, says: string) =>
  named(name, shape<{ rows: readonly unknown[] }>(says, { rows: list(row, says) }));

export const eventKindsSchema = listOf(
  'EventKinds',
  named(
    'EventKind',
    shape<EventKind>('A kind of event.', {
      stream: oneOf(streamKinds, 'The kind of stream it is recorded in.'),
      type: words('Its name.'),
      title: words('What a form calls it.'),
      hint: words('To the person who is about to record it.'),
      fields: list(field, 'Its own fields, under `data`.'),
    }),
  ),
  'Every kind of event that can be recorded.',
);

export const rulebooksSchema = listOf(
  'Rulebooks',
  named(
    'Rulebook',
    shape<Rulebook>('The law in force from a day.', {
      id: words('Its id.'),
      from: day('In force from the start of this day.'),
      basedOn: optional(words('The one it changes.')),
      says: words('What it is.'),
      requirements: list({ type: 'object' }, 'Security requirements that it specifies for importers and distributors.'),
      live: list(words('A duty.'), 'Duties it switches on.'),
      dormant: list(words('A duty.'), 'Duties it holds without content.'),
      absent: list(words('A duty.'), 'Duties it does not have.'),
      routes: list(words('A route.'), 'Routes of deemed compliance.'),
      exceptions: list(whole('A paragraph.'), 'Paragraphs of Sch.3.'),
    }),
  ),
  'The law in force, from each day on.',
);

interface Setting {
  readonly id: string;
  readonly version: number;
  readonly values: readonly string[];
  readonly doubt: string;
  readonly says: string;
  readonly otherwise?: readonly { readonly value: string; readonly says: string }[];
  readonly answered?: { readonly by: string; readonly because: string };
}
const settingRows: readonly Setting[] = Object.entries<Reading>(readings).map(([id, { otherwise, ...reading }]) => ({
  id,
  ...reading,
  ...(otherwise && { otherwise: Object.entries(otherwise).map(([value, says]) => ({ value, says })) }),
}));
export const settings = () => ({ rows: settingRows });
export const settingsSchema = listOf(
  'Settings',
  named(
    'Setting',
    shape<Setting>('A reading of doubtful text: policy, never law.', {
      id: words('Its number.'),
      version: whole('Of the reading.'),
      values: list(words('A reading.'), 'The first is the default.'),
      doubt: words('What is doubtful.'),
      says: words('What the default makes of it.'),
      otherwise: optional(
        list(
          shape<{ value: string; says: string }>('Another reading that may be chosen.', {
            value: words('The reading.'),
            says: words('What it makes of it.'),
          }),
          'The readings beside the default.',
        ),
      ),
      answered: optional(
        shape<{ by: string; because: string }>('Where no rule has to ask for it.', {
          by: words('What settles it instead.'),
          because: words('Why.'),
        }),
      ),
    }),
  ),
  'Readings of doubtful text.',
);

const entry = (says: string): Schema => ({
  type: 'object',
  description: says,
  required: ['id'],
  properties: { id: words('Its id, the same everywhere.') },
});
export const registerSchema = named(
  'Register',
  shape<Register>('What the engine holds the law to be: as the code that decides it has it, in words.', {
    duties: list(
      entry(
        'A duty: provision with its link, holder, recipient, what must be done, how soon in the Act’s words, what raises, excuses, ends and discharges it, where it is in force, which readings can shape it.',
      ),
      'Every duty, in the order of the Act.',
    ),
    guards: list(entry('A limit on what the authority may do.'), 'The guards.'),
    timers: list(entry('A period that the law fixes.'), 'The timers.'),
    readings: list(entry('A reading of doubtful text: policy, never law.'), 'The readings.'),
    rulebooks: list(entry('The law in force from a day.'), 'The rulebooks.'),
  }),
);
