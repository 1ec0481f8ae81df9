import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LogReader } from '#event-store';
import { streamKinds, typesOf, versionOf } from '#psti';
import { made, madeCorrections } from './made.ts';
import { further, record, worked } from './record.ts';
import { digests, digestOf, leafOf, readingFile, readingOf, readSample, sampleFile, samplesOf, type Sample } from './sample.ts';

/**
 * Adds samples of what has none: `node --import ./infra/sources.mjs test/corpus/write.ts`, after a build, when a type of event or a version
 * of one is new. What is there stays as it is; how today's code reads all of them is written anew, for a person to look at.
 */

const ENOUGH = 5;
type Unhashed = Omit<Sample, 'leaf'>;

function recordedIn(folder: string): readonly Unhashed[] {
  const reader = new LogReader(join(folder, 'log.db'));
  const { events } = reader.logPage({ first: 0, last: Number.MAX_SAFE_INTEGER, most: 10_000 });
  reader.close();
  return events.map(({ stream, id, type, version, on, at, data }) => ({
    stream,
    event: { id, type, version, on, ...(at === undefined ? {} : { at }), data },
  }));
}

/** Those unlike each other first: by which fields they have. */
function chosen(type: string, recorded: readonly Unhashed[]): readonly Unhashed[] {
  const shapes = Map.groupBy(
    recorded.filter(({ event }) => event.type === type),
    ({ event: { data, at } }) => `${Object.keys(data).sort().join()} ${at === undefined}`,
  );
  const [firsts, others] = [[...shapes.values()].map(([first]) => first), [...shapes.values()].flatMap(([, ...rest]) => rest)];
  return [...firsts, ...others].filter((each) => each !== undefined).slice(0, ENOUGH + 1);
}

let recorded: readonly Unhashed[] | undefined;
async function samplesFor(type: string): Promise<readonly Unhashed[]> {
  recorded ??= [...recordedIn(await record(worked())), ...recordedIn(await record(further()))];
  const found = chosen(type, recorded);
  const kinds = streamKinds.filter((kind) => typesOf(kind).some((each) => each === type));
  if (type === 'Correction') return [...found, ...kinds.flatMap((kind, n) => madeCorrections(kind, n * 2))];
  return [...found, ...kinds.flatMap((kind) => made(kind, type, Math.max(0, ENOUGH - found.length)))];
}

for (const type of new Set(streamKinds.flatMap(typesOf))) {
  const version = versionOf(type);
  if (samplesOf(type, version).length < ENOUGH)
    for (const [n, sample] of (await samplesFor(type)).entries()) {
      const file = sampleFile(type, version, `${String(n + 1).padStart(2, '0')}.json`);
      mkdirSync(new URL('.', file), { recursive: true });
      writeFileSync(file, `${JSON.stringify({ ...sample, leaf: leafOf(sample) })}\n`, { flag: 'wx' });
      appendFileSync(digests, `${digestOf(file)}  ${type}/v${version}/${file.pathname.split('/').at(-1)}\n`);
    }
  const readings = Array.from({ length: version }, (_, n) => n + 1).flatMap((v) =>
    samplesOf(type, v).map((name) => `"v${v}/${name}":${JSON.stringify(readingOf(readSample(type, v, name)))}`),
  );
  writeFileSync(readingFile(type), `{\n${readings.join(',\n')}\n}\n`);
}
