import { createHash } from 'node:crypto';
import { uuidOf } from '#access';
import {
  eventsOf,
  exampleOf,
  fieldsOf,
  problemsIn,
  readings,
  textsIn,
  typesOf,
  versionOf,
  type Field,
  type StreamKind,
} from '#psti';
import type { Sample } from './sample.ts';

/** Events made from the shapes of their classes, for what the worked scenarios do not hold often enough. */

type Made = Omit<Sample, 'leaf'>;
type Fields = Readonly<Record<string, unknown>>;

const streamOf = (kind: StreamKind): string =>
  kind === 'installation' ? kind : kind === 'profile' ? 'kestrel/profile' : `kestrel/${kind}/${ofKind[kind]}`;
const ofKind = {
  product: 'puffincam-2',
  failure: 'shared-password',
  notice: 'cn-1',
  delivery: '6ba7b811-9dad-11d1-80b4-00c04fd430c8',
} as const;

/** What a text is on the log: a commitment, whatever it is to. */
const commitment = (words: string): string => `hmac-sha256:${createHash('sha256').update(words).digest('base64url')}`;

/** The example of a shape, with another choice where there is one, and now and then without what may be left out. */
function varied(data: Fields, fields: readonly Field[], turn: number): Fields {
  return Object.fromEntries(
    Object.entries(data).flatMap(([name, value], place): (readonly [string, unknown])[] => {
      const field = fields.find((each) => each.name === name);
      if (field === undefined || (!field.required && (turn + place) % 3 === 1)) return [];
      return [[name, variedValue(field, value, turn + place)]];
    }),
  );
}
const chosenFrom: readonly string[] = ['choice', 'duty', 'provision'];
function variedValue({ kind, options = [], of = [] }: Field, value: unknown, turn: number): unknown {
  if (kind === 'group' && typeof value === 'object' && value !== null) return varied({ ...value }, of, turn);
  if (chosenFrom.includes(kind)) return options[turn % options.length] ?? value;
  if (kind === 'party') return ['tarn-beck', 'hollybush', 'quayside', 'kestrel'][turn % 4];
  if (kind === 'boolean') return turn % 2 === 0;
  return value;
}

function withCommitments(type: string, data: Fields, salt: string): Fields {
  const copy = structuredClone(data);
  for (const path of textsIn(type, data)) {
    const names = path.split('.');
    const last = names.pop() ?? '';
    const holder = names.reduce((value: object, name) => Reflect.get(value, name) as object, copy);
    Reflect.set(holder, last, commitment(`${salt} ${path}`));
  }
  return copy;
}

function eventOf(kind: StreamKind, type: string, turn: number, data: Fields): Made | undefined {
  const on = `2026-03-${String(1 + (turn % 28)).padStart(2, '0')}`;
  const at = turn % 2 === 0 ? {} : { at: `${on}T09:${String(turn % 60).padStart(2, '0')}:00Z` };
  if (problemsIn(kind, { type, on, ...at, data }).length > 0) return undefined;
  const id = uuidOf(`dutybook:corpus/${kind}/${type}/${turn}`);
  const logged = { id, type, version: versionOf(type), on, ...at, data: withCommitments(type, data, id) };
  // Plain JSON, as the fields of an event are.
  return { stream: streamOf(kind), event: JSON.parse(JSON.stringify(logged)) as Made['event'] };
}

/** A reading of doubtful text, and one of the values that it may have. */
function reading(turn: number): Fields {
  const [setting, { values }] = Object.entries(readings)[turn] ?? ['A5', readings.A5];
  return { setting, value: values[turn % values.length] };
}

const TURNS = 40;
/** Samples of a type on its kind of stream, each unlike the others, as many as were asked for if there are. */
export function made(kind: StreamKind, type: string, count: number): readonly Made[] {
  const shape = eventsOf(kind).find((each) => new each().type === type);
  const example = typesOf(kind).find((each) => each === type);
  if (shape === undefined || example === undefined) return [];
  const { data } = exampleOf(example);
  const all = Array.from({ length: TURNS }, (_, turn) =>
    eventOf(kind, type, turn, { ...varied(data, fieldsOf(shape), turn), ...('setting' in data ? reading(turn) : {}) }),
  );
  return all.filter((each) => each !== undefined).slice(0, count);
}

/** Corrections of a kind of stream: one by another event of a type there, and one that withdraws. */
export function madeCorrections(kind: StreamKind, turn: number): readonly Made[] {
  const type = typesOf(kind).find((each) => each !== 'Correction') ?? 'Correction';
  const [put] = made(kind, type, 1);
  const supersedes = uuidOf(`dutybook:corpus/superseded/${kind}`);
  const reasons = commitment(`reasons ${kind}`);
  const { id: _, ...event } = put?.event ?? { id: '' };
  return [
    eventOf(kind, 'Correction', turn, { supersedes, event, reasons }),
    eventOf(kind, 'Correction', turn + 1, { supersedes, reasons }),
  ].filter((each) => each !== undefined);
}
