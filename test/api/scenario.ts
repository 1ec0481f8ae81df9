import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { uuidOf } from '#access';
import { londonInstant } from '#psti';
import type { Answer, Running } from './running.ts';

/** A worked scenario, recorded through the API as its parties would. */

interface GivenEvent {
  readonly in: string;
  readonly on: string;
  readonly at?: string;
  readonly recorded?: string;
  readonly by?: string;
  readonly as?: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}
interface Scenario {
  readonly parties: Readonly<Record<string, string>>;
  readonly given: readonly GivenEvent[];
}

export interface Told {
  readonly parties: readonly string[];
  /** The id of each event that has a name. */
  readonly ids: ReadonlyMap<string, string>;
  readonly answers: readonly Answer[];
}

const plurals: Readonly<Record<string, string>> = {
  product: 'products',
  failure: 'failures',
  notice: 'notices',
  delivery: 'deliveries',
};

export function pathOf(stream: string): string {
  const [party, kind = '', name] = stream.split('/');
  if (kind === '') return '/v1/installation';
  return name === undefined ? `/v1/parties/${party}/profile` : `/v1/parties/${party}/${plurals[kind]}/${name}`;
}

export async function tell(running: Running, name: string): Promise<Told> {
  const file = new URL(`../../libs/psti/scenarios/${name}.yaml`, import.meta.url);
  const scenario: Scenario = parse(await readFile(file, 'utf8'));
  const answers: Answer[] = [];
  const parties = Object.keys(scenario.parties);
  const ids = new Map(scenario.given.flatMap((event, n) => idsOf(name, event, n, parties)));
  running.clock.at = `${scenario.given[0]?.on ?? '2025-01-01'}T00:00:00Z`;
  for (const [party, called] of Object.entries(scenario.parties))
    answers.push(
      await running.send(`/v1/installation/events/${uuidOf(`dutybook:scenario/${name}/admitted/${party}`)}`, {
        method: 'PUT',
        as: 'operator',
        json: { type: 'PartyAdmitted', on: running.clock.at.slice(0, 10), data: { party, name: called } },
      }),
    );
  for (const [n, event] of scenario.given.entries())
    answers.push(await record(running, event, ids.get(event.as ?? String(n + 1)) ?? '', ids));
  return { parties, ids, answers };
}

/** Under its name, or its number; and what crosses into a book because of it, under `name@party`. */
function idsOf(
  scenario: string,
  event: GivenEvent,
  n: number,
  parties: readonly string[],
): readonly (readonly [string, string])[] {
  const called = event.as ?? String(n + 1);
  const id = uuidOf(`dutybook:scenario/${scenario}/${called}`);
  return [
    [called, id],
    ...parties.map((party) => [`${called}@${party}`, uuidOf(`dutybook:delivery/${event.in}/${id}/${party}`)] as const),
  ];
}

/** London clock time on its day, or an instant. */
const instantOf = ({ on, at }: GivenEvent): string | undefined =>
  at === undefined || at.includes('T') ? at : londonInstant(on, at);

/** The clock stands where it was recorded, and never goes back. */
function setClock(running: Running, event: GivenEvent) {
  const [day = event.on, time = '00:00'] = (event.recorded ?? event.on).split(' ');
  const told = event.recorded === undefined ? instantOf(event) : undefined;
  const instant = told ?? londonInstant(day, time);
  if (instant > running.clock.at) running.clock.at = instant;
}

async function record(running: Running, event: GivenEvent, id: string, ids: ReadonlyMap<string, string>): Promise<Answer> {
  setClock(running, event);
  const at = instantOf(event);
  const party = event.by ?? event.in.split('/')[0] ?? '';
  const { type, on } = event;
  const data = named(event.data, ids);
  const json = { type, on, ...(at === undefined ? {} : { at }), data };
  const answer = await running.send(`${pathOf(event.in)}/events/${id}`, { method: 'PUT', as: party, json });
  // What crosses must have crossed before another event can name it.
  await running.send(`/v1/duties?limit=1&waitFor=${String(answer.headers['dutybook-position'])}`, { as: party });
  return answer;
}

/** `$notice` is the event of that name; `$notice@quayside` what crossed into that book because of it. */
function named(value: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string' && value.startsWith('$')) return ids.get(value.slice(1)) ?? value;
  if (Array.isArray(value)) return value.map((each) => named(each, ids));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, named(each, ids)]));
}
