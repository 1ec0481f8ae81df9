import { eventsOf, fieldsOf, lawInForce, readings, streamKinds, type Field, type Rulebook, type StreamKind } from '#psti';
import { day, flag, list, named, oneOf, optional, shape, whole, words, type Schema } from './schema.ts';

/** What can be recorded, and the law and the readings by which it is judged. */

export interface EventKind {
  readonly stream: StreamKind;
  readonly type: string;
  readonly fields: readonly Field[];
}

const kinds: readonly EventKind[] = streamKinds.flatMap((stream) =>
  eventsOf(stream).map((shapeOf) => ({ stream, type: new shapeOf().type, fields: fieldsOf(shapeOf) })),
);
export const eventKinds = (stream?: StreamKind) => ({
  rows: kinds.filter((kind) => stream === undefined || kind.stream === stream),
});

const field = named(
  'Field',
  shape<Field>('One field of an event.', {
    name: words('Its name in `data`.'),
    kind: words('What it holds.'),
    required: flag('It must be there.'),
    options: optional(
      list(words('A word.'), 'A choice: all there is. A party or a list: words that may stand in its place. Else: examples.'),
    ),
    pattern: optional(words('A regular expression that it matches.')),
    maxLength: optional(whole('At most so many characters.')),
    min: optional(whole('At least.')),
    max: optional(whole('At most.')),
    of: optional(
      list({ $ref: '#/components/schemas/Field' }, 'A group: its fields. A list: the one field that each of its members is.'),
    ),
  }),
);
const listOf = (name: string, row: Schema, says: string) =>
  named(name, shape<{ rows: unknown }>(says, { rows: list(row, says) }));

export const eventKindsSchema = listOf(
  'EventKinds',
  named(
    'EventKind',
    shape<EventKind>('A kind of event.', {
      stream: oneOf(streamKinds, 'The kind of stream it is recorded in.'),
      type: words('Its name.'),
      fields: list(field, 'Its own fields, under `data`.'),
    }),
  ),
  'Every kind of event that can be recorded.',
);

export const rulebooks = () => ({ rows: lawInForce });
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
  readonly says: string;
}
const settingRows: readonly Setting[] = Object.entries(readings).map(([id, reading]) => ({ id, ...reading }));
export const settings = () => ({ rows: settingRows });
export const settingsSchema = listOf(
  'Settings',
  named(
    'Setting',
    shape<Setting>('A reading of doubtful text: policy, never law.', {
      id: words('Its number.'),
      version: whole('Of the reading.'),
      values: list(words('A reading.'), 'The first is the default.'),
      says: words('What it is.'),
    }),
  ),
  'Readings of doubtful text.',
);
