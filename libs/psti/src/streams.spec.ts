import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { problemsIn, kindOf } from './streams.ts';
const folder = new URL('../scenarios/', import.meta.url);
describe('what the worked scenarios give', () => {
  for (const file of readdirSync(folder).filter((f) => f.endsWith('.yaml')))
    test(`${file}: every event is admitted by its shape`, () => {
      const { given } = parse(readFileSync(new URL(file, folder), 'utf8'));
      for (const e of given) {
        const data = JSON.parse(JSON.stringify(e.data).replace(/"\$[a-z0-9@-]+"/g, '"00000000-0000-5000-8000-000000000000"'));
        const kind = kindOf(e.in);
        expect([e.type, kind && problemsIn(kind, { type: e.type, on: e.on, data })]).toEqual([e.type, []]);
      }
    });
});
