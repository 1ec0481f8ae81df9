import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import nunjucks from 'nunjucks';
import { inWords, instantInWords, utcInWords } from './days.ts';

/** Templates stand beside the code that fills them; everything put into one is escaped. */
const src = dirname(dirname(fileURLToPath(import.meta.url)));
const govuk = join(dirname(createRequire(import.meta.url).resolve('govuk-frontend/package.json')), 'dist');

function environment() {
  const made = new nunjucks.Environment(new nunjucks.FileSystemLoader([src, govuk]), {
    autoescape: true,
    trimBlocks: true,
    lstripBlocks: true,
  });
  made.addFilter('inWords', inWords);
  made.addFilter('instantInWords', instantInWords);
  made.addFilter('utc', utcInWords);
  return made;
}

const templates = environment();

export const page = (template: string, model: object): string => templates.render(template, model);
