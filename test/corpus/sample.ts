import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { canonical, leafHash } from '#event-store';
import { deciderOf, fromLog, kindOf, sentenceOf, toLog, type LoggedEvent } from '#psti';

/** Events as releases of Dutybook recorded them. A sample is never changed; how today's code reads it stands beside it, and may be. */

/** An event as it stands on the log, and the hash of its bytes in an envelope that is always the same. */
export interface Sample {
  readonly stream: string;
  readonly event: LoggedEvent;
  readonly leaf: string;
}

/** How today's code reads a sample. */
export interface Reading {
  /** Its fields in the newest version. */
  readonly data: unknown;
  /** The sentence of the timeline. */
  readonly says: string;
  /** What its stream keeps of it: the lists it stands in, and what else became of the state. */
  readonly kept: Readonly<Record<string, unknown>>;
}

const envelope = {
  by: '00000000-0000-5000-8000-000000000000',
  prev: null,
  recordedAt: '2026-11-26T12:00:00.000Z',
  revision: 0,
  salt: '000102030405060708090a0b0c0d0e0f',
};
/** The hash of the bytes of a sample, as the log would hold them in that envelope. */
export const leafOf = ({ stream, event }: Pick<Sample, 'stream' | 'event'>, own: object = envelope): string =>
  Buffer.from(leafHash(Buffer.from(canonical({ ...event, stream, ...own })))).toString('hex');

export function readingOf({ stream, event }: Sample): Reading {
  const known = fromLog({ ...event, stream, ...envelope, leaf: 0 });
  const kind = kindOf(stream);
  if (kind === undefined) throw new Error(`${stream} is no stream`);
  const { initial, evolve } = deciderOf(kind);
  return {
    data: toLog(known).data,
    says: sentenceOf(known, { party: (id) => `‹${id}›`, words: (field) => `“${field}”` }),
    kept: Object.fromEntries(differing(plain(initial), plain(evolve(initial, known))).filter(([name]) => name !== 'recorded')),
  };
}

type Fields = Readonly<Record<string, unknown>>;
const plain = (state: unknown): Fields => JSON.parse(JSON.stringify(state)) as Fields;
const differing = (before: Fields, after: Fields): readonly (readonly [string, unknown])[] =>
  Object.entries(after)
    .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name]))
    .map(([name, value]) => [name, Array.isArray(value) ? value.length : value]);

const folder = new URL('events/', import.meta.url);
export const sampleFile = (type: string, version: number, name: string): URL => new URL(`${type}/v${version}/${name}`, folder);
export const readingFile = (type: string): URL => new URL(`${type}/reading.json`, folder);

/** The names of the samples of a type and version, and where they are. */
export const samplesOf = (type: string, version: number): readonly string[] => {
  try {
    return readdirSync(sampleFile(type, version, '')).sort();
  } catch {
    return [];
  }
};
export const typesThere = (): readonly string[] => readdirSync(folder).sort();
export const versionsThere = (type: string): readonly number[] =>
  readdirSync(new URL(`${type}/`, folder)).flatMap((name) => (name.startsWith('v') ? Number(name.slice(1)) : []));

// What stands in the files was written by the very shapes above.
export const readSample = (type: string, version: number, name: string): Sample =>
  JSON.parse(readFileSync(sampleFile(type, version, name), 'utf8')) as Sample;
export const readReadings = (type: string): Readonly<Record<string, Reading>> =>
  JSON.parse(readFileSync(readingFile(type), 'utf8')) as Readonly<Record<string, Reading>>;

/** The digests of all samples, as `sha256sum -c` reads them: in `events`, by the names there. */
export const digests = new URL('events.sha256', import.meta.url);
/** The digest of a file that must stay as it is. */
export const digestOf = (file: URL): string => createHash('sha256').update(readFileSync(file)).digest('hex');
