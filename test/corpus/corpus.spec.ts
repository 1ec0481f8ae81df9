import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { leafHash, MemoryStore } from '#event-store';
import { classOf, kindOf, problemsIn, streamKinds, toLog, typesOf, fromLog, versionOf } from '#psti';
import {
  digestOf,
  digests,
  leafOf,
  readingOf,
  readReadings,
  readSample,
  sampleFile,
  samplesOf,
  typesThere,
  versionsThere,
} from './sample.ts';

const ENOUGH = 5;
const types = [...new Set<string>(streamKinds.flatMap(typesOf))].sort();
const versions = types.flatMap((type) => Array.from({ length: versionOf(type) }, (_, n) => ({ type, version: n + 1 })));
const samples = versions.flatMap(({ type, version }) => samplesOf(type, version).map((name) => ({ type, version, name })));

describe('E-08: events as they were ever recorded', () => {
  test(`there are at least ${ENOUGH} samples of every type and version, and none of what this code does not know`, () => {
    expect(versions.filter(({ type, version }) => samplesOf(type, version).length < ENOUGH)).toEqual([]);
    expect(typesThere()).toEqual(types);
    expect(types.filter((type) => versionsThere(type).length !== versionOf(type))).toEqual([]);
  });

  test.each(versions)(
    '$type, version $version: reads, upcasts, projects, renders and hashes as it stands there',
    ({ type, version }) => {
      const readings = readReadings(type);
      for (const name of samplesOf(type, version)) {
        const sample = readSample(type, version, name);
        expect({ name, ...sample.event }).toMatchObject({ name, type, version });
        expect({ name, leaf: leafOf(sample) }).toEqual({ name, leaf: sample.leaf });
        // As JSON has it: what is undefined is not there.
        expect({ name, reading: JSON.parse(JSON.stringify(readingOf(sample))) }).toEqual({
          name,
          reading: readings[`v${version}/${name}`],
        });
      }
    },
  );

  test('each is, in its newest version, what the door would take today', () => {
    const wrong = samples.flatMap(({ type, version, name }) => {
      const { stream, event } = readSample(type, version, name);
      const { id: _, ...offered } = toLog(
        fromLog({ ...event, stream, revision: 0, leaf: 0, recordedAt: '2026-11-26T12:00:00.000Z', by: '' }),
      );
      const kind = kindOf(stream);
      if (kind === undefined || classOf(kind, type) === undefined) return [`${type} stands on ${stream}`];
      return problemsIn(kind, offered).map(({ field, says }) => `${type}/v${version}/${name} ${field}: ${says}`);
    });
    expect(wrong).toEqual([]);
  });

  test('the readings are of what is there', () => {
    for (const type of types)
      expect(Object.keys(readReadings(type)).sort()).toEqual(
        samples
          .filter((each) => each.type === type)
          .map(({ version, name }) => `v${version}/${name}`)
          .sort(),
      );
  });

  test('the hash of a sample is that of its bytes, as the log itself writes them', async () => {
    const store = new MemoryStore();
    const { stream, event } = readSample('NoticeGiven', 1, '01.json');
    await store.append(stream, [event], { expected: 'none', key: event.id, by: 'somebody' });
    const hashes: string[][] = [];
    for await (const page of store.readStream(stream))
      for (const { by, prev, recordedAt, revision, salt, bytes } of page)
        hashes.push([
          leafOf({ stream, event }, { by, prev, recordedAt, revision, salt }),
          Buffer.from(leafHash(bytes)).toString('hex'),
        ]);
    await store.close();
    expect(hashes).toHaveLength(1);
    expect(hashes.map(([made]) => made)).toEqual(hashes.map(([, written]) => written));
  });

  test('every file is as it was when it was added', () => {
    const lines = readFileSync(digests, 'utf8').trimEnd().split('\n');
    const known = new Map(lines.map((line): [string, string] => [line.slice(66), line.slice(0, 64)]));
    const files = samples.map(({ type, version, name }) => `${type}/v${version}/${name}`);
    expect([...known.keys()].sort()).toEqual([...files].sort());
    const changed = samples.filter(
      ({ type, version, name }) => digestOf(sampleFile(type, version, name)) !== known.get(`${type}/v${version}/${name}`),
    );
    expect(changed).toEqual([]);
  });
});

describe('E-08: and finds it', () => {
  const sample = readSample('NotificationReceived', 1, '01.json');
  const { [`v1/01.json`]: reading } = readReadings('NotificationReceived');
  const other = { ...sample, event: { ...sample.event, data: { ...sample.event.data, claims: 'may be' } } };

  test('when a field of a sample is another', () => {
    expect(leafOf(other)).not.toBe(sample.leaf);
    expect(readingOf(other)).not.toEqual(reading);
  });

  test('when today’s code no longer knows a field of one', () => {
    const { stream, event } = sample;
    const unknown = { ...sample, event: { ...event, data: { ...event.data, formerly: 'x' } } };
    expect(problemsIn('failure', unknown.event)).toMatchObject([{ field: 'data.formerly' }]);
    expect(() => readingOf({ ...sample, event: { ...event, version: versionOf(event.type) + 1 } })).toThrow('upgrade needed');
    expect(() => readingOf({ ...sample, stream: stream.replace('failure', 'product') })).toThrow('upgrade needed');
  });
});
