import type { Day, EventId, Instant, Moment, PartyId, RulebookId } from '../act.ts';
import { dayExists, isDay, londonDay, londonInstant } from '../calendar.ts';
import type { Naming } from '../crossing.ts';
import { isOffered } from '../problem.ts';
import { lawWith, NotARulebook } from '../rulebook-data.ts';
import { lawInForce } from '../rulebook.ts';
import type { Rulebook } from '../rulebook.ts';
import { eventRefsIn } from '../streams.ts';

/**
 * A scenario file, read: what is to be recorded – each event with its stream, its id, who records it and the clock at which – and what
 * is asked. The file comes parsed; nothing of it is trusted. The same file gives the same records.
 */

export interface ToRecord {
  /** What the file calls it: its name, or its number from 1. */
  readonly name: string;
  readonly stream: string;
  readonly id: EventId;
  readonly event: { readonly type: string; readonly on: Day; readonly at?: Instant; readonly data: Fields };
  /** The party as whom it is recorded, or `operator`. */
  readonly by: PartyId;
  readonly recordedAt: Instant;
}
export type Fields = { readonly [key: string]: unknown };

export interface Entry {
  readonly asOf: Moment;
  readonly knownAt: Moment;
  readonly only?: readonly PartyId[];
  /** Its lines, by key, as the file has them; `refused` lines with the event made ready. */
  readonly lines: { readonly [key: string]: readonly Fields[] };
  readonly refused: readonly { readonly line: Fields; readonly event: ToRecord }[];
}

export interface Scenario {
  readonly file: string;
  readonly title: string;
  readonly rulebooks: readonly RulebookId[];
  /** The law that it is about: that in force, and a rulebook that is not law where the file carries one. */
  readonly law: readonly Rulebook[];
  readonly rulebookData?: unknown;
  readonly parties: { readonly [party: PartyId]: string };
  /** Parties admitted and settings put in force before anything else, then what is given, in the order recorded. */
  readonly admitted: readonly ToRecord[];
  readonly given: readonly ToRecord[];
  readonly then: readonly Entry[];
}

/** A file that is not a scenario: what is wrong with it, and where. */
export class NotAScenario extends Error {
  override readonly name = 'NotAScenario';
}
function wrong(where: string, says: string): never {
  throw new NotAScenario(`${where}: ${says}`);
}

export const readScenario = (parsed: unknown, fileName: string, uuidOf: Naming): Scenario => {
  const file = fileName.replace(/^.*[\\/]/, '').replace(/\.ya?ml$/, '');
  if (!isOffered(parsed)) return wrong(file, 'a scenario has a title, parties, what is given and what must come out');
  const parties = strings(parsed.parties, `${file}, parties`);
  const name = (event: string): EventId => uuidOf(`dutybook:scenario/${file}/${event}`);
  const given = givenIn(list(parsed.given, `${file}, given`), { file, name, uuidOf });
  const first = given[0]?.recordedAt ?? londonInstant('2024-04-29', '00:00');
  const settings = strings(parsed.settings, `${file}, settings`);
  const admitted = [
    ...Object.entries(parties).map(([party, called]) => ['PartyAdmitted', `party/${party}`, { party, name: called }] as const),
    ...Object.entries(settings).map(
      ([setting, value]) => ['SettingPutInForce', `setting/${setting}`, { setting, value }] as const,
    ),
  ].map(([type, as, data]): ToRecord => ({
    name: as,
    stream: 'installation',
    id: name(as),
    event: { type, on: londonDay(first), data },
    by: 'operator',
    recordedAt: first,
  }));
  return {
    file,
    title: String(parsed.title ?? file),
    rulebooks: [parsed.rulebook].flat().filter((id): id is string => typeof id === 'string'),
    rulebookData: parsed.rulebookData,
    law: parsed.rulebookData === undefined ? lawInForce : lawOf(parsed.rulebookData, file),
    parties,
    admitted,
    given,
    then: list(parsed.then, `${file}, then`).map((entry, at) =>
      entryOf(entry, `${file}, then ${at + 1}`, { file, name, uuidOf, given }),
    ),
  };
};

const lawOf = (data: unknown, file: string): readonly Rulebook[] => {
  try {
    return lawWith(data);
  } catch (error) {
    if (error instanceof NotARulebook) return wrong(`${file}, rulebookData`, error.message);
    throw error;
  }
};

interface Ids {
  readonly file: string;
  readonly name: (event: string) => EventId;
  readonly uuidOf: Naming;
}

const givenIn = (listed: readonly Fields[], ids: Ids): readonly ToRecord[] => {
  const named = new Map<string, ToRecord>();
  const given: ToRecord[] = [];
  listed.forEach((line, at) => {
    const record = recordOf(line, { at: at + 1, ids, named, after: given.at(-1)?.recordedAt });
    given.push(record);
    if (typeof line.as === 'string') named.set(line.as, record);
  });
  return given;
};

