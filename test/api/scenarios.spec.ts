import { expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { Running } from './running.ts';
import { tell } from './scenario.ts';

/** Whatever the worked scenarios give can be recorded over the API, each by who recorded it and when. */
const files = readdirSync(new URL('../../libs/psti/scenarios/', import.meta.url)).filter((file) => file.endsWith('.yaml'));

test.each(files.map((file) => file.replace('.yaml', '')))('%s: every event given is taken', async (name) => {
  const running = await Running.start();
  try {
    const { answers } = await tell(running, name);
    expect(answers.filter(({ status }) => status !== 201).map(({ text }) => text)).toEqual([]);
    expect(answers.length).toBeGreaterThan(1);
  } finally {
    await running.stop();
  }
});
