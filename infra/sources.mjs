/** `node --import ./infra/sources.mjs FILE.ts` runs the sources as they stand, decorators and all: for processes that a test starts. */
import { transformSync } from '@swc/core';
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

const swc = JSON.parse(readFileSync(new URL('../.swcrc', import.meta.url), 'utf8'));
delete swc.$schema;
delete swc.jsc.rewriteRelativeImportExtensions;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier.startsWith('#')
      ? { url: new URL(`../libs/${specifier.slice(1)}/src/index.ts`, import.meta.url).href, shortCircuit: true }
      : next(specifier, context),
  load(url, context, next) {
    if (!url.startsWith('file:') || !url.endsWith('.ts') || url.includes('/node_modules/')) return next(url, context);
    const filename = fileURLToPath(url);
    const { code } = transformSync(readFileSync(filename, 'utf8'), { ...swc, filename, swcrc: false, sourceMaps: 'inline' });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