interface Reading {
  readonly at: number | string;
  readonly ids: Ids;
  readonly named: ReadonlyMap<string, ToRecord>;
  readonly after?: Instant;
}
const recordOf = (line: Fields, { at, ids, named, after }: Reading): ToRecord => {
  const where = `${ids.file}, given ${at}`;
  const stream = word(line.in, `${where}, in`);
  const type = word(line.type, `${where}, type`);
  const on = day(line.on, `${where}, on`);
  const instant = line.at === undefined ? undefined : instantOn(on, word(line.at, `${where}, at`));
  const name = typeof line.as === 'string' ? line.as : String(at);
  const data = isOffered(line.data) ? line.data : {};
  return {
    name,
    stream,
    id: ids.name(name),
    event: {
      type,
      on,
      ...(instant === undefined ? {} : { at: instant }),
      data: pointed(type, data, { where, named, uuidOf: ids.uuidOf }),
    },
    by: typeof line.by === 'string' ? line.by : stream === 'installation' ? 'operator' : (stream.split('/')[0] ?? ''),
    recordedAt: clockOf(line.recorded, { on, instant, after, where }),
  };
};

/** `$name` is the event of that name; `$name@party` its receipt in that party's book. */
const pointed = (
  type: string,
  data: Fields,
  { where, named, uuidOf }: { readonly where: string; readonly named: ReadonlyMap<string, ToRecord>; readonly uuidOf: Naming },
): Fields => {
  const pointers = new Map(
    eventRefsIn(type, data)
      .filter(({ value }) => value.startsWith('$'))
      .map(({ field, value }) => {
        const [name = '', party] = value.slice(1).split('@');
        const event = named.get(name) ?? wrong(where, `${value} names no event before it`);
        return [
          field,
          party === undefined ? event.id : uuidOf(`dutybook:delivery/${event.stream}/${event.id}/${party}`),
        ] as const;
      }),
  );
  return pointers.size === 0 ? data : withPointers(data, pointers, '');
};
const withPointers = (data: Fields, pointers: ReadonlyMap<string, EventId>, path: string): Fields =>
  Object.fromEntries(
    Object.entries(data).map(([key, value]) => {
      const field = path === '' ? key : `${path}.${key}`;
      return [key, pointers.get(field) ?? (isOffered(value) ? withPointers(value, pointers, field) : value)];
    }),
  );

/** The clock stands at `recorded`: at its time, else at the event's own if that is the same day, else at the start of the day. */
const clockOf = (
  recorded: unknown,
  {
    on,
    instant,
    after,
    where,
  }: { readonly on: Day; readonly instant?: Instant; readonly after?: Instant; readonly where: string },
): Instant => {
  const [said, time] = (recorded === undefined ? on : word(recorded, `${where}, recorded`)).split(' ');
  const recordedOn = day(said, `${where}, recorded`);
  const own = instant !== undefined && londonDay(instant) === recordedOn ? instant : londonInstant(recordedOn, '00:00');
  const clock = time === undefined ? own : londonInstant(recordedOn, time);
  return after !== undefined && Date.parse(after) > Date.parse(clock) ? after : clock;
};
const instantOn = (on: Day, at: string): Instant => (/^\d{2}:\d{2}$/.test(at) ? londonInstant(on, at) : at);

const KEYS = ['rows', 'notices', 'guards', 'dates', 'money', 'scope'];
const entryOf = (entry: Fields, where: string, { given, ...ids }: Ids & { readonly given: readonly ToRecord[] }): Entry => {
  const asOf = moment(entry.asOf, `${where}, asOf`);
  const named = new Map(given.map((record) => [record.name, record]));
  const unknown = Object.keys(entry).find((key) => !['asOf', 'knownAt', 'only', 'refused', ...KEYS].includes(key));
  if (unknown !== undefined) return wrong(where, `nothing can be asked under ${unknown}`);
  return {
    asOf,
    knownAt: entry.knownAt === undefined ? asOf : moment(entry.knownAt, `${where}, knownAt`),
    only: Array.isArray(entry.only) ? entry.only.map(String) : undefined,
    lines: Object.fromEntries(KEYS.filter((key) => key in entry).map((key) => [key, list(entry[key], `${where}, ${key}`)])),
    refused: list(entry.refused, `${where}, refused`).map((line, at) => ({
      line,
      event: recordOf(isOffered(line.event) ? line.event : {}, { at: `${where}-refused-${at + 1}`, ids, named }),
    })),
  };
};

/** A London day, or "2026-02-12 15:00" on London's clock. */
const moment = (value: unknown, where: string): Moment => {
  const said = word(value, where);
  if (isDay(said)) return day(said, where);
  const [on = '', time = ''] = said.split(' ');
  return /^\d{2}:\d{2}$/.test(time) ? londonInstant(day(on, where), time) : said;
};
const day = (value: unknown, where: string): Day =>
  typeof value === 'string' && dayExists(value) ? value : wrong(where, `${String(value)} is not a day`);
const word = (value: unknown, where: string): string => (typeof value === 'string' ? value : wrong(where, 'a word is missing'));
const list = (value: unknown, where: string): readonly Fields[] =>
  value === undefined || value === null
    ? []
    : Array.isArray(value) && value.every(isOffered)
      ? value
      : wrong(where, 'a list of groups of fields is expected');
const strings = (value: unknown, where: string): { readonly [key: string]: string } =>
  value === undefined || value === null
    ? {}
    : isOffered(value)
      ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, String(each)]))
      : wrong(where, 'names and words are expected');
