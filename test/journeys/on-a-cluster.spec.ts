import { expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { uuidOf } from '#access';
import { readScenario } from '#psti';
import { runOverRest } from '../../apps/cli/src/over-rest.ts';
import { trials } from '../../infra/trials.ts';
import { DoubleChild } from '../../libs/event-store/testing/double/child.ts';

/** K-14 for the whole application: the worked scenarios over REST where the log is on a cluster, each on an empty one of its own. */

const folder = new URL('../../libs/psti/scenarios/', import.meta.url);
const main = fileURLToPath(new URL('../../dist/apps/dutybook/src/main.js', import.meta.url));
const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
const FILES = trials({ few: 1, first: 4, long: files.length });

test.each(files.slice(0, FILES))('K-14: %s comes out exactly on a cluster too', async (file) => {
  const server = await DoubleChild.start();
  try {
    const asked = readScenario(parse(readFileSync(new URL(file, folder), 'utf8')), file, uuidOf);
    expect(await runOverRest(asked, { main, flags: ['--log', server.url] })).toEqual([]);
    expect(Number(Object(await server.tell('counts'))['events'])).toBeGreaterThanOrEqual(asked.given.length);
  } finally {
    await server.kill();
  }
});
